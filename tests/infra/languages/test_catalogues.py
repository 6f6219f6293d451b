"""The catalogues are whole: every word in both languages, saying the same with the same facts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from insurer.infra import catalogues


def test_no_entry_is_empty_doubtful_or_different_between_languages_and_areas():
    assert catalogues.faults() == []


def test_everything_that_source_and_pages_say_has_its_words():
    catalogues.compile_catalogues()

    assert catalogues.unsaid() == []


def test_the_words_of_the_pages_are_found_where_they_are_said():
    spoken = catalogues.spoken()

    assert "Skip to content" in spoken
    assert "%(count)s days left" in spoken


@pytest.mark.parametrize("key", ["claim_state.filed", "input.negative", "a.b.c_1"])
def test_a_code_is_told_from_a_sentence(key: str):
    assert catalogues.is_code(key)


@pytest.mark.parametrize("key", ["Save", "No records.", "e.g. this", "A.b", "save", "%(count)s days"])
def test_a_sentence_is_told_from_a_code(key: str):
    assert not catalogues.is_code(key)


def _write(folder: Path, locale: str, text: str) -> Path:
    file = folder / "kernel" / catalogues.FOLDERS[locale] / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + text, encoding="utf-8")
    return file


def test_every_kind_of_fault_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(catalogues, "_TRANSLATIONS", tmp_path)
    _write(
        tmp_path,
        "en",
        'msgid "a.one_only"\nmsgstr "x"\n\nmsgid "a.fact"\nmsgstr "%(who)s"\n\nmsgid "Save"\nmsgstr "S"\n',
    )
    _write(
        tmp_path,
        "zh",
        'msgid "a.fact"\nmsgstr "%(whom)s"\n\nmsgid "b.empty"\nmsgstr ""\n\n#, fuzzy\nmsgid "Save"\nmsgstr "保存"\n\n'
        'msgid "%(n)s rows"\nmsgstr "行"\n\nmsgid "twice"\nmsgstr "一"\n\nmsgid "twice"\nmsgstr "一"\n',
    )

    found = "\n".join(catalogues.faults())

    for fault in (
        "an English sentence needs no English entry: Save",
        "fuzzy: Save",
        "empty: b.empty",
        "no entry for the code a.one_only",
        "no entry for the code b.empty",
        "placeholders differ between the languages: a.fact",
        "placeholders differ from the English: %(n)s rows",
        "written twice: twice",
    ):
        assert fault in found


def test_a_catalogue_is_built_again_when_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(catalogues, "_TRANSLATIONS", tmp_path)
    catalogues.words.cache_clear()
    file = _write(tmp_path, "en", 'msgid "a.b"\nmsgstr "first"\n')
    assert catalogues.compile_catalogues() == 1
    assert catalogues.compile_catalogues() == 0
    assert catalogues.words("en")["a.b"] == "first"

    _write(tmp_path, "en", 'msgid "a.b"\nmsgstr "second"\n')
    os.utime(file, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns + 10**9))
    assert catalogues.compile_catalogues() == 1
    assert catalogues.words("en")["a.b"] == "second"
    monkeypatch.undo()
    catalogues.words.cache_clear()

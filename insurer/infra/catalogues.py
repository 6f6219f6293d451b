"""The catalogues: every visible word of the house, split by area, merged per language, kept whole by a check.

A stable code (`claim_state.filed`) needs an entry in both languages; an English sentence is its own English
and needs one in Chinese. `*.mo` files are built from `*.po` when stale and are never committed.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

AREAS = (
    "kernel",
    "infra",
    "pages",
    "operations",
    "parties",
    "accounts",
    "sign_in",
    "people",
    "approvals",
    "reference",
    "policies",
    "underwriting",
    "ledger_import",
    "claims",
    "workflows",
    "calculations",
    "reports",
    "home",
    "portal",
    "desk",
    "papers",
    "ledger",
    "warning",
    "cover",
)
FOLDERS = {"en": "en", "zh": "zh_Hans"}
"""The reader's languages and the folder that holds each."""

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("insurer", "policies", "underwriting", "claims", "templates")
_TRANSLATIONS = Path(__file__).resolve().parent / "translations"
_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_]+)+", re.ASCII)
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
_MSGID = re.compile(r'^msgid "(.+)"$', re.MULTILINE)
_KEYWORDS = {"_": None, "lazy": None, "counted": (1, 2), "gettext": None}
_METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]


def is_code(key: str) -> bool:
    """Whether `key` is a stable code (`indemnity.within_limit`) and not an English sentence."""
    return _CODE.fullmatch(key) is not None


def catalogue_file(area: str, locale: str) -> Path:
    """The `.po` file of one area in one language; it need not exist."""
    return _TRANSLATIONS / area / FOLDERS[locale] / "LC_MESSAGES" / "messages.po"


def catalogue_files(locale: str) -> list[Path]:
    """The `.po` files of one language that exist, in the order of the storeys."""
    return [path for area in AREAS if (path := catalogue_file(area, locale)).exists()]


def compile_catalogues() -> int:
    """Build every `.mo` older than its `.po`; returns how many were built. Safe in several processes at once."""
    built = 0
    for locale in FOLDERS:
        for source in catalogue_files(locale):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
                _compile(source, target)
                built += 1
    if built:
        words.cache_clear()
    return built


def _compile(source: Path, target: Path) -> None:
    """One `.mo`, written aside and moved into place, so that no reader ever sees half of it."""
    moment = source.stat().st_mtime_ns
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".messages-", suffix=".mo")
    with os.fdopen(handle, "wb") as file:
        write_mo(file, read_catalogue(source))
    os.chmod(aside, 0o644)
    os.utime(aside, ns=(moment, moment))
    os.replace(aside, target)


def read_catalogue(source: Path) -> Catalog:
    """The catalogue as written, with fuzzy and empty entries still visible."""
    with source.open("rb") as file:
        return read_po(file, abort_invalid=True)


@cache
def words(locale: str) -> Mapping[str, str]:
    """All messages of one language, merged over the areas; built from fresh `.mo` files, else from the `.po`."""
    merged: dict[str, str] = {}
    for source in catalogue_files(locale):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            with target.open("rb") as file:
                messages = list(read_mo(file))
        else:
            messages = [message for message in read_catalogue(source) if not message.fuzzy]
        merged.update((key, text) for key, text in map(_pair, messages) if key and text)
    return MappingProxyType(merged)


def _pair(message: Message) -> tuple[str, str]:
    return str(message.id or ""), str(message.string or "")


def placeholders(text: str) -> frozenset[str]:
    """The names of the facts a message asks for."""
    return frozenset(name for name in _PLACEHOLDER.findall(text) if name)


def faults() -> list[str]:
    """What is wrong with the catalogues as they stand, one line each; empty when all is well."""
    catalogues = {
        locale: {area: _entries(area, locale) for area in AREAS if catalogue_file(area, locale).exists()}
        for locale in FOLDERS
    }
    return [
        *_faults_of_files(),
        *_faults_of_entries(catalogues),
        *_faults_across_areas(catalogues),
        *_faults_across_languages(catalogues),
    ]


def _entries(area: str, locale: str) -> list[Message]:
    return [message for message in read_catalogue(catalogue_file(area, locale)) if message.id]


def _faults_of_files() -> Iterator[str]:
    """A key written twice in one file: the reader of such files keeps the last and says nothing."""
    for locale in FOLDERS:
        for area in AREAS:
            file = catalogue_file(area, locale)
            keys = _MSGID.findall(file.read_text(encoding="utf-8")) if file.exists() else []
            yield from (f"{area}/{locale}: written twice: {key}" for key, n in Counter(keys).items() if n > 1)


def _faults_of_entries(catalogues: Mapping[str, Mapping[str, Iterable[Message]]]) -> Iterator[str]:
    for locale, areas in catalogues.items():
        for area, messages in areas.items():
            for message in messages:
                key, text = _pair(message)
                if message.fuzzy:
                    yield f"{area}/{locale}: fuzzy: {key}"
                if not text:
                    yield f"{area}/{locale}: empty: {key}"
                if not is_code(key) and placeholders(key) != placeholders(text):
                    yield f"{area}/{locale}: placeholders differ from the English: {key}"
                if locale == "en" and not is_code(key):
                    yield f"{area}/{locale}: an English sentence needs no English entry: {key}"


def _faults_across_areas(catalogues: Mapping[str, Mapping[str, Iterable[Message]]]) -> Iterator[str]:
    for locale, areas in catalogues.items():
        seen: dict[str, tuple[str, str]] = {}
        for area, messages in areas.items():
            for key, text in map(_pair, messages):
                first = seen.setdefault(key, (area, text))
                if first[1] != text:
                    yield f"{locale}: {key} says one thing in {first[0]}, another in {area}"


def _faults_across_languages(catalogues: Mapping[str, Mapping[str, Iterable[Message]]]) -> Iterator[str]:
    def codes(locale: str) -> dict[str, str]:
        pairs = (_pair(message) for messages in catalogues[locale].values() for message in messages)
        return {key: text for key, text in pairs if is_code(key)}

    english, chinese = codes("en"), codes("zh")
    for key in sorted(english.keys() | chinese.keys()):
        if key not in chinese:
            if not key.endswith(".one"):
                yield f"zh: no entry for the code {key}"
        elif key not in english:
            yield f"en: no entry for the code {key}"
        elif placeholders(english[key]) != placeholders(chinese[key]):
            yield f"placeholders differ between the languages: {key}"


def spoken() -> dict[str, str]:
    """Every message that source and templates say through `_(…)`, with the first place that says it."""
    found: dict[str, str] = {}
    for source in SOURCES:
        folder = ROOT / source
        if not folder.exists():
            continue
        for name, line, message, _comments, _context in extract_from_dir(
            folder, method_map=_METHODS, keywords=_KEYWORDS, directory_filter=_holds_source
        ):
            key = message[-1] if isinstance(message, tuple) else message
            found.setdefault(str(key), f"{source}/{name}:{line}")
    return found


def _holds_source(folder: str | os.PathLike[str]) -> bool:
    """Layouts and macros live in folders that begin with an underline; the extractor would pass them over."""
    return not Path(folder).name.startswith((".", "__"))


def unsaid() -> list[str]:
    """What pages say without an entry in the catalogues, one line each with its place."""
    english, chinese = words("en"), words("zh")
    return [
        f"{place}: {key}"
        for key, place in sorted(spoken().items(), key=lambda item: item[1])
        if key not in chinese or (is_code(key) and key not in english)
    ]

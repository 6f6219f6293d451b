"""Every case of the casebook gives the figures worked out by hand, through the calculation contract."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from insurer.infra import catalogues, languages
from insurer.workflows.calculations.answers import calculation_answer

FOLDER = Path(__file__).parent
FEWEST_CASES = 60


def cases() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            yield pytest.param(case, id=f"{file.stem}: {case['title']}")


@pytest.fixture
def every_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word missing from a catalogue fails the test instead of showing its key."""
    catalogues.compile_catalogues()
    monkeypatch.setattr(languages, "_strict", True)


def differences(expected: object, found: object, path: str = "") -> Iterator[str]:
    """Where `found` is not as `expected`; of an object only the expected fields are compared."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in expected.items():
            yield from differences(value, found.get(name, "(absent)"), f"{path}.{name}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for at, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from differences(one, other, f"{path}.{at}")
    elif expected != found:
        yield f"{path[1:]}: by hand {expected}, by the program {found}"


@pytest.mark.parametrize("case", list(cases()))
def test_the_program_agrees_with_the_hand(case: dict[str, Any]) -> None:
    status, answer = calculation_answer(case["calculation"], json.dumps(case["input"]).encode(), "en")

    if "refused" in case:
        found = {name: answer["error"][name] for name in case["refused"]} if status == 422 else answer
        assert found == case["refused"]
        return
    assert status == 200, answer
    assert list(differences(case["expect"], answer["result"])) == []


@pytest.mark.parametrize("case", list(cases()))
def test_every_case_says_its_rule_and_shows_its_arithmetic(case: dict[str, Any]) -> None:
    assert case["clause"]
    assert case["working"]
    assert ("expect" in case) != ("refused" in case)


def test_the_casebook_is_not_thinned_out() -> None:
    assert len(list(cases())) >= FEWEST_CASES


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("case", list(cases()))
def test_every_line_is_said_in_both_languages(case: dict[str, Any], locale: str, every_word: None) -> None:
    _, answer = calculation_answer(case["calculation"], json.dumps(case["input"]).encode(), locale)

    for step in answer.get("steps", ()):
        assert step["label"]
        assert step["label"] != step["rule"]
        assert step["source"] or step["detail"]

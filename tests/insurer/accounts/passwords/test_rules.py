"""Which passwords are refused."""

from __future__ import annotations

import pytest

from insurer.accounts.passwords.rules import LONGEST_PASSWORD, password_fault

NAMES = ("Tradecover", "Harbour Credit Insurance", "Harbour", "limits7", "Lena Brandt", "")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("eleven char", "accounts.password_too_short"),
        ("password1234", "accounts.password_too_common"),
        ("iloveyou12345", "accounts.password_too_common"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "accounts.password_too_common"),
        ("abcdefghijklmnop", "accounts.password_too_common"),
        ("Harbour2026!!", "accounts.password_has_a_name"),
        ("my TradeCover key 81", "accounts.password_has_a_name"),
        ("LENA brandt and the sea", "accounts.password_has_a_name"),
        ("xx limits7 yy zz", "accounts.password_has_a_name"),
    ],
)
def test_short_common_and_telling_ones_are_refused(password: str, code: str) -> None:
    fault = password_fault(password, NAMES)

    assert fault is not None
    assert fault.code == code


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet herons wading",
        "海边七只安静的苍鹭在涉水而行",
        "correct horse battery staple",
        "🐎🔋📎🌊🐘🎻🧭🪁🍇🧊🛶🥁",
        "x7-" + "quiet herons " * 9,
        ("seven quiet herons wading in the cold of a morning " * 6)[:LONGEST_PASSWORD],
    ],
    ids=["lower case only", "Chinese", "four words", "pictures", "120 characters", "the longest"],
)
def test_long_phrases_of_any_characters_are_welcome(password: str) -> None:
    assert password_fault(password, NAMES) is None

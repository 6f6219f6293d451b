"""Abuse cases that need no town: hostile amounts, days, names, numbers, moves and packages."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from claims.cases.states import CLAIM_LIFE
from config import ROOT
from insurer.infra.web.exports import _harmless
from insurer.kernel.errors import InvalidInput, OutOfTurn
from insurer.kernel.parsing import parse_amount, parse_day
from insurer.parties.facts import PartyEntry
from insurer.parties.rules.entry import fit_entry
from insurer.parties.rules.names import lookalike_key
from policies.contracts.states import POLICY_LIFE
from underwriting.limits.states import REQUEST_LIFE
from underwriting.receivables.reading.ledger import read_ledger
from underwriting.receivables.rules.keys import invoice_key
from underwriting.receivables.states import IMPORT_LIFE
from underwriting.receivables.terms import ReadingPlan

LIVES = (CLAIM_LIFE, IMPORT_LIFE, POLICY_LIFE, REQUEST_LIFE)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "=cmd|' /C calc'!A0"])
def test_t10_no_text_of_an_export_is_a_formula(text: str) -> None:
    assert _harmless(text).startswith("'")


def test_t11_a_workbook_that_unpacks_to_much_more_than_it_weighs_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)

    with pytest.raises(InvalidInput):
        read_ledger(path, ReadingPlan(currency="EUR"))


@pytest.mark.parametrize(
    "amount",
    ["NaN", "Infinity", "-Infinity", "1e999", "1e3", "-5", "0.001", "１２３", "1_000", "0x10", "1,2,3.4.5", "9" * 5000],
)  # fmt: skip
def test_t14_hostile_amounts_are_refused(amount: str) -> None:
    with pytest.raises(InvalidInput):
        parse_amount(amount, "EUR", "amount")


def test_t14_a_currency_without_cents_has_none() -> None:
    with pytest.raises(InvalidInput):
        parse_amount("1.5", "JPY", "amount")


@pytest.mark.parametrize(
    "day",
    [
        "9999-12-31",
        "10000-01-01",
        "2025-02-30",
        "2025-02-29",
        "0000-01-01",
        "-2025-01-01",
        "２０２５-01-01",
        "",
        "today",
    ],
)
def test_t15_hostile_days_are_refused(day: str) -> None:
    with pytest.raises(InvalidInput):
        parse_day(day, "day")


@pytest.mark.parametrize("other", ["inv 7", "INV-7", "INV‑7", " inv-7 ", "ＩＮＶ－７"])
def test_t16_one_invoice_has_one_key_however_it_is_written(other: str) -> None:
    assert invoice_key(other) == invoice_key("INV-7")


@pytest.mark.parametrize("name", ["Acme\u200b Ltd", "Acme \u202eLtd", "Ac\u2066me", "A\x00cme", "Acme\nLtd\r"])
def test_t17_names_with_hidden_signs_are_refused_or_lose_them(name: str) -> None:
    try:
        kept = fit_entry(PartyEntry(name, country="GB")).name
    except InvalidInput:
        return
    assert not re.search(r"[\x00-\x1f\u200b\u202e\u2066]", kept)


@pytest.mark.parametrize("other", ["Аcme Ltd", "ACME LTD", "Acmе Ltd"])
def test_t17_names_that_look_alike_are_recognised(other: str) -> None:
    assert lookalike_key(other) == lookalike_key("Acme Ltd")


def test_t26_only_the_drawn_moves_are_possible() -> None:
    for life in LIVES:
        states = type(life.initial)
        moves = {move for _, move in life.moves}
        for state in states:
            for move in moves:
                if (state, move) not in life.moves:
                    with pytest.raises(OutOfTurn):
                        life.after(state, move)


def test_t31_every_library_is_pinned_and_known_by_its_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        wanted = [line for line in lines if line.strip() and not line.lstrip().startswith(("#", "--", "-r", "-c"))]
        loose = [line[:60] for line in wanted if "==" not in line or "--hash=sha256:" not in line]

        assert wanted
        assert loose == []

"""The file of refused rows, mended in a spreadsheet and sent again: only what was mended is added."""

from __future__ import annotations

import csv as written
import io
from datetime import date
from io import BytesIO

import pytest
import python_calamine
from flask import Flask

from insurer.accounts.facts import Role
from insurer.kernel.ids import ImportId
from policies.public import policy_facts
from tests.builders.exports import workbook
from tests.builders.underwriting import Desk, line
from tests.underwriting.receivables.test_import_pages import _fields, _sent
from tests.underwriting.test_pages import _signed_in
from underwriting.public import import_ledger, import_outcome, receivables_of
from underwriting.receivables.queries import import_of, imports_of, remembered_plan
from underwriting.receivables.states import ImportMode, ImportState

JUNE = date(2025, 6, 30)
ROWS = (
    line("A-1", "1000.00", invoiced="13.02.2025", due="14.04.2025"),
    line("A-2", "x", invoiced="03.02.2025", due="04.03.2025"),
    line("A-3", "30.00", name="=Baker & Sons", invoiced="07.04.2025", due="06.04.2025"),
    line("A-4", "40.00", invoiced="05.02.2025", due="never"),
    line("A-5", "-50.00", invoiced="05.02.2025", due="06.04.2025"),
)


@pytest.fixture
def sent(desk: Desk) -> Desk:
    desk.on(JUNE).ledger(*ROWS)
    return desk


def _downloaded(house: Flask, desk: Desk, language: str, kind: str = "csv") -> list[list[str]]:
    number = imports_of([desk.policy])[-1].number
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    content = holder.get(f"/portal/receivables/{number}/refused.{kind}?lang={language}").data
    if kind == "xlsx":
        return python_calamine.CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    return list(written.reader(io.StringIO(content.decode("utf-8-sig"))))


def _mended(rows: list[list[str]]) -> list[list[str]]:
    """Two of the four rows mended, everything else left as it came, a row of one's own added at the end."""
    amount, invoiced = rows[0].index("Amount"), rows[0].index("Invoice date")
    for row in rows:
        row[amount] = "20.00" if row[amount] == "x" else row[amount]
        row[invoiced] = "05.02.2025" if row[invoiced] == "07.04.2025" else row[invoiced]
    own = [*line("A-6", "60.00", invoiced="20.02.2025", due="21.04.2025"), "", ""]
    return [*rows, own]


def _file(rows: list[list[str]], kind: str = "csv") -> bytes:
    if kind == "xlsx":
        return workbook({"Sheet1": rows})
    out = io.StringIO()
    written.writer(out).writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _again(desk: Desk, content: bytes, **how: object) -> ImportId:
    return import_ledger(desk.customer, desk.policy, content=content, filename="refused.csv", **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "kind"), [("en", "csv"), ("zh", "csv"), ("en", "xlsx")])
def test_only_the_mended_rows_are_added_and_nothing_twice(house: Flask, sent: Desk, language: str, kind: str) -> None:
    rows = _downloaded(house, sent, language, kind)
    assert len(rows) == 5
    content = _file(_mended(rows), kind)

    done = import_outcome(_again(sent, content))

    assert (done.rows, done.accepted, done.refused, done.unchanged) == (5, 3, 2, 0)
    assert [error.code for error in done.errors] == ["ledger.row.not_a_day", "ledger.row.amount_not_positive"]
    assert done.errors[1].value == "-50.00"
    opened = {one.number: one.open.plain() for one in receivables_of(sent.policy, as_of=JUNE)}
    assert opened == {"A-1": "1000.00", "A-2": "20.00", "A-3": "30.00", "A-6": "60.00"}
    again = import_outcome(_again(sent, content))
    assert (again.accepted, again.unchanged, again.refused) == (0, 3, 2)


def test_the_mark_against_formulas_is_not_taken_for_a_part_of_the_name(house: Flask, sent: Desk) -> None:
    rows = _downloaded(house, sent, "en")
    assert [row[1] for row in rows[1:]].count("'=Baker & Sons") == 1
    assert {row[9] for row in rows[1:]} == {""}

    known = remembered_plan(policy_facts(sent.policy).policyholder, rows[0][:-2])
    assert known is not None
    done = _again(sent, _file(rows), mapping=known[1])

    assert import_of(done).understood["headers"] == list(rows[0][:-2])
    assert import_outcome(done).refused == 4


def test_a_mended_file_closes_nothing_by_what_it_does_not_hold(house: Flask, sent: Desk) -> None:
    rows = _mended(_downloaded(house, sent, "en"))

    done = import_outcome(_again(sent, _file(rows), mode=ImportMode.FULL))

    assert (done.state, done.error_code) == (ImportState.FAILED, "ledger.full.refused_rows_only")
    assert {one.number: one.open.plain() for one in receivables_of(sent.policy, as_of=JUNE)} == {"A-1": "1000.00"}


def test_the_page_reads_the_mended_file_as_the_first_one_and_refuses_to_close_by_it(house: Flask, sent: Desk) -> None:
    rows = _mended(_downloaded(house, sent, "en"))
    holder = _signed_in(house, Role.POLICYHOLDER_USER, sent.policyholder)
    number = policy_facts(sent.policy).number
    confirm = f"/portal/receivables/confirm?policy={number}&lang=en"
    page = _sent(holder, f"/portal/receivables/upload?policy={number}&lang=en", _file(rows))
    assert "which had the same headings" in page
    assert "rows that an earlier import refused" in page

    refused = holder.post(confirm, data=_fields(page) | {"mode": "full"})
    assert refused.status_code == 422
    assert "cannot say what else is open" in refused.get_data(as_text=True)

    assert holder.post(confirm, data=_fields(page) | {"mode": "incremental"}).status_code == 303
    assert imports_of([sent.policy])[0].mode == "incremental"


def test_a_mended_file_without_our_columns_shows_first_what_a_full_one_would_close(house: Flask, sent: Desk) -> None:
    rows = [row[:-2] for row in _mended(_downloaded(house, sent, "en"))]
    holder = _signed_in(house, Role.POLICYHOLDER_USER, sent.policyholder)
    number = policy_facts(sent.policy).number
    page = _sent(holder, f"/portal/receivables/upload?policy={number}&lang=en", _file(rows))

    shown = holder.post(f"/portal/receivables/confirm?policy={number}&lang=en", data=_fields(page) | {"mode": "full"})

    assert shown.status_code == 200
    assert "One open invoice is not in the file and will be closed" in shown.get_data(as_text=True)

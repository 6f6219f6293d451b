"""Reading in columns and reading row by row are one reading, on good ledgers and on broken ones."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from insurer.kernel.errors import InvalidInput
from underwriting.receivables.reading.column_profile import gather_columns
from underwriting.receivables.reading.column_rows import ledger_rows
from underwriting.receivables.reading.columns import Columns
from underwriting.receivables.reading.ledger import Ledger, prepare_ledger
from underwriting.receivables.reading.profile import decided, gather
from underwriting.receivables.reading.sheet import open_sheet
from underwriting.receivables.reading.taking import take_in_columns
from underwriting.receivables.terms import DAY_FIELDS, DayOrder, LedgerRow, ReadingPlan, RefusedRow

HEADERS = (
    "Customer No", "Customer Name", "Country", "Invoice No", "Invoice Date", "Due Date", "Ship Date", "Amount",
    "Currency", "Tax", "Paid on", "Paid amount", "Disputed", "Payment method", "Deposit", "Type", "Region",
)  # fmt: skip
BY_BALANCE = tuple("Open balance" if name == "Paid amount" else name for name in HEADERS)

days = some.sampled_from(
    ["2025-01-10", "2025-03-31", "31/01/2025", "03.04.2025", "4/13/2025", "20250131", "2025年3月5日", "5-Mar-2025",
     "45000", "2025-02-30", "never", "", " 2025-01-11 ", "n/a", "1899-01-01", "2025-01-10 12:30:00", "01/02/25"]
)  # fmt: skip
plain_days = some.sampled_from(["2025-01-10", "2025-02-28", "2025-06-30", "2024-12-31"])
amounts = some.sampled_from(
    ["100.00", "99.9", "0", "0.00", "-5.00", "1,234.56", "1.234,56", "1 234,50", "€ 12.00", "12.00 USD", "1.005",
     "100.000", "1,234", "(7.00)", "7.00-", "00012.10", "1e5", "NaN", "", "-", "n/a", "99999999999999999.99",
     "123456789012345678901", "-0.00", "1'000.00", "٣", "12.340", "5."]
)  # fmt: skip
plain_amounts = some.decimals("0.01", "99999", places=2).map(lambda value: f"{value:f}")
words = some.text(some.sampled_from("abÄ客户-0 1\"';,=+@\t\n\u00a0\u200b|"), max_size=6)
rows = some.tuples(
    some.sampled_from(["C-1", "C-2", "c-1", " C-1", "", "7", "007"]) | words,
    some.sampled_from(["Baker Ltd", "BAKER LTD", "Olsen", ""]) | words,
    some.sampled_from(["GB", "DE", "Germany", "德国", "ZZ", "nowhere", "", "gb"]),
    some.sampled_from(["A-1", "a 1", "A‑1", "0012", "12", "", "-"]) | words,
    plain_days | days,
    plain_days | days,
    days,
    plain_amounts | amounts,
    some.sampled_from(["EUR", "eur", "JPY", "KWD", "", "XXX", "€", "RMB"]),
    some.just("") | amounts,
    some.just("") | days,
    some.just("") | amounts,
    some.sampled_from(["no", "yes", "", "争议", "maybe", "12.50", "0"]),
    some.sampled_from(["", "OA", "L/C at sight", "cash", "赊销"]),
    some.just("") | plain_amounts | amounts,
    some.sampled_from(["invoice", "credit note", "", "红字发票", "DZ", "收款单", "?"]),
    some.sampled_from(["north", ""]),
)


def _written(table: list[tuple[str, ...]], separator: str, *, quoted: bool) -> str:
    def cell(text: str) -> str:
        special = any(char in text for char in f'{separator}"\r\n')
        return '"' + text.replace('"', '""') + '"' if quoted or special else text

    return "".join(separator.join(map(cell, cells)) + "\r\n" for cells in table)


def _one_by_one(ledger: Ledger) -> tuple[list[LedgerRow], list[RefusedRow]]:
    taken, refused = [], []
    for row in ledger.rows():
        if isinstance(row, LedgerRow):
            taken.append(dataclasses.replace(row, warnings=()))
        else:
            refused.append(row)
    return taken, refused


STATED = ReadingPlan(currency="USD", day_orders=dict.fromkeys(DAY_FIELDS, DayOrder.DAY_FIRST), decimal_mark=".")


def _assert_one_reading(content: bytes, plan: ReadingPlan = STATED, name: str = "ledger.csv") -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with open_sheet(path, separator=";" if name.endswith("csv") else None) as sheet:
            try:
                ledger = prepare_ledger(sheet, plan)
            except InvalidInput:
                return
            columns = Columns.of(ledger.sheet, ledger.layout)
            by_row = gather(ledger.layout.body(ledger.sheet), ledger.layout)
            assert decided(by_row, ledger.layout, ledger.plan) == ledger.profile
            assert gather_columns(columns).days == by_row.days
            refused: list[RefusedRow] = []
            taken = list(ledger_rows(take_in_columns(ledger, refused.append)))
            expected_taken, expected_refused = _one_by_one(ledger)
            assert taken == expected_taken
            assert sorted(refused, key=lambda row: row.line) == expected_refused


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    table=some.lists(rows, min_size=1, max_size=30),
    quoted=some.booleans(),
    headers=some.sampled_from([HEADERS, BY_BALANCE]),
    plan=some.sampled_from([STATED, dataclasses.replace(STATED, decimal_mark=","), ReadingPlan(currency="USD")]),
)
def test_a_ledger_read_in_columns_says_what_it_says_row_by_row(table, quoted, headers, plan):
    _assert_one_reading(_written([headers, *table], ";", quoted=quoted).encode(), plan)


def test_a_long_ledger_with_every_kind_of_row_is_one_reading():
    good = [
        (f"C-{number % 7}", f"Buyer {number % 7}", "GB", f"{number:07d}", "2025-01-10", "2025-03-11", "",
         f"{number}.50", "EUR", "", "2025-02-01" if number % 3 else "", "", "no", "OA", "", "", "north")
        for number in range(1, 300)
    ]  # fmt: skip
    short, long, blank = ("C-1", "Buyer"), (*good[0], "", "more"), ("",) * len(HEADERS)
    twice, incomplete = good[5], (*good[6][:3], "9999", *good[6][4:16], "")
    table = [("Open items of the month",), (), HEADERS, *good[:100], short, long, blank, twice, incomplete, *good[100:],
             ("Total", "", "", "", "", "", "", "44850.00")]  # fmt: skip

    _assert_one_reading(_written(table, ";", quoted=False).encode("utf-8-sig"))

"""Rows of a ledger: taken or refused, with every reason, by rules that look at the whole file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from tests.builders.ledgers import GOOD, codes, ledger
from underwriting.receivables.reading.ledger import ReadLedger, read_ledger
from underwriting.receivables.rules.lateness import lateness, totals_by_currency
from underwriting.receivables.terms import DayOrder, Field, PaymentMethod, ReadingPlan

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "ar_ledger_ibm"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"invoice": ""}, "required_blank"),
        ({"invoice": " - "}, "required_blank"),
        ({"customer": "", "name": ""}, "buyer_missing"),
        ({"amount": ""}, "required_blank"),
        ({"amount": "0.00"}, "amount_not_positive"),
        ({"amount": "-5.00"}, "amount_not_positive"),
        ({"amount": "(5.00)"}, "amount_not_positive"),
        ({"amount": "5.00-"}, "amount_not_positive"),
        ({"amount": "NaN"}, "not_an_amount"),
        ({"amount": "1e5"}, "not_an_amount"),
        ({"amount": "Infinity"}, "not_an_amount"),
        ({"amount": "１２３"}, "not_an_amount"),
        ({"amount": "1_000"}, "not_an_amount"),
        ({"amount": "$ 5.00 €"}, "not_an_amount"),
        ({"amount": "£5.00"}, "currency_sign_differs"),
        ({"due date": "2024-02-30"}, "not_a_day"),
        ({"due date": "9999-12-31"}, "day_out_of_range"),
        ({"due date": "soon"}, "not_a_day"),
        ({"due date": "2024-01-12"}, "due_before_invoice"),
        ({"country": "Freedonia"}, "country_unknown"),
        ({"name": "x" * 301}, "text_too_long"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_are_taken(tmp_path, change, code):
    read = ledger(tmp_path, {}, change, {})

    assert codes(read) == [[code]]
    assert [row.line for row in read.refused] == [3]
    assert [row.line for row in read.rows] == [2, 4]


def test_too_many_decimals_and_huge_amounts_are_refused(tmp_path):
    read = ledger(tmp_path, {}, {"amount": "5.001"}, {"amount": "9" * 17 + ".00"}, {"amount": "9" * 40})

    assert [row.errors[0].code for row in read.refused] == [
        "input.too_many_decimals",
        "input.out_of_range",
        "input.not_a_number",
    ]


def test_an_error_names_line_column_and_value_as_written(tmp_path):
    error = ledger(tmp_path, {}, {"amount": "x"}).refused[0].errors[0]

    assert (error.line, error.column, error.value) == (3, "amount", "x")


def test_several_errors_of_one_row_are_all_told(tmp_path):
    assert codes(ledger(tmp_path, {"amount": "x", "due date": "y", "country": "zzzz"})) == [
        ["country_unknown", "not_a_day", "not_an_amount"]
    ]


def test_an_unassigned_country_is_kept_as_written_and_flagged(tmp_path):
    row = ledger(tmp_path, {"country": "391"}).rows[0]

    assert (row.country, row.country_written) == (None, "391")
    assert [finding.code for finding in row.warnings] == ["ledger.row.country_unassigned"]


def test_the_second_row_of_one_invoice_is_refused_and_another_buyers_is_not(tmp_path):
    read = ledger(
        tmp_path,
        {"invoice": "INV-7"},
        {"invoice": "inv 7"},
        {"invoice": "INV‑7"},
        {"invoice": "INV-07"},
        {"invoice": "INV-7", "customer": "C2"},
    )

    assert [row.invoice_number for row in read.rows] == ["INV-7", "INV-07", "INV-7"]
    assert [row.errors[0].facts for row in read.refused] == [{"first_line": 2}, {"first_line": 2}]
    assert [finding.code for finding in read.rows[2].warnings] == ["ledger.row.number_of_another_buyer"]


def test_a_refused_row_does_not_stand_in_the_way_of_its_mended_twin(tmp_path):
    read = ledger(tmp_path, {"invoice": "1", "amount": "x"}, {"invoice": "1"})

    assert [row.line for row in read.rows] == [3]


def test_a_credit_note_may_be_negative_and_is_kept_positive(tmp_path):
    read = ledger(
        tmp_path,
        {"type": "Credit note", "amount": "-5.00"},
        {"type": "红字发票", "amount": "5.00"},
        {"type": "Invoice"},
    )

    assert [(row.credit_note, row.amount) for row in read.rows] == [
        (True, Money(500, "EUR")),
        (True, Money(500, "EUR")),
        (False, Money(10000, "EUR")),
    ]


def test_a_dispute_is_a_word_or_an_amount(tmp_path):
    words = ledger(tmp_path, {"disputed": "Yes"}, {"disputed": "否"}, {"disputed": ""}, {"disputed": "perhaps"})
    amounts = ledger(tmp_path, {"disputed": "25.00"}, {"disputed": "0"}, {"disputed": "yes"})

    assert [row.disputed for row in words.rows] == [True, False, False]
    assert [(row.disputed, row.disputed_amount) for row in amounts.rows] == [
        (True, Money(2500, "EUR")),
        (False, None),
        (True, None),
    ]


def test_payment_methods_payments_and_deposits_are_read(tmp_path):
    row = ledger(
        tmp_path,
        {"payment method": "D/P at sight", "paid date": "2024-03-01", "amount paid": "110.00",
         "deposit": "10", "tax": "19.00",
         "shipment date": "2024-01-10", "destination": "法国", "vat number": "DE136695976"},
    ).rows[0]  # fmt: skip

    assert row.payment_method is PaymentMethod.AGAINST_PAYMENT
    assert (row.paid_on, row.paid_amount, row.deposit) == (date(2024, 3, 1), Money(11000, "EUR"), Money(1000, "EUR"))
    assert (row.shipped, row.destination, row.national_id, row.tax) == (
        date(2024, 1, 10),
        "FR",
        "DE136695976",
        Money(1900, "EUR"),
    )
    assert [finding.code for finding in row.warnings] == ["ledger.row.paid_more_than_owed"]


def test_missing_fields_are_named(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("customer,invoice,amount\nC1,1,5.00\n")

    with pytest.raises(InvalidInput) as refused:
        read_ledger(path)
    assert refused.value.facts["fields"] == ("invoiced", "due", "currency")


def test_a_stated_mapping_overrides_the_headings_and_can_be_kept(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("a,b,c,d,e\nC1,1,13/01/2024,31/01/2024,5.00\nC1,2,1/2/2024,3/2/2024,6.00\n")
    plan = ReadingPlan(
        mapping={
            Field.BUYER_REFERENCE: "a",
            Field.INVOICE_NUMBER: "b",
            Field.INVOICED: "c",
            Field.DUE: "D",
            Field.AMOUNT: "e",
        },
        currency="EUR",
    )

    first = read_ledger(path, plan)
    kept = ReadingPlan.from_plain(first.ledger.confirmed_plan.as_plain())

    assert kept.day_orders[Field.INVOICED] is DayOrder.DAY_FIRST
    assert read_ledger(path, kept).rows == first.rows
    for mapping, code in [
        ({Field.AMOUNT: "x"}, "no_such_column"),
        ({Field.AMOUNT: "a", Field.TAX: "a"}, "column_used_twice"),
    ]:
        with pytest.raises(InvalidInput, match=rf"ledger\.plan\.{code}"):
            read_ledger(path, ReadingPlan(mapping=mapping, currency="EUR"))


@pytest.mark.parametrize(
    "plain",
    [
        {"colour": 1},
        {"mapping": []},
        {"mapping": {"colour": "x"}},
        {"day_orders": {"due": "xyz"}},
        {"decimal_mark": ";"},
        {"currency": "ZZZ"},
        {"currency": 5},
        {"header_line": 0},
        {"may_be_blank": "x"},
    ],
)
def test_a_kept_plan_that_makes_no_sense_is_refused(plain):
    with pytest.raises(InvalidInput):
        ReadingPlan.from_plain(plain)


def test_columns_are_told_by_content_where_headings_say_nothing(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(
        "customer,invoice,x1,x2,x3,x4,x5\n"
        + "".join(f"C{n},{n},2024-02-{n:02},2024-01-{n:02},1{n}.50,EUR,DE\n" for n in range(1, 9))
    )

    read = read_ledger(path)

    assert read.ledger.layout.mapping == {
        Field.BUYER_REFERENCE: "customer", Field.INVOICE_NUMBER: "invoice", Field.CURRENCY: "x4",
        Field.COUNTRY: "x5", Field.AMOUNT: "x3", Field.INVOICED: "x2", Field.DUE: "x1",
    }  # fmt: skip
    assert len(read.rows) == 8


def test_a_row_blank_where_the_file_never_is_is_incomplete_unless_excused(tmp_path):
    rows = [{"clerk": "Ann", "branch": "North"} for _ in range(24)] + [{}]

    read = ledger(tmp_path, *rows)
    excused = ledger(tmp_path, *rows, plan=ReadingPlan(currency="EUR", may_be_blank=("clerk",)))

    assert [row.errors[0].facts for row in read.refused] == [{"columns": ["clerk", "branch"]}]
    assert excused.refused == ()


def test_a_row_that_puts_a_known_buyer_into_another_country_is_refused(tmp_path):
    read = ledger(tmp_path, {}, {}, {}, {"country": "FR"}, {"country": "FR", "customer": "C2"})

    assert [row.line for row in read.refused] == [5]
    assert codes(read) == [["country_contradicts_buyer"]]


_cell = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_cell, min_size=7, max_size=7), max_size=8))
def test_whatever_a_file_holds_its_rows_are_taken_or_refused_and_none_is_lost(tmp_path, rows):
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(GOOD)
    writer.writerow(GOOD.values())
    writer.writerows(rows)
    path = tmp_path / "any.csv"
    path.write_text(target.getvalue(), encoding="utf-8", newline="")

    try:
        read = read_ledger(path, ReadingPlan(currency="EUR"), encoding="utf-8", separator=",")
    except InvalidInput as refused:
        earned = "ledger.file.not_text" if "\x00" in target.getvalue() else "ledger.plan.day_order"
        assert refused.code.startswith(earned)  # noqa: PT017 - the only refusals that this file can earn
        return
    blank = sum(1 for row in rows if not any(cell.strip() for cell in row))
    assert read.count == 1 + len(rows) - blank
    assert len({row.line for row in (*read.rows, *read.refused)}) == read.count


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the shared sample ledger is not here")
    return path


def check_sample(read: ReadLedger) -> None:
    late = lateness(read.rows)
    assert len(read.rows) == 2466
    assert len({row.buyer_reference for row in read.rows}) == 100
    assert totals_by_currency(read.rows) == {"USD": Money(14770318, "USD")}
    assert (late.late, late.paid, late.days, late.longest) == (877, 2466, 8489, 45)
    assert round(float(late.share) * 100, 2) == 35.56
    assert (round(float(late.mean_days), 2), round(float(late.mean_days_of_late), 2)) == (3.44, 9.68)
    assert sum(row.disputed for row in read.rows) == 561


def test_the_sample_ledger_reads_to_the_cent():
    read = read_ledger(shared("accounts_receivable.csv"), ReadingPlan(currency="USD"))

    assert read.refused == ()
    check_sample(read)
    assert {style.order for style in read.ledger.profile.days.values()} == {DayOrder.MONTH_FIRST}
    assert read.rows[0].invoice_number == "0000611365"
    assert Counter(row.country for row in read.rows) == {None: 2079, "EG": 387}
    assert read.findings == ()


def test_the_damaged_ledger_lists_its_hundred_and_twenty_bad_rows_and_changes_nothing_else():
    whole = read_ledger(shared("accounts_receivable.csv"), ReadingPlan(currency="USD"))
    read = read_ledger(shared("accounts_receivable_damaged.csv"), ReadingPlan(currency="USD"))

    check_sample(read)
    assert len(read.refused) == 120
    assert Counter(code for row in codes(read) for code in row) == {"incomplete": 120, "country_contradicts_buyer": 101}
    known = {row.invoice_number.lstrip("0"): row for row in whole.rows}
    for row in read.rows:
        twin = known[row.invoice_number.lstrip("0")]
        unchanged = replace(row, line=twin.line, invoice_number=twin.invoice_number, invoice_key=twin.invoice_key)
        assert unchanged == twin
    assert [(finding.code, finding.facts["shorter"]) for finding in read.findings] == [
        ("ledger.file.leading_zeros_lost", 386)
    ]

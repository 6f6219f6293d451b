"""A whole ledger's rows read in columns: what is plain by vectors, what is not by the row reader itself.

A row is taken from the columns only when every cell of it is surely what the row reader would say; every other row is
handed to that reader, so errors, their codes and their facts are its own. A test holds both ways to the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import polars as pl

from insurer.kernel.money import Money
from insurer.reference.facts import CodeStanding, read_country, read_currency
from underwriting.receivables.reading.column_amounts import Amounts, read_amounts
from underwriting.receivables.reading.column_profile import marks
from underwriting.receivables.reading.columns import Columns, meant, texts
from underwriting.receivables.reading.crossing import crossed_cell
from underwriting.receivables.reading.days import NO_DAY, DayStyle, read_day
from underwriting.receivables.reading.mapping import Layout
from underwriting.receivables.reading.profile import Profile, country_mark
from underwriting.receivables.reading.records import text_of
from underwriting.receivables.reading.words import read_document, read_payment_method, read_yes_no
from underwriting.receivables.rules.keys import invoice_key
from underwriting.receivables.terms import DocumentKind, Field, LedgerRow, PaymentMethod, ReadingPlan

_TEXT_MOST = 300
_BLANKS_THAT_TELL = 2
_OUT_OF_RANGE = date.min
TAKEN: dict[str, Any] = {
    "place": pl.Int64, "line": pl.Int64, "reference": pl.String, "name": pl.String, "number": pl.String,
    "key": pl.String, "invoiced": pl.Date, "due": pl.Date, "shipped": pl.Date, "paid_on": pl.Date,
    "currency": pl.String, "amount": pl.Int64, "tax": pl.Int64, "deposit": pl.Int64, "paid": pl.Int64,
    "disputed": pl.Boolean, "disputed_amount": pl.Int64, "method": pl.String, "destination": pl.String,
    "country": pl.String, "country_written": pl.String, "national_id": pl.String, "credit": pl.Boolean,
    "payment": pl.Boolean,
}  # fmt: skip
"""The columns of rows taken: those of a `LedgerRow`, amounts in minor units, and the record's place in the sheet."""


def taken_frame(rows: Iterable[tuple[int, LedgerRow]]) -> pl.DataFrame:
    """Rows read one by one as columns."""
    return pl.DataFrame([_values(place, row) for place, row in rows], schema=TAKEN, orient="row")


def _values(place: int, row: LedgerRow) -> tuple[object, ...]:
    def minor(money: Money | None) -> int | None:
        return None if money is None else money.minor

    return (
        place, row.line, row.buyer_reference, row.buyer_name, row.invoice_number, row.invoice_key, row.invoiced,
        row.due, row.shipped, row.paid_on, row.amount.currency, row.amount.minor, minor(row.tax), minor(row.deposit),
        minor(row.paid_amount), row.disputed, minor(row.disputed_amount),
        row.payment_method.value if row.payment_method else None, row.destination, row.country, row.country_written,
        row.national_id, row.credit_note, row.payment,
    )  # fmt: skip


def ledger_rows(taken: pl.DataFrame) -> Iterator[LedgerRow]:
    """Columns as rows again, without the warnings that stopped nothing."""
    for row in taken.iter_rows(named=True):

        def money(minor: int | None, currency: str = row["currency"]) -> Money | None:
            return None if minor is None else Money(minor, currency)

        yield LedgerRow(
            line=row["line"],
            buyer_reference=row["reference"],
            buyer_name=row["name"],
            invoice_number=row["number"],
            invoice_key=row["key"],
            invoiced=row["invoiced"],
            due=row["due"],
            amount=Money(row["amount"], row["currency"]),
            country=row["country"],
            country_written=row["country_written"],
            destination=row["destination"],
            national_id=row["national_id"],
            shipped=row["shipped"],
            tax=money(row["tax"]),
            paid_on=row["paid_on"],
            paid_amount=money(row["paid"]),
            disputed=row["disputed"],
            disputed_amount=money(row["disputed_amount"]),
            payment_method=PaymentMethod(row["method"]) if row["method"] else None,
            deposit=money(row["deposit"]),
            credit_note=row["credit"],
            payment=row["payment"],
        )


class ColumnReader:
    """Reads the columns of one ledger by its layout, profile and plan."""

    def __init__(self, columns: Columns, profile: Profile, plan: ReadingPlan) -> None:
        self._columns, self._profile, self._plan = columns, profile, plan
        self._layout: Layout = columns.layout
        self._sure = ~columns.odd(profile.filled, _BLANKS_THAT_TELL - 1)
        self._read: dict[str, pl.Series] = {}

    def read(self) -> tuple[pl.DataFrame, pl.Series]:
        """The rows that are surely taken, and the places of all others."""
        first = self._columns.first
        self._read["place"] = pl.int_range(first, first + self._columns.rows, dtype=pl.Int64, eager=True)
        self._read["line"] = pl.Series(self._columns.sheet.lines[first:])
        self._identity()
        self._country()
        self._days()
        currency = self._currency()
        credit = self._credit_note()
        self._amounts(currency, credit)
        self._dispute(currency)
        method = meant(self._text(Field.PAYMENT_METHOD), _method, pl.String)
        self._read["method"] = method
        taken = pl.DataFrame({name: self._read[name].cast(kind) for name, kind in TAKEN.items()})
        self._read.clear()
        return taken.filter(self._sure), taken["place"].filter(~self._sure)

    def _only_if(self, sure: pl.Series) -> None:
        self._sure &= sure.fill_null(value=False)

    def _cells(self, field: Field) -> pl.Series:
        found = self._columns.cells([field])
        blank = pl.repeat("", self._columns.rows, dtype=pl.String, eager=True)
        return found[field.value] if found.width else blank

    def _text(self, field: Field) -> pl.Series:
        return texts(self._cells(field))

    def _identity(self) -> None:
        of = {"reference": Field.BUYER_REFERENCE, "name": Field.BUYER_NAME, "number": Field.INVOICE_NUMBER}
        for name, field in (of | {"national_id": Field.NATIONAL_ID}).items():
            self._read[name] = text = self._text(field)
            self._only_if(text.str.len_chars() <= _TEXT_MOST)
        self._read["key"] = key = invoice_keys(self._read["number"])
        self._only_if((self._read["reference"] != "") | (self._read["name"] != ""))
        self._only_if((self._read["number"] != "") & (key != ""))

    def _country(self) -> None:
        self._read["country_written"] = written = self._text(Field.COUNTRY)
        self._read["country"] = self._assigned(written)
        self._read["destination"] = self._assigned(self._text(Field.DESTINATION))
        usual = self._profile.country_of_buyer
        if usual:
            cells = self._columns.cells([Field.BUYER_REFERENCE, Field.BUYER_NAME])
            buyers = pl.Series(list(usual), dtype=pl.String)
            expected = marks(cells).replace_strict(
                buyers, pl.Series(list(usual.values())), default=None, return_dtype=pl.String
            )
            named = meant(written, lambda text: country_mark(text) if text else None, pl.String)
            self._only_if(((expected != named) & expected.is_not_null() & named.is_not_null()).not_())

    def _assigned(self, written: pl.Series) -> pl.Series:
        self._only_if(meant(written, _country_has_form, pl.Boolean))
        return meant(written, _alpha2, pl.String)

    def _days(self) -> None:
        for name, field in (
            ("invoiced", Field.INVOICED), ("due", Field.DUE), ("shipped", Field.SHIPPED), ("paid_on", Field.PAID_ON),
        ):  # fmt: skip
            if field not in self._profile.days:
                self._read[name] = pl.repeat(None, self._columns.rows, dtype=pl.Date, eager=True)
                continue
            style = self._profile.days[field]
            read = meant(self._cells(field), lambda cell, style=style: _day(cell, style), pl.Date)  # type: ignore[misc]
            self._only_if((read != _OUT_OF_RANGE).fill_null(value=True))
            self._read[name] = read
        self._only_if(self._read["due"] >= self._read["invoiced"])

    def _currency(self) -> pl.Series:
        usual = self._plan.currency
        self._read["currency"] = currency = meant(
            self._text(Field.CURRENCY), lambda text: read_currency(text) if text else usual, pl.String
        )
        self._only_if(currency.is_not_null())
        return currency

    def _credit_note(self) -> pl.Series:
        kind = meant(self._text(Field.CREDIT_NOTE), _document, pl.String)
        self._only_if(kind.is_not_null())
        self._read["payment"] = kind == DocumentKind.PAYMENT.value
        self._read["credit"] = credit = (kind != DocumentKind.INVOICE.value).fill_null(value=False)
        return credit

    def _amounts(self, currency: pl.Series, credit: pl.Series) -> None:
        signed = amount = self._amount(Field.AMOUNT, currency).minor
        self._only_if((amount > 0) | ((amount < 0) & credit))
        self._read["amount"] = amount.abs()
        tax = self._amount(Field.TAX, currency).minor
        self._only_if((tax >= 0).fill_null(value=True) | credit)
        self._read["tax"] = tax
        for name, field in (("paid", Field.PAID_AMOUNT), ("deposit", Field.DEPOSIT)):
            self._read[name] = stated = self._amount(field, currency).minor
            self._only_if((stated >= 0).fill_null(value=True))
        at = self._layout.columns
        if Field.BALANCE in at and Field.PAID_AMOUNT not in at:
            balance = self._amount(Field.BALANCE, currency).minor
            left = signed.abs() - self._read["deposit"].fill_null(0) - balance.abs()
            self._only_if(
                (left >= 0).fill_null(value=True) & ((signed.sign() * balance.sign()) >= 0).fill_null(value=True)
            )
            self._read["paid"] = left

    def _amount(self, field: Field, currency: pl.Series) -> Amounts:
        if field not in self._profile.numbers:
            nothing = pl.repeat(None, self._columns.rows, dtype=pl.Int64, eager=True)
            return Amounts(nothing, nothing.is_null())
        read = read_amounts(self._cells(field), self._profile.numbers[field], currency)
        self._only_if(read.sure)
        return read

    def _dispute(self, currency: pl.Series) -> None:
        said = meant(self._text(Field.DISPUTED), read_yes_no, pl.Boolean)
        self._read["disputed"] = said
        self._read["disputed_amount"] = pl.repeat(None, len(said), dtype=pl.Int64, eager=True)
        if not self._profile.disputed_is_amount:
            self._only_if(said.is_not_null())
            return
        read = read_amounts(self._cells(Field.DISPUTED), self._profile.numbers[Field.DISPUTED], currency)
        yes = said.fill_null(value=False)
        self._only_if(yes | (read.sure & (read.minor >= 0).fill_null(value=True)))
        frame = pl.DataFrame({"yes": yes, "minor": read.minor})
        stated = pl.when(~pl.col("yes") & (pl.col("minor") > 0)).then("minor")
        told = frame.select(stated.alias("minor"), (pl.col("yes") | stated.is_not_null()).alias("disputed"))
        self._read["disputed"], self._read["disputed_amount"] = told["disputed"], told["minor"]


def invoice_keys(numbers: pl.Series) -> pl.Series:
    """The key of each number: `rules.keys.invoice_key`, for plain ASCII without asking it."""
    plain = numbers.str.to_lowercase().str.replace_all(r"[\x00-\x20\x7f-]", "")
    foreign = numbers.str.contains(r"[^\x00-\x7f]")
    if not foreign.any():
        return plain
    return plain.scatter(foreign.arg_true(), meant(numbers.filter(foreign), invoice_key, pl.String))


def _day(cell: str, style: DayStyle) -> date | None:
    """The day, None for a blank one, and a day no ledger has for what is not one."""
    plain = crossed_cell(cell)
    if text_of(plain).strip().casefold() in NO_DAY:
        return None
    read = read_day(plain, style)
    return _OUT_OF_RANGE if isinstance(read, str) else read


def _document(text: str) -> str | None:
    return read_document(text) if text else DocumentKind.INVOICE.value


def _alpha2(text: str) -> str | None:
    return read_country(text).alpha2 if text else None


def _country_has_form(text: str) -> bool:
    return not text or read_country(text).standing is not CodeStanding.UNKNOWN


def _method(text: str) -> str | None:
    method = read_payment_method(text) if text else None
    return method.value if method else None

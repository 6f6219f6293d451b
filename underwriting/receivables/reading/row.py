"""One record judged against its ledger: a receivable, or every reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import cast

from insurer.kernel.errors import InvalidInput
from insurer.kernel.findings import Finding, Weight
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_amount
from insurer.reference.facts import CodeStanding, read_country, read_currency
from underwriting.receivables.reading.days import NO_DAY, read_day
from underwriting.receivables.reading.mapping import Layout
from underwriting.receivables.reading.numbers import NO_AMOUNT, NumberStyle, read_amount
from underwriting.receivables.reading.profile import Profile, buyer_mark, country_mark
from underwriting.receivables.reading.records import Cell, Record, text_of
from underwriting.receivables.reading.words import read_document, read_payment_method, read_yes_no
from underwriting.receivables.rules.keys import invoice_key
from underwriting.receivables.terms import (
    DocumentKind,
    Field,
    LedgerRow,
    PaymentMethod,
    ReadingPlan,
    RefusedRow,
    RowError,
)

_TEXT_MOST = 300
_BLANKS_THAT_TELL = 2


@dataclass
class RowReader:
    """Judges the records of one ledger by its layout, profile and plan."""

    layout: Layout
    profile: Profile
    plan: ReadingPlan

    def read(self, record: Record) -> LedgerRow | RefusedRow:
        reading = _Reading(self.layout, self.profile, self.plan, record)
        row = reading.row() if not reading.errors else None
        if row is not None and not reading.errors:
            return row
        return RefusedRow(record.line, tuple(reading.errors), tuple(text_of(cell) for cell in record.cells))


@dataclass
class _Reading:
    """One record under the reader's eye, with what was found wrong or worth saying so far."""

    layout: Layout
    profile: Profile
    plan: ReadingPlan
    record: Record
    errors: list[RowError] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.record.fault:
            self.wrong(self.record.fault)
            return
        extra = [text_of(cell) for cell in self.record.cells[len(self.layout.headers) :]]
        if any(text.strip() for text in extra):
            self.wrong("ledger.row.too_many_cells", expected=len(self.layout.headers), found=len(self.record.cells))

    def wrong(self, code: str, name: Field | None = None, **facts: object) -> None:
        column = self.layout.header(name) if name else ""
        value = self.text(name)[:_TEXT_MOST] if name else ""
        self.errors.append(RowError(self.record.line, column, value, code, facts))

    def warn(self, code: str, **facts: object) -> None:
        self.warnings.append(Finding(code, Weight.WARNING, facts=facts))

    def cell(self, name: Field) -> Cell:
        place = self.layout.columns.get(name)
        return self.record.cells[place] if place is not None and place < len(self.record.cells) else ""

    def text(self, name: Field) -> str:
        return text_of(self.cell(name)).strip()

    def row(self) -> LedgerRow | None:
        """The receivable, or None with the reasons in `errors`."""
        reference, buyer, number = self._identity()
        self._completeness()
        country, destination = self._country(reference, buyer), self._destination()
        kind = self._document()
        credit = kind is not DocumentKind.INVOICE
        invoiced, due = self.day(Field.INVOICED, required=True), self.day(Field.DUE, required=not credit)
        shipped, paid_on = self.day(Field.SHIPPED), self.day(Field.PAID_ON)
        currency = self._currency()
        amount = self.amount(Field.AMOUNT, currency, required=True, negative=True)
        tax, paid = self.amount(Field.TAX, currency, negative=credit), self.amount(Field.PAID_AMOUNT, currency)
        deposit = self.amount(Field.DEPOSIT, currency)
        paid = self._paid_by_balance(amount, deposit, currency) if self._tells_balance else paid
        disputed, disputed_amount = self._dispute(currency)
        method = self._payment_method()
        self._order(invoiced, due, paid_on)
        self._sizes(amount, credit, paid)
        if self.errors:
            return None
        positive = cast(Money, amount)
        return LedgerRow(
            line=self.record.line,
            buyer_reference=reference,
            buyer_name=buyer,
            invoice_number=number,
            invoice_key=invoice_key(number),
            invoiced=cast(date, invoiced),
            due=cast(date, due or invoiced),
            amount=-positive if positive.minor < 0 else positive,
            country=country,
            country_written=self.text(Field.COUNTRY),
            destination=destination,
            national_id=self.text(Field.NATIONAL_ID),
            shipped=shipped,
            tax=tax,
            paid_on=paid_on,
            paid_amount=paid,
            disputed=disputed,
            disputed_amount=disputed_amount,
            payment_method=method,
            deposit=deposit,
            credit_note=credit,
            payment=kind is DocumentKind.PAYMENT,
            warnings=tuple(self.warnings),
        )

    def _identity(self) -> tuple[str, str, str]:
        reference, buyer = self.text(Field.BUYER_REFERENCE), self.text(Field.BUYER_NAME)
        number = self.text(Field.INVOICE_NUMBER)
        if not reference and not buyer:
            named = Field.BUYER_REFERENCE if Field.BUYER_REFERENCE in self.layout.columns else Field.BUYER_NAME
            self.wrong("ledger.row.buyer_missing", named)
        if not number or not invoice_key(number):
            self.wrong("ledger.row.required_blank", Field.INVOICE_NUMBER)
        for name in (Field.BUYER_REFERENCE, Field.BUYER_NAME, Field.INVOICE_NUMBER, Field.NATIONAL_ID):
            if len(self.text(name)) > _TEXT_MOST:
                self.wrong("ledger.row.text_too_long", name, most=_TEXT_MOST)
        return reference, buyer, number

    def _completeness(self) -> None:
        """Blank in two or more columns that the file itself fills: a row of another making than the rest."""
        cells = self.record.cells
        blank = [
            self.layout.headers[place]
            for place in self.profile.filled
            if place >= len(cells) or not text_of(cells[place]).strip()
        ]
        if len(blank) >= _BLANKS_THAT_TELL:
            self.wrong("ledger.row.incomplete", None, columns=blank)

    def _country(self, reference: str, buyer: str) -> str | None:
        written = self.text(Field.COUNTRY)
        if not written:
            return None
        usual = self.profile.country_of_buyer.get(buyer_mark(reference, buyer))
        known = read_country(written).standing is not CodeStanding.UNKNOWN
        if known and usual is not None and usual != country_mark(written):
            self.wrong("ledger.row.country_contradicts_buyer", Field.COUNTRY, buyer=reference or buyer, usual=usual)
        return self._assigned(Field.COUNTRY, written)

    def _destination(self) -> str | None:
        written = self.text(Field.DESTINATION)
        return self._assigned(Field.DESTINATION, written) if written else None

    def _assigned(self, name: Field, written: str) -> str | None:
        reading = read_country(written)
        if reading.standing is CodeStanding.UNASSIGNED:
            self.warn("ledger.row.country_unassigned", column=self.layout.header(name), value=written)
        elif reading.standing is CodeStanding.UNKNOWN:
            self.wrong("ledger.row.country_unknown", name)
        return reading.alpha2

    def _currency(self) -> str | None:
        written = self.text(Field.CURRENCY)
        currency = read_currency(written) if written else self.plan.currency
        if currency is None:
            self.wrong("ledger.row.currency_unknown" if written else "ledger.row.required_blank", Field.CURRENCY)
        return currency

    def _document(self) -> DocumentKind:
        written = self.text(Field.CREDIT_NOTE)
        said = read_document(written) if written else DocumentKind.INVOICE
        if said is None:
            self.wrong("ledger.row.document_type_unknown", Field.CREDIT_NOTE)
        return said or DocumentKind.INVOICE

    @property
    def _tells_balance(self) -> bool:
        """Whether what was paid follows from what is left: there is a column for this and none for that."""
        return Field.BALANCE in self.layout.columns and Field.PAID_AMOUNT not in self.layout.columns

    def _paid_by_balance(self, amount: Money | None, deposit: Money | None, currency: str | None) -> Money | None:
        """What came in: the amount less deposit and balance; None when the row names no balance."""
        balance = self.amount(Field.BALANCE, currency, negative=True)
        if amount is None or balance is None:
            return None
        left = abs(amount.minor) - (deposit.minor if deposit else 0) - abs(balance.minor)
        if left < 0 or amount.minor * balance.minor < 0:
            self.wrong("ledger.row.balance_beyond_amount", Field.BALANCE, amount=amount)
            return None
        return Money(left, amount.currency)

    def _payment_method(self) -> PaymentMethod | None:
        written = self.text(Field.PAYMENT_METHOD)
        method = read_payment_method(written) if written else None
        if written and method is None:
            self.warn(
                "ledger.row.payment_method_unknown", column=self.layout.header(Field.PAYMENT_METHOD), value=written
            )
        return method

    def _dispute(self, currency: str | None) -> tuple[bool, Money | None]:
        if self.profile.disputed_is_amount and read_yes_no(self.text(Field.DISPUTED)) is not True:
            amount = self.amount(Field.DISPUTED, currency)
            return bool(amount), amount or None
        said = read_yes_no(self.text(Field.DISPUTED))
        if said is None:
            self.wrong("ledger.row.not_yes_or_no", Field.DISPUTED)
        return bool(said), None

    def day(self, name: Field, *, required: bool = False) -> date | None:
        """The day in a field's column, None when blank or wrong (then said so)."""
        cell = self.cell(name)
        if text_of(cell).strip().casefold() in NO_DAY:
            if required:
                self.wrong("ledger.row.required_blank", name)
            return None
        read = read_day(cell, self.profile.days[name])
        if isinstance(read, str):
            self.wrong(read, name)
            return None
        return read

    def amount(
        self, name: Field, currency: str | None, *, required: bool = False, negative: bool = False
    ) -> Money | None:
        """The amount in a field's column, None when blank or wrong (then said so)."""
        cell = self.cell(name)
        if text_of(cell).strip().casefold() in NO_AMOUNT:
            if required:
                self.wrong("ledger.row.required_blank", name)
            return None
        style: NumberStyle = self.profile.numbers[name]
        read = read_amount(cell, style)
        if isinstance(read, str):
            self.wrong(read, name)
        elif currency is not None:
            if read.currency not in (None, currency):
                self.wrong("ledger.row.currency_sign_differs", name, sign=read.currency, currency=currency)
                return None
            try:
                return parse_amount(read.plain, currency, name.value, negative=negative)
            except InvalidInput as refusal:
                self.wrong(refusal.code, name, **refusal.facts)
        return None

    def _order(self, invoiced: date | None, due: date | None, paid_on: date | None) -> None:
        if invoiced and due and due < invoiced:
            self.wrong("ledger.row.due_before_invoice", Field.DUE, invoiced=invoiced)
        if invoiced and paid_on and paid_on < invoiced:
            self.warn("ledger.row.paid_before_invoice", invoiced=invoiced, paid_on=paid_on)

    def _sizes(self, amount: Money | None, credit: bool, paid: Money | None) -> None:
        if amount is not None and (amount.minor == 0 or (amount.minor < 0 and not credit)):
            self.wrong("ledger.row.amount_not_positive", Field.AMOUNT)
        if amount is not None and paid is not None and paid.minor > abs(amount.minor):
            self.warn("ledger.row.paid_more_than_owed", paid=paid, amount=amount)

"""A row of a new ledger held against what is recorded of the same invoice: unchanged, moved on or contradicting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from insurer.kernel.money import Money
from underwriting.receivables.terms import Field, LedgerRow


@dataclass(slots=True)
class Recorded:
    """What is recorded of one invoice. `received` and `disputed` are minor units; receipts by day.

    `left` is what a full ledger closed by leaving the invoice out, by day: no money came in.
    """

    id: int
    number_key: str
    shipped: date
    invoiced: date
    due: date
    amount: Money
    tax_minor: int
    deposit_minor: int
    method: str | None
    receipts: dict[date, int] = field(default_factory=dict)
    disputed_minor: int = 0
    left: dict[date, int] = field(default_factory=dict)

    def left_by(self, day: date) -> int:
        """What full ledgers up to a day closed by leaving the invoice out."""
        return sum(minor for closed_on, minor in self.left.items() if closed_on <= day)

    def received_by(self, day: date) -> int:
        return sum(minor for paid_on, minor in self.receipts.items() if paid_on <= day)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a row cannot be true beside what is recorded: the field, a stable code and the facts."""

    field: Field
    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a row adds: an amount received on its payment day, another amount in dispute, or objections instead.

    `reopened_minor` is what a full ledger had closed and the row shows to be there after all.
    """

    received_minor: int = 0
    disputed_minor: int | None = None
    reopened_minor: int = 0
    objections: tuple[Objection, ...] = ()

    @property
    def changes(self) -> bool:
        return bool(self.received_minor or self.reopened_minor) or self.disputed_minor is not None


def objections_of_day(row: LedgerRow, as_of: date) -> tuple[Objection, ...]:
    """A ledger stated at the end of `as_of` knows nothing of later days, except when a debt falls due."""
    found = []
    for name, day in ((Field.INVOICED, row.invoiced), (Field.SHIPPED, row.shipped), (Field.PAID_ON, row.paid_on)):
        if day is not None and day > as_of:
            found.append(Objection(name, "ledger.row.in_the_future", {"day": day, "as_of": as_of}))
    if row.paid_amount is not None and row.paid_amount.minor and row.paid_on is None:
        found.append(Objection(Field.PAID_ON, "ledger.row.paid_without_day", {"paid": row.paid_amount}))
    return tuple(found)


def paid_minor(row: LedgerRow) -> int:
    """What the row says was received by now, without the deposit: all of it when it names a day and no amount."""
    if row.paid_on is None:
        return 0
    if row.paid_amount is not None:
        return row.paid_amount.minor
    return row.amount.minor - (row.deposit.minor if row.deposit else 0)


def disputed_minor(row: LedgerRow) -> int:
    """What the row says is in dispute: the amount named, all that the deposit left when none is."""
    if row.disputed_amount is not None:
        return row.disputed_amount.minor
    return row.amount.minor - (row.deposit.minor if row.deposit else 0) if row.disputed else 0


def reconciled(row: LedgerRow, known: Recorded, as_of: date) -> Reconciled:
    """What `row`, stated at `as_of`, adds to the invoice recorded as `known`.

    Core data (dates, amounts, method) never change: a difference is an objection. More received than recorded by
    `as_of` is a receipt of the difference; less, or the same on another day, is an objection. An invoice that a full
    ledger up to `as_of` closed by leaving it out comes back with the row: what was closed is open, or paid as it says.
    """
    objections = list(_core(row, known))
    paid, before = paid_minor(row), known.received_by(as_of)
    if paid < before:
        facts = {"recorded": Money(before, row.amount.currency), "stated": Money(paid, row.amount.currency)}
        objections.append(Objection(Field.PAID_ON, "ledger.row.received_less_than_recorded", facts))
    elif paid == before and row.paid_on is not None and row.paid_on not in known.receipts:
        days = sorted(day for day in known.receipts if day <= as_of)
        objections.append(Objection(Field.PAID_ON, "ledger.row.paid_on_another_day", {"recorded": days[-1:]}))
    if objections:
        return Reconciled(objections=tuple(objections))
    disputed = disputed_minor(row)
    return Reconciled(paid - before, disputed if disputed != known.disputed_minor else None, known.left_by(as_of))


def _core(row: LedgerRow, known: Recorded) -> list[Objection]:
    currency = row.amount.currency
    stated = (
        (Field.INVOICED, row.invoiced, known.invoiced),
        (Field.SHIPPED, row.shipped or row.invoiced, known.shipped),
        (Field.DUE, row.due, known.due),
        (Field.AMOUNT, row.amount, known.amount),
        (Field.TAX, row.tax.minor if row.tax else 0, known.tax_minor),
        (Field.DEPOSIT, row.deposit.minor if row.deposit else 0, known.deposit_minor),
        (Field.PAYMENT_METHOD, row.payment_method.value if row.payment_method else None, known.method),
    )
    return [
        Objection(name, "ledger.row.differs_from_recorded", {"recorded": _shown(old, name, currency)})
        for name, new, old in stated
        if new != old
    ]


def _shown(value: object, name: Field, currency: str) -> object:
    if name in (Field.TAX, Field.DEPOSIT) and isinstance(value, int):
        return Money(value, currency)
    return "–" if value is None else value


def same_but_for_zeros(row: LedgerRow, known: Recorded) -> bool:
    """Whether a number that lost its leading zeros is surely this invoice: every core datum is the same."""
    return row.invoice_key.lstrip("0") == known.number_key.lstrip("0") and not _core(row, known)

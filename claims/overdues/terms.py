"""What must be notified by when, and what was notified."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from insurer.kernel.ids import NoticeId, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money


class Circumstance(StrEnum):
    """What the policyholder knows of why the buyer has not paid."""

    NO_ANSWER = "no_answer"
    PROMISED = "promised"
    SHORT_OF_MONEY = "short_of_money"
    DISPUTED = "disputed"
    OVERSIGHT = "oversight"
    INSOLVENT = "insolvent"
    TRANSFER = "transfer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class OverdueInvoice:
    """An invoice past its due date with what is open of it, in its own currency, and the policy's clocks for it.

    `notify_by`, `cover_stops_on` and `claim_by` are None where the policy sets no such clock or its event has not
    happened; `notice` is the notice it is in.
    """

    receivable: ReceivableId
    number: str
    shipped: date
    due: date
    outstanding: Money
    days_late: int
    notify_by: date | None
    cover_stops_on: date | None
    claim_by: date | None
    notice: str | None = None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class BuyerOverdues:
    """The overdue invoices of one buyer under one policy on a day, oldest first."""

    policy: PolicyId
    party: PartyId
    as_of: date
    invoices: tuple[OverdueInvoice, ...]

    @property
    def to_notify(self) -> tuple[OverdueInvoice, ...]:
        """Those that no notice names yet."""
        return tuple(invoice for invoice in self.invoices if invoice.notice is None)

    @property
    def notified(self) -> tuple[OverdueInvoice, ...]:
        return tuple(invoice for invoice in self.invoices if invoice.notice is not None)

    @property
    def circumstance(self) -> Circumstance:
        """What the ledger itself says of why those not yet notified are unpaid: a dispute, else no answer."""
        disputed = any(invoice.disputed for invoice in self.to_notify)
        return Circumstance.DISPUTED if disputed else Circumstance.NO_ANSWER

    @property
    def notify_by(self) -> date | None:
        """The earliest last day among those not yet notified."""
        return earliest([invoice.notify_by for invoice in self.to_notify])

    @property
    def late(self) -> bool:
        """Whether the last day for some invoice has passed without a notice."""
        return self.notify_by is not None and self.as_of > self.notify_by

    @property
    def days_left(self) -> int | None:
        """Days until the earliest last day; negative when it has passed."""
        return None if self.notify_by is None else (self.notify_by - self.as_of).days

    @property
    def cover_stopped_on(self) -> date | None:
        """The day from which later shipments to this buyer are without cover, if it has come."""
        stop = earliest([invoice.cover_stops_on for invoice in self.invoices])
        return stop if stop is not None and stop <= self.as_of else None

    @property
    def totals(self) -> tuple[Money, ...]:
        """What is overdue, one sum per currency."""
        return sums(invoice.outstanding for invoice in self.invoices)


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One invoice of a notice as it stood on the day of the notice."""

    receivable: ReceivableId
    number: str
    shipped: date
    due: date
    outstanding: Money
    notify_by: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """One notice of overdue invoices; `late` when any of its invoices was notified after its last day."""

    id: NoticeId
    number: str
    policy: PolicyId
    party: PartyId
    policyholder: PartyId
    notified_on: date
    notify_by: date | None
    late: bool
    recorded_at: datetime
    recorded_by: str
    items: tuple[NoticeItem, ...]
    circumstance: Circumstance | None = None
    told: str = ""

    @property
    def totals(self) -> tuple[Money, ...]:
        return sums(item.outstanding for item in self.items)


def earliest(days: Sequence[date | None]) -> date | None:
    """The earliest of the days that there are."""
    return min((day for day in days if day is not None), default=None)


def sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum per currency, in the currencies' order."""
    totals: dict[str, Money] = {}
    for amount in amounts:
        totals[amount.currency] = totals.get(amount.currency, Money.zero(amount.currency)) + amount
    return tuple(totals[currency] for currency in sorted(totals))

"""Reads of the cash view: what is open and when it is expected, and what the policyholder added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from insurer.advisory.cash.models import CashEntry
from insurer.advisory.cash.rules import Inflow, Outflow
from insurer.advisory.expectation.models import PaymentForecast
from insurer.advisory.expectation.queries import expected_payments, last_forecast
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId
from policies.facts import PolicyFacts
from underwriting.public import verdicts


@dataclass(frozen=True, slots=True)
class CashBook:
    """The open ledger with expected days, the forecast behind them, and the entries that count."""

    inflows: tuple[Inflow, ...]
    forecast: PaymentForecast | None
    unforecast: int
    opening: CashEntry | None
    outflows: tuple[CashEntry, ...]

    @property
    def payments(self) -> list[Outflow]:
        return [Outflow(one.day, one.amount) for one in self.outflows]


def cash_book(policy: PolicyFacts, as_of: date) -> CashBook:
    """What is open under a policy at the end of a day in policy currency, each invoice on its expected day.

    An invoice that the last forecast does not know counts on its due day, one already due on the next day.
    """
    forecast = last_forecast(policy.id)
    expected = expected_payments(forecast)
    inflows, unknown = [], 0
    for one in verdicts(policy.id, as_of):
        for item in one.open_items:
            row = expected.get(item.id)
            unknown += row is None
            day = item.receivable.due if row is None else row.expected_on
            inflows.append(
                Inflow(
                    item.buyer.id, item.receivable.number, max(day, as_of + timedelta(days=1)),
                    item.verdict.insured, item.verdict.uninsured,
                )
            )  # fmt: skip
    entries = cash_entries(policy.policyholder, policy.currency)
    openings = [one for one in entries if one.kind == "opening" and one.day <= as_of]
    return CashBook(
        tuple(inflows),
        forecast,
        unknown,
        max(openings, key=lambda one: (one.day, one.id), default=None),
        tuple(one for one in entries if one.kind == "outflow" and one.day > as_of),
    )


def cash_entries(policyholder: PartyId, currency: str) -> list[CashEntry]:
    """The entries of a policyholder in a currency that count: those that none has cancelled, by day."""
    rows = list(
        db.session.scalars(
            select(CashEntry)
            .where(CashEntry.policyholder_id == policyholder, CashEntry.currency == currency)
            .order_by(CashEntry.day, CashEntry.id)
        )
    )
    cancelled = {row.cancels_id for row in rows}
    return [row for row in rows if row.cancels_id is None and row.id not in cancelled]


def cash_entry(entry_id: int) -> CashEntry:
    """An entry within the reader's scope."""
    found = db.session.scalar(select(CashEntry).where(CashEntry.id == entry_id))
    if found is None:
        raise NotFound("cash.no_such_entry", id=entry_id)
    return found

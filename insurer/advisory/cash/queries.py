"""Reads of the cash view: what is open and when it is expected, and what the policyholder added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from insurer.advisory.cash.models import CashEntry
from insurer.advisory.cash.rules import Inflow, Outflow
from insurer.advisory.expectation.models import PaymentForecast
from insurer.advisory.expectation.queries import expected_days, last_forecast
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, ReceivableId
from insurer.kernel.money import Money
from policies.facts import PolicyFacts
from underwriting.public import CoveredLedger, covered_ledger

Ints = NDArray[np.int64]


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
    covered = covered_ledger((policy.id,), as_of)
    days, unknown = _expected_days(covered, expected_days(forecast))
    inflows = _inflows(covered, np.maximum(days, as_of.toordinal() + 1), policy.currency)
    entries = cash_entries(policy.policyholder, policy.currency)
    openings = [one for one in entries if one.kind == "opening" and one.day <= as_of]
    return CashBook(
        inflows,
        forecast,
        unknown,
        max(openings, key=lambda one: (one.day, one.id), default=None),
        tuple(one for one in entries if one.kind == "outflow" and one.day > as_of),
    )


def _expected_days(covered: CoveredLedger, expected: Mapping[ReceivableId, date]) -> tuple[Ints, int]:
    """The ordinal of the day on which each invoice is expected, and how many of them no forecast knows."""
    ids = covered.laid.id[covered.at]
    keys = np.array(sorted(expected), dtype=np.int64)
    when = np.array([expected[ReceivableId(int(key))].toordinal() for key in keys], dtype=np.int64)
    known = np.isin(ids, keys)
    days = covered.due.copy()
    days[known] = when[np.searchsorted(keys, ids[known])]
    return days, int(np.count_nonzero(~known))


def _inflows(covered: CoveredLedger, days: Ints, currency: str) -> tuple[Inflow, ...]:
    """What comes in, one for each buyer and day."""
    pairs, which = np.unique(np.stack([covered.party, days], axis=1), axis=0, return_inverse=True)
    sums = np.zeros((2, len(pairs)), dtype=np.int64)
    np.add.at(sums[0], which.reshape(-1), covered.insured)
    np.add.at(sums[1], which.reshape(-1), covered.outstanding - covered.insured)
    return tuple(
        Inflow(PartyId(party), date.fromordinal(day), Money(insured, currency), Money(uninsured, currency))
        for (party, day), insured, uninsured in zip(pairs.tolist(), *sums.tolist(), strict=True)
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

"""Reads of ageing: one policy with its cover, invoice by invoice; all policies summed by the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case, func, select

from insurer.infra.db import db
from insurer.kernel.calendar import add_days
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from policies.facts import PolicyFacts
from underwriting.ageing.rules import ageing_table, buckets_of
from underwriting.ageing.terms import BOUNDS, LABELS, AgeingBy, AgeingPart, AgeingTable, PolicyAgeing
from underwriting.exposure.queries import CoveredLedger, OpenItem, covered_ledger
from underwriting.receivables.models import Receivable, ReceivableReceipt

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class AgedLedger:
    """The open ledger of a policy on a day in columns, a place per invoice; single invoices are made on demand."""

    policy: PolicyFacts
    covered: CoveredLedger
    buyers: Mapping[PartyId, PartyFacts]

    def table(self, by: AgeingBy, part: AgeingPart) -> AgeingTable:
        """The ageing by buyer or by currency of the invoices; the sum is the open ledger in policy currency."""
        return ageing_table(*self._rows(by), self.covered.days_late, self.part(part), self.policy.currency)

    def part(self, part: AgeingPart) -> Ints:
        """The minor units of each invoice that are asked for."""
        if part is AgeingPart.INSURED:
            return self.covered.insured
        return (
            self.covered.outstanding - self.covered.insured
            if part is AgeingPart.UNINSURED
            else self.covered.outstanding
        )

    def names(self, by: AgeingBy, locale: str) -> dict[str, str]:
        """What each row is called: the buyer in the reader's script, or the currency."""
        if by is AgeingBy.CURRENCY:
            return {key: key for key in self._rows(by)[0]}
        return {one.public_id: one.shown_name(locale) for one in self.buyers.values()}

    def of_cell(self, by: AgeingBy, key: str, age: str, part: AgeingPart) -> Ints:
        """The places of the invoices that sum to one cell of the table; an empty key or age means all of them."""
        wanted = self.part(part) != 0
        if key:
            keys, row = self._rows(by)
            wanted &= row == keys.index(key) if key in keys else False
        if age in LABELS:
            wanted &= buckets_of(self.covered.days_late) == LABELS.index(age)
        places = np.flatnonzero(wanted)
        by_name = sorted(self.buyers.values(), key=lambda one: (one.name, one.id))
        order = {one.id: place for place, one in enumerate(by_name)}
        buyer = np.array([order[PartyId(int(key))] for key in self.covered.party[places]], dtype=np.int64)
        found: Ints = places[np.lexsort((self.covered.number_rank[places], buyer, self.covered.due[places]))]
        return found

    def items(self, places: Iterable[int]) -> list[OpenItem]:
        """The invoices in some places."""
        return [self.covered.item(int(at), self.buyers).item for at in places]

    def total(self, places: Ints, part: AgeingPart) -> Money:
        """What some invoices come to."""
        return Money(int(self.part(part)[places].sum()), self.policy.currency)

    def _rows(self, by: AgeingBy) -> tuple[list[str], Ints]:
        """The keys of the rows, a buyer's public id or a currency, and for each invoice the place of its row."""
        if by is AgeingBy.BUYER:
            parties_met, row = np.unique(self.covered.party, return_inverse=True)
            return [self.buyers[PartyId(int(one))].public_id for one in parties_met], row.astype(np.int64)
        foreign = self.covered.laid.currency
        keys = sorted({self.policy.currency, *foreign.values()})
        row = np.full(len(self.covered), keys.index(self.policy.currency), dtype=np.int64)
        if foreign:
            placed = np.array(sorted(foreign), dtype=np.int64)
            named = np.array([keys.index(foreign[int(place)]) for place in placed], dtype=np.int64)
            there = np.isin(self.covered.at, placed)
            row[there] = named[np.searchsorted(placed, self.covered.at[there])]
        return keys, row


def aged_ledger(policy: PolicyFacts, day: date, known_by: datetime | None = None) -> AgedLedger:
    """A policy's open ledger at the end of `day`, as known at `known_by`: the same as the ledger against cover."""
    covered = covered_ledger((policy.id,), day, known_by)
    return AgedLedger(policy, covered, parties({PartyId(int(key)) for key in np.unique(covered.party)}))


def ageing_of_all(policies: Sequence[PolicyId], day: date) -> list[PolicyAgeing]:
    """The open ledgers of many policies by currency and bucket, two reads whatever their size.

    Receipts count on the invoice that they name, before the policy's own order of allocation; what is due today is
    not overdue.
    """
    got = (
        select(ReceivableReceipt.receivable_id.label("id"), func.sum(ReceivableReceipt.amount_minor).label("minor"))
        .where(
            ReceivableReceipt.policy_id.in_(policies),
            ReceivableReceipt.day <= day,
            ReceivableReceipt.receivable_id.is_not(None),
        )
        .group_by(ReceivableReceipt.receivable_id)
        .subquery()
    )
    left = Receivable.amount_minor - Receivable.deposit_minor - func.coalesce(got.c.minor, 0)
    ends = [day, *(add_days(day, -bound) for bound in BOUNDS)]
    spans = [
        Receivable.due >= ends[0],
        *((Receivable.due < ends[place]) & (Receivable.due >= ends[place + 1]) for place in range(len(BOUNDS))),
        Receivable.due < ends[-1],
    ]
    rows = db.session.execute(
        select(
            Receivable.policy_id,
            Receivable.currency,
            func.count(),
            *(func.sum(case((span, left), else_=0)) for span in spans),
        )
        .outerjoin(got, got.c.id == Receivable.id)
        .where(
            Receivable.policy_id.in_(policies),
            Receivable.invoiced <= day,
            Receivable.shipped <= day,
            left > 0,
        )
        .group_by(Receivable.policy_id, Receivable.currency)
        .order_by(Receivable.policy_id, Receivable.currency)
    ).all()
    credits = _credits(policies, day)
    return [
        PolicyAgeing(
            policy=PolicyId(row[0]),
            currency=row[1],
            buckets=tuple(Money(int(minor or 0), row[1]) for minor in row[3:]),
            invoices=int(row[2]),
            credits=Money(credits.get((row[0], row[1]), 0), row[1]),
        )
        for row in rows
    ]


def _credits(policies: Sequence[PolicyId], day: date) -> dict[tuple[int, str], int]:
    """Credit notes that name no invoice, by policy and currency."""
    rows = db.session.execute(
        select(ReceivableReceipt.policy_id, ReceivableReceipt.currency, func.sum(ReceivableReceipt.amount_minor))
        .where(
            ReceivableReceipt.policy_id.in_(policies),
            ReceivableReceipt.day <= day,
            ReceivableReceipt.receivable_id.is_(None),
        )
        .group_by(ReceivableReceipt.policy_id, ReceivableReceipt.currency)
    )
    return {(policy, currency): int(minor) for policy, currency, minor in rows}

"""Reads of ageing: one policy with its cover, invoice by invoice; all policies summed by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from insurer.infra.db import db
from insurer.kernel.calendar import add_days
from insurer.kernel.ids import PolicyId
from insurer.kernel.money import Money
from policies.facts import PolicyFacts
from underwriting.ageing.rules import ageing_table
from underwriting.ageing.terms import (
    BOUNDS,
    LABELS,
    AgedItem,
    AgeingBy,
    AgeingPart,
    AgeingTable,
    PolicyAgeing,
    bucket_of,
)
from underwriting.exposure.queries import OpenItem, verdicts
from underwriting.exposure.rules.ageing import days_late
from underwriting.receivables.models import Receivable, ReceivableReceipt


@dataclass(frozen=True, slots=True)
class AgedLedger:
    """The open ledger of a policy on a day, every invoice with its verdict."""

    policy: PolicyFacts
    day: date
    items: tuple[OpenItem, ...]

    def table(self, by: AgeingBy, part: AgeingPart) -> AgeingTable:
        """The ageing by buyer or by currency of the invoices; the sum is the open ledger in policy currency."""
        aged = [
            AgedItem(key_of(one, by), self.late(one), one.verdict.outstanding, one.verdict.insured)
            for one in self.items
        ]
        return ageing_table(aged, part, self.policy.currency)

    def late(self, one: OpenItem) -> int:
        return days_late(one.receivable.due, self.day)

    def of_cell(self, by: AgeingBy, key: str, age: str, part: AgeingPart) -> list[OpenItem]:
        """The invoices that sum to one cell of the table; an empty key or age means all of them."""
        place = LABELS.index(age) if age in LABELS else None
        chosen = [
            one
            for one in self.items
            if (not key or key_of(one, by) == key)
            and (place is None or bucket_of(self.late(one)) == place)
            and part_of(one, part)
        ]
        return sorted(chosen, key=lambda one: (one.receivable.due, one.buyer.name, one.receivable.number))


def key_of(one: OpenItem, by: AgeingBy) -> str:
    """What names the row of an invoice: the buyer's public id, or its currency."""
    return one.buyer.public_id if by is AgeingBy.BUYER else one.receivable.amount.currency


def part_of(one: OpenItem, part: AgeingPart) -> Money:
    """The part of an invoice that is asked for."""
    verdict = one.verdict
    if part is AgeingPart.INSURED:
        return verdict.insured
    return verdict.uninsured if part is AgeingPart.UNINSURED else verdict.outstanding


def aged_ledger(policy: PolicyFacts, day: date, known_by: datetime | None = None) -> AgedLedger:
    """A policy's open ledger at the end of `day`, as known at `known_by`: the same as the ledger against cover."""
    found = verdicts(policy.id, day, known_by)
    return AgedLedger(policy, day, tuple(item for one in found for item in one.open_items))


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

"""What policyholders' ledgers say of buyers: sales, payment terms, delays, what is owed and overdue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import case, func, select

from insurer.infra.db import db
from insurer.kernel.calendar import add_days
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from insurer.reference.public import DayRates
from policies.facts import PolicyFacts
from underwriting.exposure.terms import ReceiptKind
from underwriting.limits.rules.credit_limit import TradeNeed
from underwriting.receivables.models import LedgerImport, Receivable, ReceivableReceipt, standing
from underwriting.receivables.rules.lateness import Lateness, lateness

LOOKED_BACK = 365
"""Days of trade that a need is worked out from."""
Pair = tuple[PolicyId, PartyId]


@dataclass(frozen=True, slots=True)
class Paid:
    """An invoice's due day and the day of its last receipt, once it is settled."""

    due: date
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Trade:
    """What one policyholder's ledger says of one buyer, in policy currency.

    `sales` of the last year over `months` of it, the mean payment term of its invoices, how late they were paid,
    and what is overdue today.
    """

    sales: Money
    months: int
    invoices: int
    payment_days: int
    paid: Lateness
    owed: Money
    overdue: Money

    @property
    def need(self) -> TradeNeed | None:
        """The need that the sales show; None without sales."""
        if not self.sales:
            return None
        delay = -(-self.paid.days // self.paid.paid) if self.paid.paid else 0
        return TradeNeed(self.sales.share(Fraction(1, self.months)), self.payment_days, delay)


def trades_of(pairs: Collection[Pair], policies: Mapping[PolicyId, PolicyFacts], today: date) -> dict[Pair, Trade]:
    """What the ledgers say of each buyer under each policy, in two reads."""
    wanted = (
        Receivable.policy_id.in_({policy for policy, _ in pairs}),
        Receivable.party_id.in_({party for _, party in pairs}),
    )
    got = ReceivableReceipt
    received = {
        key: (int(minor), None if left else last)
        for key, minor, last, left in db.session.execute(
            select(
                got.receivable_id, func.sum(got.amount_minor), func.max(got.day),
                func.max(case((got.kind == ReceiptKind.LEFT_LEDGER, 1), else_=0)),
            )
            .join(Receivable, Receivable.id == got.receivable_id)
            .where(*wanted, got.day <= today, standing())
            .group_by(got.receivable_id)
        )
    }  # fmt: skip
    by_pair: dict[Pair, list[Receivable]] = defaultdict(list)
    for row in db.session.scalars(select(Receivable).where(*wanted, Receivable.shipped <= today)):
        by_pair[row.policy_id, row.party_id].append(row)
    rates = DayRates(today)
    return {
        pair: _trade(by_pair[pair], received, policies[pair[0]].currency, today, rates) for pair in dict.fromkeys(pairs)
    }


def _trade(
    rows: Sequence[Receivable],
    received: dict[ReceivableId | None, tuple[int, date | None]],
    currency: str,
    today: date,
    rates: DayRates,
) -> Trade:
    """One buyer's figures; an invoice in a currency without a rate is left out of the sums."""
    sales = owed = overdue = Money.zero(currency)
    terms: list[int] = []
    paid: list[Paid] = []
    first = today
    for row in rows:
        got, last = received.get(row.id, (0, None))
        left = row.amount_minor - row.deposit_minor - got
        paid.append(Paid(row.due, last if left <= 0 else None))
        amount, open_now = (rates.into(Money(minor, row.currency), currency) for minor in (row.amount_minor, left))
        if amount is None or open_now is None:
            continue
        if row.shipped > add_days(today, -LOOKED_BACK):
            sales, first = sales + amount, min(first, row.shipped)
            terms.append((row.due - row.invoiced).days)
        owed = owed + open_now.floor_zero()
        overdue = overdue + (open_now.floor_zero() if row.due < today else Money.zero(currency))
    months = max(1, -(-((today - first).days + 1) // 30))
    return Trade(
        sales, months, len(rows), sum(terms) // len(terms) if terms else 0, lateness(paid), owed, overdue
    )  # fmt: skip


def imports_naming(party_id: PartyId, most: int = 24) -> list[tuple[str, datetime, int]]:
    """The ledgers that brought invoices of a buyer, newest first: number, moment, how many invoices of the buyer."""
    rows = db.session.execute(
        select(LedgerImport.number, LedgerImport.received_at, func.count())
        .join(Receivable, Receivable.import_id == LedgerImport.id)
        .where(Receivable.party_id == party_id)
        .group_by(LedgerImport.id, LedgerImport.number, LedgerImport.received_at)
        .order_by(LedgerImport.id.desc())
        .limit(most)
    )
    return [(number, moment, int(count)) for number, moment, count in rows]

"""Reads of payment behaviour: summed by the database per buyer and currency, a handful of reads for any ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from insurer.infra.db import db
from insurer.kernel.calendar import add_days, add_months, month_end
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.reference.public import DayRates
from policies.facts import PolicyFacts
from policies.public import policies_by_id
from underwriting.behaviour.rules import late_share, late_share_level, level_of, trend_of
from underwriting.behaviour.terms import (
    BuyerBehaviour,
    FallenDue,
    LateShare,
    LedgerBehaviour,
    OpenTerms,
    OutstandingAt,
    Paid,
)
from underwriting.receivables.models import Receivable, ReceivableReceipt, standing

SHORT, LONG = 3, 12
"""Months of the near and the far look at payments, and of a period of the late-payer share (the near one)."""
POINTS, REACH = 13, 24
"""Month ends of the history, and months of sales that count-back may reach into."""
Sums = dict[tuple[PartyId, str], tuple[int, ...]]


class days_between(GenericFunction[int]):
    """Whole days from the second day to the first."""

    type = Integer()
    inherit_cache = True


@compiles(days_between, "postgresql")
def _days_on_postgresql(element: Any, compiler: Any, **rest: Any) -> str:
    later, earlier = element.clauses
    return f"({compiler.process(later, **rest)} - {compiler.process(earlier, **rest)})"


@compiles(days_between, "sqlite")
def _days_on_sqlite(element: Any, compiler: Any, **rest: Any) -> str:
    later, earlier = (compiler.process(one, **rest) for one in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


def behaviour_of(policy: PolicyFacts, day: date) -> LedgerBehaviour:
    """How the buyers under a policy pay, as the ledger stands at the end of `day`; the same figures on any later day.

    Six reads whatever the size of the ledger: all sums are the database's.
    """
    paid, due = _paid(policy.id, day), _fallen_due(policy.id, day)
    terms, marks = _open_terms(policy.id, day), _marks(day)
    rows = _outstanding(policy.id, marks)
    into = _Into(policy.currency, day)
    keys = {key for sums in (paid, due, terms, rows) for key in sums}
    by_party: dict[PartyId, list[tuple[PartyId, str]]] = defaultdict(list)
    for key in sorted(keys):
        by_party[key[0]].append(key)

    def one(party: PartyId | None, of: Iterable[tuple[PartyId, str]]) -> BuyerBehaviour:
        of = list(of)
        p, d, t = (into.summed(sums, of, width) for sums, width in ((paid, 6), (due, 4), (terms, 3)))
        near, far = (sum(paid[key][place] for key in of if key in paid) for place in (0, 3))
        short, long = Paid(near, into.money(p[1]), p[2]), Paid(far, into.money(p[4]), p[5])
        return BuyerBehaviour(
            party=party,
            short=short,
            long=long,
            now=FallenDue(into.money(d[0]), into.money(d[1])),
            before=FallenDue(into.money(d[2]), into.money(d[3])),
            terms=OpenTerms(into.money(t[0]), into.money(t[1]), t[2]),
            months=_months(into.summed(rows, of, 2 * POINTS + REACH), marks, into),
            trend=trend_of(short, long),
            level=level_of(short, long),
        )

    buyers = {party: one(party, of) for party, of in by_party.items()}
    now, before = _shares(buyers, day, policy.currency)
    return LedgerBehaviour(
        day, policy.currency, one(None, sorted(keys)), buyers, now, before, late_share_level(now, before), into.left_out
    )


def _shares(buyers: Mapping[PartyId, BuyerBehaviour], day: date, currency: str) -> tuple[LateShare, LateShare]:
    """The late-payer share of this period and of the one before."""
    (first, last), (earlier, until) = periods(day)
    nothing = Money.zero(currency)
    empty = LateShare(first, last, 0, 0, nothing, nothing)
    return (
        late_share({party: one.now for party, one in buyers.items()}, empty),
        late_share(
            {party: one.before for party, one in buyers.items()}, LateShare(earlier, until, 0, 0, nothing, nothing)
        ),
    )


def periods(day: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """The three months to `day` and the three before them, first and last days included."""
    middle, start = add_months(day, -SHORT), add_months(day, -2 * SHORT)
    return (add_days(middle, 1), day), (add_days(start, 1), middle)


def monthly_shipments(
    policies: Collection[PolicyId], day: date, known_by: datetime | None = None
) -> dict[tuple[PolicyId, PartyId], Money]:
    """What was shipped to each buyer in a usual month: a twelfth of the last year, in policy currency, in two reads.

    By the invoices recorded until `known_by`, where it is named. What is in a currency without a rate is left out.
    """
    heads = policies_by_id(policies)
    query = select(
        Receivable.policy_id, Receivable.party_id, Receivable.currency, func.sum(Receivable.amount_minor)
    ).where(
        Receivable.policy_id.in_(policies),
        Receivable.shipped > add_months(day, -LONG),
        Receivable.shipped <= day,
        Receivable.invoiced <= day,
    )
    if known_by is not None:
        query = query.where(Receivable.recorded_at <= known_by)
    rows = db.session.execute(query.group_by(Receivable.policy_id, Receivable.party_id, Receivable.currency))
    rates = DayRates(day)
    found: dict[tuple[PolicyId, PartyId], Money] = {}
    for policy, party, currency, minor in rows:
        amount = rates.into(Money(int(minor), currency), heads[policy].currency)
        if amount is not None:
            key = (policy, party)
            found[key] = found.get(key, Money.zero(amount.currency)) + amount
    return {key: amount.split(LONG)[0] for key, amount in found.items()}


# --- what the database sums ---------------------------------------------------------------------------------------


def _received(policy: PolicyId, day: date) -> Subquery:
    """Per invoice what was received on it by a day, and the day of the last of it."""
    got = ReceivableReceipt
    return (
        select(
            got.receivable_id.label("id"), func.sum(got.amount_minor).label("minor"), func.max(got.day).label("last")
        )
        .where(got.policy_id == policy, got.day <= day, got.receivable_id.is_not(None), standing())
        .group_by(got.receivable_id)
        .subquery()
    )


def _grouped(policy: PolicyId, columns: Sequence[ColumnElement[Any]], source: Any, *where: Any) -> Sums:
    """Sums per buyer and currency of the invoices of a policy."""
    rows = db.session.execute(
        select(Receivable.party_id, Receivable.currency, *columns)
        .select_from(source)
        .where(Receivable.policy_id == policy, *where)
        .group_by(Receivable.party_id, Receivable.currency)
    )
    return {(row[0], row[1]): tuple(int(value or 0) for value in row[2:]) for row in rows}


def _paid(policy: PolicyId, day: date) -> Sums:
    """Count, amount and amount × days late of what was settled in the last three, then in the last twelve months."""
    got = _received(policy, day)
    late = days_between(got.c.last, Receivable.due)
    weighted = case((late > 0, late), else_=0) * Receivable.amount_minor
    near = got.c.last > add_months(day, -SHORT)
    return _grouped(
        policy,
        (
            func.sum(case((near, 1), else_=0)),
            func.sum(case((near, Receivable.amount_minor), else_=0)),
            func.sum(case((near, weighted), else_=0)),
            func.count(),
            func.sum(Receivable.amount_minor),
            func.sum(weighted),
        ),
        Receivable.__table__.join(got, got.c.id == Receivable.id),
        got.c.minor + Receivable.deposit_minor >= Receivable.amount_minor,
        got.c.last > add_months(day, -LONG),
    )


def _fallen_due(policy: PolicyId, day: date) -> Sums:
    """What fell due in this period and what of it was late, then the same of the period before."""
    got = ReceivableReceipt
    in_time = (
        select(got.receivable_id.label("id"), func.sum(got.amount_minor).label("minor"))
        .join(Receivable, Receivable.id == got.receivable_id)
        .where(got.policy_id == policy, got.day <= Receivable.due, got.day <= day)
        .group_by(got.receivable_id)
        .subquery()
    )
    (first, last), (earlier, until) = periods(day)
    paid = func.coalesce(in_time.c.minor, 0) + Receivable.deposit_minor
    late = (paid < Receivable.amount_minor) & (Receivable.due < day)
    now, before = Receivable.due >= first, Receivable.due <= until
    amount = Receivable.amount_minor
    return _grouped(
        policy,
        tuple(func.sum(case((when, amount), else_=0)) for when in (now, now & late, before, before & late)),
        Receivable.__table__.outerjoin(in_time, in_time.c.id == Receivable.id),
        Receivable.due >= earlier,
        Receivable.due <= last,
        Receivable.invoiced <= day,
    )


def _open_terms(policy: PolicyId, day: date) -> Sums:
    """What is open, what of it is overdue, and open amount × days of the agreed term."""
    got = _received(policy, day)
    left = Receivable.amount_minor - Receivable.deposit_minor - func.coalesce(got.c.minor, 0)
    return _grouped(
        policy,
        (
            func.sum(left),
            func.sum(case((Receivable.due < day, left), else_=0)),
            func.sum(left * days_between(Receivable.due, Receivable.invoiced)),
        ),
        Receivable.__table__.outerjoin(got, got.c.id == Receivable.id),
        left > 0,
        Receivable.invoiced <= day,
        Receivable.shipped <= day,
    )


def _marks(day: date) -> list[date]:
    """The ends of the last months up to `day`, from old to new; month ends where `day` is one, else the same day."""
    at_end = day == month_end(day)
    back = [add_months(day, -count) for count in range(REACH, -1, -1)]
    return [month_end(one) if at_end else one for one in back]


def _outstanding(policy: PolicyId, marks: Sequence[date]) -> Sums:
    """At each of the last month ends what was open and what of it was not due, then the sales of each month."""
    begun = case((Receivable.invoiced < Receivable.shipped, Receivable.shipped), else_=Receivable.invoiced)
    owed = Receivable.amount_minor - Receivable.deposit_minor
    points = marks[-POINTS:]
    columns = [func.sum(case((begun <= mark, owed), else_=0)) for mark in points]
    columns += [func.sum(case(((begun <= mark) & (Receivable.due >= mark), owed), else_=0)) for mark in points]
    columns += [
        func.sum(
            case(((Receivable.invoiced > since) & (Receivable.invoiced <= until), Receivable.amount_minor), else_=0)
        )
        for since, until in pairwise(marks)
    ]
    found = _grouped(policy, columns, Receivable.__table__, begun <= marks[-1])
    got = ReceivableReceipt
    seen = case((got.day < begun, begun), else_=got.day)
    taken = [func.sum(case((seen <= mark, got.amount_minor), else_=0)) for mark in points]
    taken += [func.sum(case(((seen <= mark) & (Receivable.due >= mark), got.amount_minor), else_=0)) for mark in points]
    joined = Receivable.__table__.join(got.__table__, got.receivable_id == Receivable.id)
    for key, sums in _grouped(policy, taken, joined, got.day <= marks[-1], begun <= marks[-1]).items():
        whole = found[key]
        less = tuple(one - off for one, off in zip(whole, sums, strict=False))
        found[key] = less + whole[len(sums) :]
    return found


# --- from sums to figures -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Into:
    """Sums of several currencies put into the policy's at the rates of one day."""

    currency: str
    day: date
    rates: DayRates
    missing: set[str]

    def __init__(self, currency: str, day: date) -> None:
        self.currency, self.day, self.rates, self.missing = currency, day, DayRates(day), set()

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(sorted(self.missing))

    def summed(self, sums: Sums, keys: Iterable[tuple[PartyId, str]], width: int) -> tuple[int, ...]:
        """The sums of some buyers and currencies added up; a currency without a rate is left out and remembered."""
        total = [0] * width
        for key in keys:
            for place, minor in enumerate(sums.get(key, ())):
                total[place] += self._one(minor, key[1])
        return tuple(total)

    def _one(self, minor: int, currency: str) -> int:
        if currency == self.currency or not minor:
            return minor
        amount = self.rates.into(Money(minor, currency), self.currency)
        if amount is None:
            self.missing.add(currency)
            return 0
        return amount.minor


def _months(sums: Sequence[int], marks: Sequence[date], into: _Into) -> tuple[OutstandingAt, ...]:
    """The months from old to new; of those before the first point only the sales are known."""
    opened, current, sales = sums[:POINTS], sums[POINTS : 2 * POINTS], sums[2 * POINTS :]
    before = REACH - POINTS
    return tuple(
        OutstandingAt(
            day=marks[place + 1],
            since=marks[place],
            open=into.money(opened[place - before] if place >= before else 0),
            current=into.money(current[place - before] if place >= before else 0),
            sales=into.money(sales[place]),
        )
        for place in range(REACH)
    )

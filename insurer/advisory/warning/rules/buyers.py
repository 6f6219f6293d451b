"""Indicators of one buyer: what is overdue, signs in the way it pays, use of its limit, overrun of its term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from insurer.advisory.warning.rules.ledger import WINDOW
from insurer.advisory.warning.rules.levels import reading
from insurer.advisory.warning.terms import Debt, Indicator, Reading, Standing, Threshold
from insurer.kernel.calendar import add_days
from insurer.kernel.ids import PartyId
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working

ROLLED_AFTER = 30
"""Days late from which on a debt passed over by later payments counts as rolled over."""
SLOWER_BY = 10
HABIT = 3
"""Payments that make a habit, and the number of the last ones held against it."""


def overdue_reading(debts: Sequence[Debt], as_of: date, threshold: Threshold, buyer: PartyId) -> Reading | None:
    """Days late of the oldest debt that is still open; None where nothing is open."""
    unpaid = [one for one in debts if one.open_on(as_of)]
    if not unpaid:
        return None
    oldest = min(unpaid, key=lambda one: (one.due, one.number))
    days = max(0, (as_of - oldest.due).days)
    working = Working().then(
        "warning.overdue.oldest", days, "indicator.buyer_overdue", invoice=oldest.number, due=oldest.due
    )
    return reading(Indicator.BUYER_OVERDUE, days, threshold, working, buyer=buyer)


def signs(debts: Sequence[Debt], as_of: date) -> tuple[str, ...]:
    """The signs of trouble that a ledger shows of a buyer, by code: what a debtor in need does first."""
    turn = add_days(as_of, -WINDOW)
    known = [one for one in debts if one.invoiced <= as_of]
    tests = (
        ("part_payment", _paid_in_part(known, turn, as_of) and not _paid_in_part(known, add_days(turn, -WINDOW), turn)),
        ("rolled_over", _rolled_over(known, turn, as_of)),
        ("dispute", any(one.disputed and one.open_on(as_of) for one in known)),
        ("slower", _slower(known, as_of)),
    )
    return tuple(code for code, found in tests if found)


def _paid_in_part(debts: Sequence[Debt], after: date, last: date) -> bool:
    return any(one.open_on(last) for one in debts for day, _minor in one.receipts if after < day <= last)


def _rolled_over(debts: Sequence[Debt], after: date, last: date) -> bool:
    """A debt long overdue stays open while one that fell due later was paid."""
    passed = [one.due for one in debts if one.open_on(last) and (last - one.due).days > ROLLED_AFTER]
    paid = [one.due for one in debts for day, _minor in one.receipts if after < day <= last]
    return bool(passed) and any(due > min(passed) for due in paid)


def _slower(debts: Sequence[Debt], as_of: date) -> bool:
    """The last three payments came more than ten days later, measured by their due days, than those before."""
    settled = sorted(
        (day, (day - one.due).days) for one in debts if (day := one.settled_on) is not None and day <= as_of
    )
    late = [days for _day, days in settled]
    if len(late) < 2 * HABIT:
        return False
    last, before = late[-HABIT:], late[:-HABIT]
    return Fraction(sum(last), HABIT) - Fraction(sum(before), len(before)) > SLOWER_BY


def signs_reading(debts: Sequence[Debt], as_of: date, threshold: Threshold, buyer: PartyId) -> Reading | None:
    """How many signs the buyer shows; None without any invoice."""
    if not debts:
        return None
    found, working = signs(debts, as_of), Working()
    for code in ("part_payment", "rolled_over", "dispute", "slower"):
        seen = "warning.yes" if code in found else "warning.no"
        working = working.then(f"warning.sign.{code}", seen, "indicator.buyer_signs")
    return reading(Indicator.BUYER_SIGNS, len(found), threshold, working, buyer=buyer)


def limit_use_reading(standing: Standing, threshold: Threshold, buyer: PartyId) -> Reading | None:
    """What is owed of the limit that stands; None without a limit."""
    if standing.limit is None or standing.limit.minor <= 0:
        return None
    used = standing.outstanding.over(standing.limit)
    working = Working().then(
        "warning.limit_use", f"{to_places(used * 100, 1)} %", "indicator.buyer_limit_use",
        outstanding=standing.outstanding, limit=standing.limit,
    )  # fmt: skip
    return reading(Indicator.BUYER_LIMIT_USE, used, threshold, working, buyer=buyer)


def term_reading(debts: Sequence[Debt], as_of: date, threshold: Threshold, buyer: PartyId) -> Reading | None:
    """By how much the buyer overruns its agreed term: days from invoice to payment, weighted by amount.

    Counted are debts settled in the last period and open ones past their due day.
    """
    weight = taken = agreed = 0
    turn = add_days(as_of, -WINDOW)
    for one in debts:
        ended = one.settled_on
        if ended is None and one.open_on(as_of) and one.due < as_of:
            ended = as_of
        if ended is not None and turn < ended <= as_of and one.due > one.invoiced:
            weight += one.amount
            taken += one.amount * (ended - one.invoiced).days
            agreed += one.amount * (one.due - one.invoiced).days
    if not agreed:
        return None
    clause = "indicator.buyer_term"
    over = Fraction(taken, agreed) - 1
    working = (
        Working()
        .then("warning.term.agreed", to_places(Fraction(agreed, weight), 1), clause)
        .then("warning.term.taken", to_places(Fraction(taken, weight), 1), clause)
        .then("warning.term.over", f"{to_places(over * 100, 1)} %", clause)
    )
    return reading(Indicator.BUYER_TERM, max(over, Fraction(0)), threshold, working, buyer=buyer)

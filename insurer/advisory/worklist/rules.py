"""The order of collection: expected loss and the nearest policy clock, not age alone. Pure.

The chances are a house setting, with no outside source; a model of payment behaviour replaces `chance_of_loss` and
nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from insurer.advisory.worklist.terms import Chance, PayerTier, Priority, ToCollect, ToCollectColumns
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working

Ints = NDArray[np.int64]
MILLION = 1_000_000
ROOM = 1 << 62
TIERS = ((PayerTier.A, 5), (PayerTier.B, 15), (PayerTier.C, 30))
"""The worst amount-weighted days late over twelve months of each tier; later still is D."""
BASE = {
    PayerTier.A: Fraction(5, 1000),
    PayerTier.B: Fraction(15, 1000),
    PayerTier.C: Fraction(40, 1000),
    PayerTier.D: Fraction(100, 1000),
}
"""The chance that an invoice which is not late yet is never paid."""
BY_AGE = ((0, Fraction(1)), (30, Fraction(3, 2)), (60, Fraction(5, 2)), (90, Fraction(4)), (180, Fraction(6)))
OLDEST = Fraction(9)
"""How much the chance grows with the days that the invoice itself is late; beyond the last step by OLDEST."""
MOST = Fraction(95, 100)
URGENCY = ((3, Fraction(1)), (7, Fraction(3, 4)), (14, Fraction(1, 2)), (30, Fraction(1, 4)))
"""What part of the loss at zero counts when a clock has so many days left; one that ran down still asks for the act."""


def tier_of(average: Fraction | None) -> PayerTier:
    """The tier of a buyer's average days late; one that has not paid yet stands with C."""
    if average is None:
        return PayerTier.C
    return next((tier for tier, most in TIERS if average <= most), PayerTier.D)


def chance_of_loss(average: Fraction | None, late: int) -> Chance:
    """The chance that an invoice `late` days late of a buyer with this average is not paid; at most 95 %."""
    tier = tier_of(average)
    growth = next((factor for most, factor in BY_AGE if late <= most), OLDEST)
    return Chance(min(BASE[tier] * growth, MOST), tier, average)


def urgency(left: int | None) -> Fraction:
    """How much a clock with so many days left presses: all of it in the last three days, none beyond a month."""
    if left is None:
        return Fraction(0)
    return next((part for most, part in URGENCY if left <= most), Fraction(0))


def priority(one: ToCollect) -> Priority:
    """Expected loss = chance × (uninsured + own share of the insured); plus chance × what the clock takes × urgency.

    80 000 of a D payer 20 days late stand above 90 000 of an A payer 40 days late: 12 000 against 1 125.
    """
    indemnity = one.insured.share(one.percentage or 0)
    exposed = one.outstanding - indemnity
    own = exposed.share(one.chance.value)
    press = urgency(one.left)
    clock = one.at_zero.share(one.chance.value * press)
    score = own + clock
    percent = f"{to_places(one.chance.value * 100, 1)} %"
    working = (
        Working()
        .then("worklist.exposed", exposed, "worklist.not_indemnified", outstanding=one.outstanding, indemnity=indemnity)
        .then("worklist.chance", percent, "worklist.payer", tier=one.chance.tier, late=one.late)
        .then("worklist.own", own, "worklist.expected_loss", chance=percent)
    )
    if clock:
        part = f"{to_places(press * 100, 0)} %"
        working = working.then(
            "worklist.clock", clock, "worklist.next_clock", lost=one.at_zero, left=one.left, part=part, chance=percent
        )
    return Priority(own, clock, score, working.then("worklist.score", score, "worklist.order"))


def expected_losses(many: ToCollectColumns) -> tuple[Ints, Ints]:
    """`priority` of many invoices: the expected loss of each, and what its next clock adds, to the minor unit."""
    indemnity = _shared(many.insured, many.share, MILLION)
    over, under = _whole(many.chance)
    own = _shared(many.outstanding - indemnity, over[many.which], under[many.which])
    clock = np.zeros_like(own)
    for most, part in reversed(URGENCY):
        pressed = np.flatnonzero(many.left <= most)
        press_over, press_under = _whole([chance * part for chance in many.chance])
        at = many.which[pressed]
        clock[pressed] = _shared(indemnity[pressed], press_over[at], press_under[at])
    return own, clock


def _whole(shares: Sequence[Fraction]) -> tuple[Ints, Ints]:
    """Fractions as numerators and denominators."""
    over, under = ([one.numerator for one in shares], [one.denominator for one in shares])
    return np.array(over, dtype=np.int64), np.array(under, dtype=np.int64)


def _shared(amount: Ints, over: Ints, under: Ints | int) -> Ints:
    """amount × over ÷ under, half up as `Money.share` rounds; by Python's integers where 64 bits are too few."""
    most = int(np.abs(amount).max(initial=0)) * int(np.max(over, initial=0))
    if 2 * most + 2 * int(np.max(under, initial=1)) >= ROOM:
        amount, over = amount.astype(object), over.astype(object)
    half: Ints = (2 * amount * over + under) // (2 * under)
    return half.astype(np.int64)

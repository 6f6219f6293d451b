"""A limit to recommend: the buyer's need, held down by the lowest of the caps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.working import Working

NEED = "need"
DAYS_OF_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class TradeNeed:
    """Sales to the buyer in a month, its terms and the delay it usually takes."""

    monthly_sales: Money
    payment_days: int
    delay_days: int


@dataclass(frozen=True, slots=True)
class LimitCap:
    """The most a limit may be by one measure: `percentage` of a base, or an amount as it stands."""

    code: str
    amount: Money
    base: Money | None = None
    percentage: Decimal | None = None

    @classmethod
    def of_base(cls, code: str, base: Money, percentage: Decimal) -> LimitCap:
        """A share of a base: 10 % of the buyer's net worth."""
        return cls(code, base.share(percentage), base, percentage)


@dataclass(frozen=True, slots=True)
class RecommendedLimit:
    """The limit, the code of what held it down, and every candidate in the order given, the need first."""

    recommended: Money
    binding: str
    candidates: tuple[LimitCap, ...]
    working: Working


def credit_limit(need: TradeNeed | Money, caps: Sequence[LimitCap], round_to: Money) -> RecommendedLimit:
    """The lowest of need and caps, rounded down to a whole `round_to`; of equals the first named binds.

    The need is sales of a month ÷ 30 × (payment days + delay days), or the amount asked for.
    """
    if round_to.minor <= 0:
        raise InvalidInput("input.not_above_zero", "round_to", value=round_to.plain())
    working = Working()
    if isinstance(need, TradeNeed):
        days = need.payment_days + need.delay_days
        needed = need.monthly_sales.share(Fraction(days, DAYS_OF_A_MONTH))
        working = working.then("credit_limit.need", needed, "need", monthly_sales=need.monthly_sales, days=days)
    else:
        needed = need
        working = working.then("credit_limit.need_as_asked", needed, "need")
    for at, cap in enumerate(caps):
        source = f"caps.{at}"
        if cap.base is None:
            working = working.then("credit_limit.cap", cap.amount, source, cap=cap.code)
        else:
            facts = {"cap": cap.code, "base": cap.base, "percentage": cap.percentage}
            working = working.then("credit_limit.cap_of_base", cap.amount, source, **facts)
    candidates = (LimitCap(NEED, needed), *caps)
    lowest = min(candidates, key=lambda candidate: candidate.amount.minor)
    rounded = Money(lowest.amount.minor // round_to.minor * round_to.minor, needed.currency)
    working = working.then("credit_limit.binding", lowest.amount, "caps", cap=_said(lowest.code))
    working = working.then("credit_limit.recommended", rounded, "round_to", round_to=round_to)
    return RecommendedLimit(rounded, lowest.code, candidates, working)


def _said(code: str) -> str:
    """What the working says of the measure that holds: the need has a message, a cap the name its giver gave it."""
    return "credit_limit.need_as_asked" if code == NEED else code

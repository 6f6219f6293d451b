"""The limit that the figures recommend to a person: the lowest of need, trade and capacity rules and is named."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from insurer.kernel.money import Money
from insurer.kernel.working import Working
from underwriting.limits.rules.automatic import CLAUSES, LimitCase, against_policy
from underwriting.limits.rules.credit_limit import (
    DAYS_OF_A_MONTH,
    NEED,
    LimitCap,
    RecommendedLimit,
    TradeNeed,
    credit_limit,
)

TRADE = "limits.trade_need"
BUYER = "limits.headroom"
GROUP = "limits.group_headroom"
WHOLE = "1000"
"""Recommended limits are whole thousands of the policy's currency, rounded down."""


def recommended_limit(case: LimitCase, trade: TradeNeed | None, group: Money | None) -> RecommendedLimit:
    """Asked, the need that the ledger shows, what is left for the buyer and for its group: the lowest, rounded down.

    Nothing where the policy cannot cover the sale. A measure that is not known (no ledger, no rate) holds nothing down.
    Source: feature map, S35.
    """
    currency = case.asked.currency
    against = against_policy(case)
    if against is not None:
        nothing = Money.zero(currency)
        working = Working().then("limits.asked", case.asked, "limits.request")
        facts = {"payment_days": case.payment_days, "term_allowed": case.term_allowed, "country": case.country or "–"}
        working = working.then(f"decision_reason.{against.value}", nothing, CLAUSES[against], **facts)
        return RecommendedLimit(nothing, f"decision_reason.{against.value}", (), working)
    caps = [LimitCap(TRADE, trade_need(trade))] if trade is not None else []
    caps += [LimitCap(code, left) for code, left in ((BUYER, case.headroom), (GROUP, group)) if left is not None]
    found = credit_limit(case.asked, caps, round_to=Money.of(WHOLE, currency))
    clauses = {f"caps.{place}": cap.code for place, cap in enumerate(caps)}
    clauses |= {NEED: "limits.request", "caps": "limits.lowest_rules", "round_to": "limits.whole_thousands"}
    lines = tuple(replace(line, clause=clauses.get(line.clause, line.clause)) for line in found.working.lines)
    return replace(found, working=Working(lines))


def trade_need(trade: TradeNeed) -> Money:
    """The balance that stands at most: a month's sales ÷ 30 × (payment days + the delay the buyer takes)."""
    days = trade.payment_days + trade.delay_days
    return trade.monthly_sales.share(Fraction(days, DAYS_OF_A_MONTH))

"""From the dated terms of a policy to what the pure rules of clocks and premium are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from insurer.kernel.money import Money
from insurer.kernel.period import Period
from policies.contracts.rules.deadlines import Clocks, ClockStart
from policies.contracts.terms import PolicyTerms
from policies.premiums.rules.premium import Premium, premium
from policies.premiums.rules.unearned import EarningMethod
from policies.premiums.terms import (
    BonusMalusStep,
    DeclaredRow,
    OverLimit,
    PremiumBase,
    PremiumPart,
    PremiumRate,
    PremiumTerms,
    RefundFloor,
)

Row = TypeVar("Row")


def clocks_of(terms: PolicyTerms, day: date, known_by: datetime | None = None) -> Clocks:
    """The time limits of a shipment or invoice of `day`."""

    def start(key: str) -> ClockStart:
        return ClockStart(str(terms.on(key, day, known_by)))

    def days(key: str) -> int | None:
        return terms.days(key, day, known_by)

    return Clocks(
        maximum_extension_days=days("maximum_extension_days"),
        extension_from=start("extension_from"),
        notice_days=days("notice_days"),
        notice_from=start("notice_from"),
        waiting_days=days("waiting_days"),
        waiting_months=days("waiting_months"),
        waiting_from=start("waiting_from"),
        claim_days=days("claim_days"),
        claim_months=days("claim_months"),
        claim_from=start("claim_from"),
        decision_days=days("decision_days"),
        payment_days=days("payment_days"),
    )


def premium_terms_of(
    terms: PolicyTerms,
    day: date,
    *,
    declared: Sequence[DeclaredRow] = (),
    loss_ratio: Decimal | None = None,
    known_by: datetime | None = None,
) -> PremiumTerms:
    """The premium clauses as they stand on `day`, with what was declared. Raises InvalidInput when they clash."""
    base = PremiumBase(str(terms.on("premium_base", day, known_by)))
    return PremiumTerms(
        currency=terms.currency,
        base=base,
        rates=dated_rates(terms, known_by),
        declared=() if base is PremiumBase.FLAT else tuple(declared),
        estimated=terms.amount("estimated_turnover", day, known_by),
        flat_premium=terms.amount("flat_premium", day, known_by),
        minimum=_part(terms.on("minimum_premium", day, known_by)),
        deposit=_part(terms.on("deposit_premium", day, known_by)),
        instalments=terms.days("instalments", day, known_by) or 1,
        refund_down_to=RefundFloor(str(terms.on("refund_down_to", day, known_by))),
        loss_ratio=loss_ratio,
        bonus_malus=_all(terms.on("bonus_malus", day, known_by), BonusMalusStep),
        tax_rate=terms.share("tax_rate", day, known_by) or Decimal(0),
        commission_rate=terms.share("commission_rate", day, known_by) or Decimal(0),
        over_limit=OverLimit(str(terms.on("over_limit", day, known_by))),
        minimum_months=terms.days("minimum_months", day, known_by) or 0,
    )


def dated_rates(terms: PolicyTerms, known_by: datetime | None = None) -> tuple[PremiumRate, ...]:
    """Every rate the policy has had, each for the declared periods that begin while it stood."""
    standing = {row.valid_from: _all(row.value, PremiumRate) for row in terms.history("premium_rates", known_by)}
    if len(standing) == 1:
        return next(iter(standing.values()))
    begins = sorted(standing)
    spans = [Period(first, end) for first, end in zip(begins, [*begins[1:], None], strict=True)]
    return tuple(replace(rate, valid=span) for span in spans for rate in standing[span.first])


def earning_method_of(terms: PolicyTerms, day: date, known_by: datetime | None = None) -> EarningMethod:
    """How the premium of the policy is earned."""
    return EarningMethod(str(terms.on("unearned_method", day, known_by)))


def minimum_premium_of(terms: PolicyTerms, day: date, known_by: datetime | None = None) -> Money:
    """The minimum premium as an amount; nothing where the policy has none."""
    return opening_premium(terms, day, known_by).minimum


def opening_premium(terms: PolicyTerms, day: date, known_by: datetime | None = None) -> Premium:
    """Estimate, minimum, deposit and instalments as they are before anything was declared or lost."""
    return premium(replace(premium_terms_of(terms, day, known_by=known_by), bonus_malus=()))


def _part(value: object) -> PremiumPart | None:
    if value is None or isinstance(value, PremiumPart):
        return value
    raise TypeError(f"a premium part is not a {type(value).__name__}")


def _all(value: object, kind: type[Row]) -> tuple[Row, ...]:
    if isinstance(value, tuple) and all(isinstance(row, kind) for row in value):
        return value
    raise TypeError(f"rows of {kind.__name__} expected")

"""What is asked put in place of what stands: premium terms, limits, clauses of cover and of the indemnity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from claims.facts import AssessmentBasis, IndemnityTerms
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.kernel.rounding import half_up
from insurer.workflows.whatif.terms import CoverAsked, IndemnityAsked, PremiumAsked
from policies.facts import DeclaredRow, PremiumBase, PremiumPart, PremiumRate, PremiumTerms
from underwriting.facts import CoverTerms, CoverVerdict, DatedPercentage, LimitHistory, LimitKind, LimitSpan


def changed_premium(terms: PremiumTerms, asked: PremiumAsked, period: Period) -> PremiumTerms:
    """The premium clauses with what is asked; an amount stands in place of a share of the estimate too."""
    charged = terms.base is not PremiumBase.FLAT
    if charged and asked.rate is not None:
        terms = replace(terms, rates=(PremiumRate(rate=asked.rate),))
    if charged and asked.turnover is not None:
        terms = replace(terms, declared=spread(asked.turnover, terms.declared, period))
    if not charged and asked.flat_premium is not None:
        terms = replace(terms, flat_premium=asked.flat_premium)
    if asked.minimum is not None:
        terms = replace(terms, minimum=PremiumPart(amount=asked.minimum))
    if asked.deposit is not None:
        terms = replace(terms, deposit=PremiumPart(amount=asked.deposit))
    return with_loss_ratio(terms, terms.loss_ratio if asked.loss_ratio is None else asked.loss_ratio)


def with_loss_ratio(terms: PremiumTerms, loss_ratio: Decimal | None) -> PremiumTerms:
    """The terms at a loss ratio; without one nothing is known of bonus or malus, and neither is counted."""
    return replace(terms, loss_ratio=loss_ratio, bonus_malus=() if loss_ratio is None else terms.bonus_malus)


def spread(total: Money, declared: Sequence[DeclaredRow], period: Period) -> tuple[DeclaredRow, ...]:
    """Another total declared: shared out like what was declared, the last row takes the rounding; else one row."""
    before = sum(row.amount.minor for row in declared)
    if not before:
        return (DeclaredRow(period=period, amount=total),)
    rows, left = [], total.minor
    for place, row in enumerate(declared, 1):
        part = left if place == len(declared) else half_up(Fraction(total.minor * row.amount.minor, before))
        rows.append(replace(row, amount=Money(part, total.currency)))
        left -= part
    return tuple(rows)


def with_limit(history: LimitHistory, amount: Money, first: date) -> LimitHistory:
    """One amount in place of every limit above zero, top-ups included; refusals and stops of cover stay.

    A buyer who never had a limit above zero gets it from `first`.
    """
    above = [span for span in history.spans if span.amount]
    base = {span.kind for span in above} - {LimitKind.TOP_UP}
    spans = [
        replace(span, amount=amount) if span.amount else span
        for span in history.spans
        if not (base and span.amount and span.kind is LimitKind.TOP_UP)
    ]
    if not above:
        spans.append(LimitSpan(shipments=Period(first), amount=amount))
    return LimitHistory(tuple(spans))


def changed_cover(terms: CoverTerms, asked: CoverAsked) -> CoverTerms:
    """The clauses of cover with what is asked; a percentage stands for all shipment days."""
    if asked.insured_percentage is not None:
        terms = replace(terms, percentages=(DatedPercentage(date.min, asked.insured_percentage),))
    if asked.maximum_extension_days is not None:
        terms = replace(terms, maximum_extension_days=asked.maximum_extension_days)
    if asked.maximum_payment_term_days is not None:
        terms = replace(terms, maximum_payment_term_days=asked.maximum_payment_term_days)
    return terms


def changed_basis(basis: AssessmentBasis, asked: IndemnityAsked) -> AssessmentBasis:
    """The basis of a claim with what is asked; its facts stay."""
    cover = changed_cover(basis.cover, CoverAsked(insured_percentage=asked.insured_percentage))
    limits = basis.limits if asked.limit is None else with_limit(basis.limits, asked.limit, cover.period.first)
    return replace(basis, cover=cover, limits=limits, terms=_changed_terms(basis.terms, asked))


def _changed_terms(terms: IndemnityTerms, asked: IndemnityAsked) -> IndemnityTerms:
    names = (
        "deductible", "deductible_kind", "deductible_stage", "minimum_loss", "aggregate_first_loss",
        "maximum_liability",
    )  # fmt: skip
    given = {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}
    return replace(terms, **given)


def insurers_share(verdict: CoverVerdict) -> Money:
    """What the insurer would bear of the insured invoices: each by its own percentage, the sum rounded once."""
    exact = sum(
        (Fraction(one.percentage) * one.insured.minor for one in verdict.invoices if one.percentage is not None),
        Fraction(0),
    )
    return Money(half_up(exact), verdict.currency)

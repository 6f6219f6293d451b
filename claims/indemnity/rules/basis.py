"""The basis of an assessment: everything the figure rests on, kept whole, so that a re-run gives the same cents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from claims.indemnity.rules.explained import Indemnity, indemnity
from claims.indemnity.terms import IndemnityTerms, Loss
from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up
from insurer.kernel.working import Line, Working
from underwriting.facts import (
    CoverTerms,
    CoverVerdict,
    LimitApplication,
    LimitHistory,
    Receipt,
    Receivable,
    cover_verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentBasis:
    """The policy's clauses, the limit history, the buyer's whole account up to the loss, and the invoices claimed."""

    cover: CoverTerms
    limits: LimitHistory
    receivables: tuple[Receivable, ...]
    receipts: tuple[Receipt, ...]
    loss: Loss
    terms: IndemnityTerms
    claimed: tuple[str, ...]

    def whole_cover(self) -> CoverVerdict:
        """What was insured of everything the buyer owed at the date of loss, claimed or not."""
        return cover_verdict(
            self.cover, self.limits, self.receivables, self.receipts, self.loss.day, cause=self.loss.cause
        )

    def worked(self) -> Indemnity:
        """The indemnity for the claimed invoices."""
        return indemnity(self.terms, self.loss, claimed_cover(self, self.whole_cover()))

    def with_terms(self, terms: IndemnityTerms) -> AssessmentBasis:
        """The same claim under other figures for what the insurance year has used up."""
        return replace(self, terms=terms)


def claimed_cover(basis: AssessmentBasis, whole: CoverVerdict) -> CoverVerdict:
    """The verdict on the claimed invoices alone.

    Receipts were allocated over all the buyer's invoices and the others took their room of the limit, insured or
    indemnified before; they are only left out of the sum. Source: domain rules, section 11; invariant I17.
    """
    claimed = frozenset(basis.claimed)
    return replace(
        whole,
        invoices=tuple(invoice for invoice in whole.invoices if invoice.number in claimed),
        share_cap=None if whole.share_cap is None else _claimed_cap(basis, whole, whole.share_cap),
        working=Working(tuple(line for line in whole.working.lines if _concerns(line, claimed))),
    )


def _concerns(line: Line, claimed: frozenset[str]) -> bool:
    """Lines that name no invoice concern the whole account."""
    number = line.facts.get("number", line.facts.get("invoice"))
    return number is None or number in claimed


def _claimed_cap(basis: AssessmentBasis, whole: CoverVerdict, cap: Money) -> Money:
    """Where the limit caps the indemnity: what it leaves of the claimed invoices' shares, older ones first."""
    if basis.cover.limit_application is not LimitApplication.INDEMNITY:
        return cap
    claimed, older, kept = frozenset(basis.claimed), Fraction(0), Fraction(0)
    by_number = {invoice.number: invoice for invoice in whole.invoices}
    for receivable in sorted(basis.receivables, key=lambda one: (one.shipped, one.due, one.number)):
        verdict = by_number[receivable.number]
        if verdict.own_limit is None or verdict.percentage is None:
            continue
        room = max(verdict.own_limit.minor - older, Fraction(0))
        taken = min(verdict.insured.minor * Fraction(verdict.percentage), room)
        older += taken
        kept += taken if receivable.number in claimed else 0
    return min(cap, Money(half_up(kept), cap.currency))

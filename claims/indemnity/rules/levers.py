"""What would change the figure of a claim, and by how much: each time one thing of the basis is otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from claims.indemnity.rules.basis import AssessmentBasis
from insurer.kernel.money import Money
from underwriting.facts import Receivable

LATE_SHARES = (Decimal("0.10"), Decimal("0.25"))
"""Reductions for a late notice that are tried out."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing otherwise: what the indemnity would be, and the difference to what it is."""

    code: str
    indemnity: Money
    difference: Money
    share: Decimal | None = None


def levers(basis: AssessmentBasis) -> tuple[Lever, ...]:
    """Everything that would make it another figure, the largest difference first; what changes nothing is left out."""
    stands = basis.worked().indemnity
    found = [Lever(code, now := change(basis).worked().indemnity, now - stands) for code, change in _CHANGES]
    for share in LATE_SHARES:
        if basis.loss.late_reduction != share:
            now = replace(basis, loss=replace(basis.loss, late_reduction=share)).worked().indemnity
            found.append(Lever("lever.late_reduction", now, now - stands, share))
    moved = [lever for lever in found if lever.difference]
    return tuple(sorted(moved, key=lambda lever: -abs(lever.difference.minor)))


def undisputed(basis: AssessmentBasis) -> Money | None:
    """What is payable now of a claim with disputed parts, which wait for judgment; None when nothing is disputed."""
    disputed = [one for one in basis.receivables if one.number in basis.claimed and one.disputed]
    return basis.worked().indemnity if disputed else None


def _dispute_won(basis: AssessmentBasis) -> AssessmentBasis:
    return _claimed_otherwise(basis, lambda one: replace(one, disputed=None))


def _all_declared(basis: AssessmentBasis) -> AssessmentBasis:
    return _claimed_otherwise(basis, lambda one: replace(one, declared=True))


def _claimed_otherwise(basis: AssessmentBasis, change: Callable[[Receivable], Receivable]) -> AssessmentBasis:
    """The claimed invoices otherwise; those of other claims stay as they are."""
    claimed = frozenset(basis.claimed)
    return replace(basis, receivables=tuple(change(one) if one.number in claimed else one for one in basis.receivables))


def _in_time(basis: AssessmentBasis) -> AssessmentBasis:
    return replace(basis, loss=replace(basis.loss, late_reduction=Decimal(0)))


def _no_deductible(basis: AssessmentBasis) -> AssessmentBasis:
    return basis.with_terms(replace(basis.terms, deductible=Money.zero(basis.terms.currency)))


def _first_loss_used(basis: AssessmentBasis) -> AssessmentBasis:
    return basis.with_terms(replace(basis.terms, aggregate_first_loss_used=basis.terms.aggregate_first_loss))


def _liability_ample(basis: AssessmentBasis) -> AssessmentBasis:
    return basis.with_terms(replace(basis.terms, maximum_liability=None))


_CHANGES: tuple[tuple[str, Callable[[AssessmentBasis], AssessmentBasis]], ...] = (
    ("lever.dispute_won", _dispute_won),
    ("lever.all_declared", _all_declared),
    ("lever.in_time", _in_time),
    ("lever.no_deductible", _no_deductible),
    ("lever.first_loss_used", _first_loss_used),
    ("lever.liability_ample", _liability_ample),
)

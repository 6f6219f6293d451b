"""The indemnity of one claim, step by step, each step with its clause.

The order of work is that of the domain rules, section 11; the policy's clauses choose among the variants.
Amounts are rounded half-up once per printed step, and each step starts from the printed figure before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from claims.indemnity.terms import DeductibleKind, DeductibleStage, Erosion, IndemnityTerms, Loss, ThresholdBase
from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up, to_places
from insurer.kernel.working import Line, Working
from underwriting.facts import CoverVerdict, InvoiceVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Indemnity:
    """Every figure of the statement. `indemnity` is before set-off, `payable` after it."""

    gross_debt: Money
    ineligible: Money
    receipts: Money
    net_debt: Money
    over_limit: Money
    insured_loss: Money
    insured_percentage: Decimal
    deductible: Money
    aggregate_first_loss_applied: Money
    aggregate_first_loss_remaining: Money
    indemnity: Money
    set_off: Money
    payable: Money
    uninsured: Money
    maximum_liability_remaining: Money | None
    invoices: tuple[InvoiceVerdict, ...]
    working: Working


def indemnity(terms: IndemnityTerms, loss: Loss, cover: CoverVerdict) -> Indemnity:
    """What the insurer pays for the loss that `cover` found insured at the date of loss.

    Never negative, never above the insured loss, the limit, or what is left of the maximum liability.
    Source: calculation contract, "Indemnity"; domain rules, section 11.
    """
    return _Work(terms, loss, cover).done()


class _Work:
    """The sheet of paper on which one claim is worked out."""

    def __init__(self, terms: IndemnityTerms, loss: Loss, cover: CoverVerdict) -> None:
        self.terms = terms
        self.loss = loss
        self.cover = cover
        self.lines: list[Line] = list(cover.working.lines)
        self.zero = Money.zero(cover.currency)
        self.insured_loss = cover.insured
        self.gross_debt, self.receipts, self.ineligible = cover.gross_debt, cover.receipts, cover.ineligible
        self.net_debt = self.gross_debt - self.receipts - self.ineligible
        self.over_limit = cover.over_limit
        self.exact_share = _exact_share(cover)
        self.share_of_loss = Money(half_up(self.exact_share), cover.currency)
        self.percentage = self._percentage()
        self.deducted = self.zero
        self.applied = self.zero

    def line(self, code: str, result: Money | Decimal, clause: str = "", **facts: object) -> None:
        self.lines.append(Line(code, result, clause, facts))

    def done(self) -> Indemnity:
        """The steps in their order."""
        self._totals()
        due = self.zero if self._under_threshold() else self._due()
        due = self._late_reduction(due)
        paid = self._within_liability(due)
        self.line("indemnity.indemnity", paid)
        set_off = min(self.terms.set_off, paid)
        payable = paid - set_off
        if self.terms.set_off:
            self.line("indemnity.set_off", set_off, "policy.set_off", owed=self.terms.set_off)
        self.line("indemnity.payable", payable, "policy.set_off")
        left = self.terms.liability_left
        return Indemnity(
            gross_debt=self.gross_debt,
            ineligible=self.ineligible,
            receipts=self.receipts,
            net_debt=self.net_debt,
            over_limit=self.over_limit,
            insured_loss=self.insured_loss,
            insured_percentage=self.percentage,
            deductible=self.deducted,
            aggregate_first_loss_applied=self.applied,
            aggregate_first_loss_remaining=self.terms.aggregate_left - self.applied,
            indemnity=paid,
            set_off=set_off,
            payable=payable,
            uninsured=self.cover.uninsured,
            maximum_liability_remaining=None if left is None else left - paid,
            invoices=self.cover.invoices,
            working=Working(tuple(self.lines)),
        )

    def _totals(self) -> None:
        self.line("indemnity.gross_debt", self.gross_debt, "invoices.amount", count=len(self.cover.invoices))
        self.line("indemnity.receipts", self.receipts, "policy.allocation")
        self.line("indemnity.ineligible", self.ineligible, "invoices")
        self.line("indemnity.net_debt", self.net_debt)
        self.line("indemnity.over_limit", self.over_limit, "policy.limit_application")
        self.line("indemnity.insured_loss", self.insured_loss)

    def _under_threshold(self) -> bool:
        """A loss equal to the threshold pays nothing; one above it counts in full."""
        on_debt = self.terms.minimum_loss_base is ThresholdBase.NET_DEBT
        tested = self.net_debt if on_debt else self.insured_loss
        under = tested <= self.terms.minimum_loss
        if self.terms.minimum_loss:
            code = "indemnity.under_threshold" if under else "indemnity.above_threshold"
            self.line(code, tested, "policy.minimum_loss", threshold=self.terms.minimum_loss)
        return under

    def _due(self) -> Money:
        """Deductible, percentage and aggregate first loss, in the order the policy gives them."""
        base = self._deducted_before_percentage(self.insured_loss)
        if self.terms.aggregate_first_loss_erosion is Erosion.GROSS_LOSS:
            base = self._aggregate(base)
        share = self._share(base)
        due = self._retention(share)
        if self.cover.share_cap is not None:
            due = self._within_limit(due, self.cover.share_cap)
        if self.terms.aggregate_first_loss_erosion is Erosion.INSURED_SHARE:
            due = self._aggregate(due)
        return due

    def _deducted_before_percentage(self, base: Money) -> Money:
        """A deductible before the limit falls first on what is over it, and only its rest on the insured loss."""
        stage = self.terms.deductible_stage
        if self.terms.deductible_kind is not DeductibleKind.DEDUCTED or stage is DeductibleStage.AFTER_PERCENTAGE:
            return base
        bears = self.terms.deductible
        if stage is DeductibleStage.BEFORE_LIMIT:
            bears = (bears - self.over_limit).floor_zero()
        return self._take(base, bears, f"indemnity.deductible_{stage.value}")

    def _retention(self, share: Money) -> Money:
        """A deductible after the percentage, or what the uninsured share falls short of the minimum retention."""
        if self.terms.deductible_kind is DeductibleKind.MINIMUM_RETENTION:
            kept = self.insured_loss - self.share_of_loss
            return self._take(share, (self.terms.deductible - kept).floor_zero(), "indemnity.minimum_retention")
        if self.terms.deductible_stage is DeductibleStage.AFTER_PERCENTAGE:
            return self._take(share, self.terms.deductible, "indemnity.deductible_after_percentage")
        return share

    def _take(self, base: Money, bears: Money, code: str) -> Money:
        self.deducted = min(bears, base)
        left = base - self.deducted
        if self.terms.deductible:
            self.line(code, left, "policy.deductible", taken=self.deducted, base=base, deductible=self.terms.deductible)
        return left

    def _share(self, base: Money) -> Money:
        """Each invoice by its own percentage, the sum rounded once; a deduction before it falls on all alike."""
        share = self.share_of_loss
        if base != self.insured_loss:
            share = Money(half_up(self.exact_share * base.minor / self.insured_loss.minor), base.currency)
        self.line("indemnity.insured_share", share, "policy.insured_percentage", base=base, percentage=self.percentage)
        return share

    def _percentage(self) -> Decimal:
        """The one percentage of the insured invoices; with several, insured share over insured loss."""
        insured = {invoice.percentage for invoice in self.cover.invoices if invoice.insured}
        named = insured or {invoice.percentage for invoice in self.cover.invoices}
        if len(named) == 1:
            only = named.pop()
            return Decimal(0) if only is None else only
        loss = self.insured_loss.minor
        return to_places(Fraction(self.share_of_loss.minor, loss) if loss else 0, 6)

    def _within_limit(self, due: Money, cap: Money) -> Money:
        """Where the limit caps the indemnity: no more than the limits leave of the insured shares."""
        kept = min(due, cap)
        self.line("indemnity.within_limit", kept, "policy.limit_application", cap=cap)
        return kept

    def _aggregate(self, amount: Money) -> Money:
        """The first losses of the insurance year are the policyholder's; they fill the aggregate."""
        left = self.terms.aggregate_left
        self.applied = min(amount, left)
        rest = amount - self.applied
        if self.terms.aggregate_first_loss:
            self.line(
                "indemnity.aggregate_first_loss",
                rest,
                "policy.aggregate_first_loss",
                applied=self.applied,
                left=left,
                base=amount,
            )
        return rest

    def _late_reduction(self, due: Money) -> Money:
        if not self.loss.late_reduction:
            return due
        reduced = due.share(1 - self.loss.late_reduction)
        self.line("indemnity.late_reduction", reduced, "late_reduction", share=self.loss.late_reduction, base=due)
        return reduced

    def _within_liability(self, due: Money) -> Money:
        left = self.terms.liability_left
        if left is None:
            return due
        paid = min(due, left)
        self.line("indemnity.maximum_liability", paid, "policy.maximum_liability", left=left, base=due)
        return paid


def _exact_share(cover: CoverVerdict) -> Fraction:
    """Σ insured part × its own percentage, in minor units, unrounded."""
    sums: dict[Decimal, int] = {}
    for invoice in cover.invoices:
        if invoice.insured and invoice.percentage is not None:
            sums[invoice.percentage] = sums.get(invoice.percentage, 0) + invoice.insured.minor
    return sum((Fraction(part) * minor for part, minor in sums.items()), Fraction(0))

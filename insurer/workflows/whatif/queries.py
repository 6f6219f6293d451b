"""Before and after: the facts of the reader's scope worked out as they stand and as asked. Nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal

from claims.facts import AssessmentBasis, Indemnity
from claims.public import (
    ClaimFacts,
    ClaimState,
    Debt,
    LossCause,
    assessments_of,
    basis_of,
    basis_on,
    claim_numbered,
    kept_basis,
)
from insurer.infra.clock import now, today
from insurer.kernel.errors import NotFound
from insurer.kernel.money import Money
from insurer.kernel.working import Working
from insurer.parties.facts import PartyFacts
from insurer.workflows.whatif.rules.changing import (
    changed_basis,
    changed_cover,
    changed_premium,
    insurers_share,
    with_limit,
    with_loss_ratio,
)
from insurer.workflows.whatif.rules.comparison import comparison
from insurer.workflows.whatif.terms import Comparison, CoverAsked, IndemnityAsked, PremiumAsked, Worked
from policies.facts import PolicyFacts, PremiumTerms, premium
from policies.public import policy_numbered, premium_clauses
from underwriting.facts import CoverTerms, InvoiceVerdict, LimitHistory, Receivable, cover_verdict
from underwriting.public import BuyerVerdict, cover_terms, verdicts

DECIDED = frozenset({ClaimState.APPROVED, ClaimState.PAID})
"""States in which the policyholder knows the insurer's own assessment."""
_PREMIUM = (
    "estimated_premium", "deposit", "earned", "minimum", "due", "bonus_malus", "adjustment", "tax", "total",
)  # fmt: skip
_INDEMNITY = (
    "gross_debt", "receipts", "ineligible", "net_debt", "over_limit", "insured_loss", "insured_percentage",
    "deductible", "aggregate_first_loss_applied", "indemnity", "set_off", "payable", "uninsured",
    "maximum_liability_remaining",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuyerChange:
    """What one buyer's account comes to before and after."""

    buyer: PartyFacts
    outstanding: Money
    before: Money
    after: Money
    overdue: bool

    @property
    def difference(self) -> Money:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class InvoiceChange:
    """One invoice's verdict before and after; None where it was not open on that day."""

    number: str
    before: InvoiceVerdict | None
    after: InvoiceVerdict | None


@dataclass(frozen=True, slots=True)
class CoverChange:
    """Cover of a policy's ledger, or of one buyer's account, before and after."""

    comparison: Comparison
    buyers: tuple[BuyerChange, ...]
    invoices: tuple[InvoiceChange, ...]


@dataclass(frozen=True, slots=True)
class DebtBasis:
    """What an indemnity is worked out from, with the debt it is for and the moment of the knowledge it rests on.

    `assessment` is the number of the assessment that it was kept with, empty when it is as the facts stand now.
    """

    basis: AssessmentBasis
    debt: Debt
    known_by: datetime
    assessment: str = ""


def policy_of(number: str, *, drafts: bool) -> PolicyFacts:
    """The reader's policy; one still being drafted is the insurer's alone."""
    found = policy_numbered(number)
    if found.bound_at is None and not drafts:
        raise NotFound("policy.absent", policy=number)
    return found


def premium_basis(policy: PolicyFacts) -> PremiumTerms:
    """The clauses of the policy's premium and the turnover declared, before any loss ratio is known."""
    return with_loss_ratio(premium_clauses(policy.id), None)


def premium_compared(policy: PolicyFacts, asked: PremiumAsked) -> Comparison:
    """The premium as it stands and as asked."""
    clauses = premium_clauses(policy.id)
    return comparison(
        _premium(with_loss_ratio(clauses, None)), _premium(changed_premium(clauses, asked, policy.period))
    )


def _premium(terms: PremiumTerms) -> Worked:
    found = premium(terms)
    return Worked(tuple((name, getattr(found, name)) for name in _PREMIUM), found.working)


def standing_cover(policy: PolicyFacts, day: date) -> CoverTerms:
    """The clauses of cover as they stand on a day."""
    return cover_terms(policy.id, day, now())


def accounts(policy: PolicyFacts, day: date, buyer: PartyFacts | None) -> list[BuyerVerdict]:
    """The buyers' accounts at the end of a day with the verdict on them; one buyer's if one is named."""
    found = verdicts(policy.id, day, now(), None if buyer is None else buyer.id)
    if buyer is not None and not found:
        raise NotFound("parties.absent", party=buyer.public_id)
    return found


def governing_limit(
    limits: LimitHistory, receivables: Sequence[Receivable], numbers: Collection[str]
) -> tuple[Money, date] | None:
    """The limit on the last shipment of some invoices with its day; None where nothing was decided for it."""
    days = [one.shipped for one in receivables if one.number in numbers]
    standing = limits.for_shipment(max(days), now()) if days else None
    return None if standing is None else (standing.amount, max(days))


def cover_compared(
    policy: PolicyFacts, found: Sequence[BuyerVerdict], asked: CoverAsked, day: date, buyer: PartyFacts | None
) -> CoverChange:
    """Cover as it stands today in `found`, and as asked at the end of `day`."""
    later = found if day == today() else accounts(policy, day, buyer)
    clauses = changed_cover(standing_cover(policy, day), asked)
    changed = [_changed_verdict(one, clauses, asked, day) for one in later]
    compared = comparison(
        _cover(found, policy.currency, working=buyer is not None),
        _cover(changed, policy.currency, working=buyer is not None),
    )
    return CoverChange(compared, _buyers(found, changed), _invoices(found, changed) if buyer is not None else ())


def _changed_verdict(one: BuyerVerdict, clauses: CoverTerms, asked: CoverAsked, day: date) -> BuyerVerdict:
    limits = one.limits if asked.limit is None else with_limit(one.limits, asked.limit, clauses.period.first)
    account = one.account
    verdict = cover_verdict(clauses, limits, account.receivables, account.receipts, day, known_by=now())
    return replace(one, limits=limits, verdict=verdict)


def _cover(found: Sequence[BuyerVerdict], currency: str, *, working: bool) -> Worked:
    """Totals over the buyers; the working of one buyer's account."""
    figures = {
        name: Money.total((getattr(one.verdict, name) for one in found), currency)
        for name in ("outstanding", "insured", "over_limit", "uninsured")
    }
    share = Money.total((insurers_share(one.verdict) for one in found), currency)
    lines = Working(tuple(line for one in found for line in one.verdict.working.lines)) if working else Working()
    return Worked((*figures.items(), ("insurers_share", share)), lines)


def _buyers(before: Sequence[BuyerVerdict], after: Sequence[BuyerVerdict]) -> tuple[BuyerChange, ...]:
    old, new = {one.buyer.id: one for one in before}, {one.buyer.id: one for one in after}
    rows = []
    for key in dict.fromkeys([*old, *new]):
        one, other = old.get(key), new.get(key)
        known = one or other
        if known is None or not known.verdict.outstanding:
            continue
        zero = Money.zero(known.verdict.currency)
        late = any(item.receivable.due < today() for item in known.open_items)
        rows.append(
            BuyerChange(
                known.buyer,
                known.verdict.outstanding,
                one.verdict.insured if one else zero,
                other.verdict.insured if other else zero,
                late,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-abs(row.difference.minor), -row.outstanding.minor, row.buyer.name)))


def _invoices(before: Sequence[BuyerVerdict], after: Sequence[BuyerVerdict]) -> tuple[InvoiceChange, ...]:
    old = {item.verdict.number: item.verdict for one in before for item in one.open_items}
    new = {item.verdict.number: item.verdict for one in after for item in one.open_items}
    return tuple(InvoiceChange(number, old.get(number), new.get(number)) for number in dict.fromkeys([*old, *new]))


def claim_of(number: str, *, insurers_eyes: bool) -> tuple[ClaimFacts, DebtBasis]:
    """The reader's claim and what its figure rests on: as assessed, or as the facts stand while nothing is decided.

    What the insurer's people have worked out and not yet decided is theirs: the policyholder's page starts afresh.
    """
    claim, at = claim_numbered(number), now()
    numbers = tuple(invoice.number for invoice in claim.invoices)
    debt = Debt(claim.policy, claim.party, claim.cause, claim.loss_date, numbers, claim.number)
    made = assessments_of(claim.id)
    if made and (insurers_eyes or claim.state in DECIDED):
        return claim, DebtBasis(kept_basis(made[0]), debt, made[0].known_at, made[0].number)
    return claim, DebtBasis(basis_of(claim, today(), at, Decimal(0)), debt, at)


def debt_of(policy: PolicyFacts, buyer: PartyFacts) -> DebtBasis:
    """What an indemnity for a buyer's overdue invoices would rest on were they lost today."""
    found = accounts(policy, today(), buyer)
    late = tuple(item.verdict.number for one in found for item in one.open_items if item.receivable.due < today())
    if not late:
        raise NotFound("parties.absent", party=buyer.public_id)
    debt = Debt(policy.id, buyer.id, LossCause.PROTRACTED_DEFAULT, today(), late)
    return DebtBasis(basis_on(debt, today(), now()), debt, now())


def indemnity_compared(start: DebtBasis, asked: IndemnityAsked) -> tuple[Comparison, tuple[InvoiceChange, ...]]:
    """The indemnity as it stands and as asked, with the invoices behind it."""
    basis = start.basis
    if asked.loss_date is not None and asked.loss_date != basis.loss.day:
        basis = _on_another_day(start, asked.loss_date)
    before, after = start.basis.worked(), changed_basis(basis, asked).worked()
    old, new = ({one.number: one for one in side.invoices} for side in (before, after))
    invoices = tuple(InvoiceChange(name, old.get(name), new.get(name)) for name in dict.fromkeys([*old, *new]))
    return comparison(_indemnity(before), _indemnity(after)), invoices


def _on_another_day(start: DebtBasis, day: date) -> AssessmentBasis:
    """The same debt lost on another day: account, limits and clauses of that day; what the year had used up stays."""
    read = basis_on(replace(start.debt, loss_date=day), today(), start.known_by, start.basis.loss.late_reduction)
    kept = {
        name: getattr(start.basis.terms, name)
        for name in ("aggregate_first_loss_used", "maximum_liability_used", "set_off")
    }
    return read.with_terms(replace(read.terms, **kept))


def _indemnity(found: Indemnity) -> Worked:
    return Worked(tuple((name, getattr(found, name)) for name in _INDEMNITY), found.working)


def given(asked: PremiumAsked | CoverAsked | IndemnityAsked) -> bool:
    """Whether anything was asked for at all."""
    return any(getattr(asked, one.name) is not None for one in fields(asked))

"""Reads of assessments, of what the insurance year has used up, and of payments. Within the reader's scope."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select

from claims.cases.models import Claim
from claims.cases.states import ClaimState
from claims.cases.terms import ClaimFacts, LossCause
from claims.indemnity.models import Assessment, ClaimPayment, LiabilityUse
from claims.indemnity.rules.basis import AssessmentBasis
from claims.indemnity.rules.explained import Indemnity
from claims.indemnity.terms import (
    DeductibleKind,
    DeductibleStage,
    Erosion,
    IndemnityTerms,
    Loss,
    ThresholdBase,
)
from insurer.infra.audit.chain import canonical
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import ClaimId, PartyId, PersonId, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.plain import from_plain, to_plain
from insurer.parties.public import party
from policies.facts import PolicyTerms
from policies.public import assignee_of, maximum_liability_on, payee_content, terms_of, unpaid_premium
from underwriting.facts import LimitHistory, cover_verdict
from underwriting.public import BuyerVerdict, cover_terms, owner_of, verdicts

NOTHING_OFF = Decimal(0)


@dataclass(frozen=True, slots=True)
class Debt:
    """What a buyer owes as a claim would name it: cause and date of loss and the numbers of the invoices.

    `claim` is the number of the claim that names it, empty when none does.
    """

    policy: PolicyId
    party: PartyId
    cause: LossCause
    loss_date: date
    invoices: tuple[str, ...]
    claim: str = ""


@dataclass(frozen=True, slots=True)
class IndemnityPayee:
    """Who is paid an indemnity: the policyholder, or in its place the assignee under an `assignment`.

    `apart` says that the claimed invoices are assigned to several, or only some of them: nobody may be paid the whole.
    """

    party: PartyId
    assignment: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Rerun:
    """An assessment worked out again: `same` when every figure and every line of the working is as it was kept."""

    number: str
    kept: Money
    again: Money
    same: bool
    result: Indemnity


def basis_of(claim: ClaimFacts, as_of: date, known_by: datetime, late_reduction: Decimal) -> AssessmentBasis:
    """All that the figure of a claim rests on, as it is known at `known_by`; premium unpaid on `as_of` is set off."""
    numbers = tuple(invoice.number for invoice in claim.invoices)
    debt = Debt(claim.policy, claim.party, claim.cause, claim.loss_date, numbers, claim.number)
    return basis_on(debt, as_of, known_by, late_reduction)


def basis_on(debt: Debt, as_of: date, known_by: datetime, late_reduction: Decimal = NOTHING_OFF) -> AssessmentBasis:
    """All that the figure of a debt would rest on were it claimed, whether it is or not."""
    day, policy = debt.loss_date, debt.policy
    found = _buyer(debt, day, known_by)
    spans = tuple(span for span in found.limits.spans if span.decided_at <= known_by)
    return AssessmentBasis(
        cover=cover_terms(policy, day, known_by),
        limits=LimitHistory(spans),
        receivables=found.account.receivables,
        receipts=found.account.receipts,
        loss=Loss(cause=debt.cause.value, day=day, late_reduction=late_reduction),
        terms=indemnity_terms(policy, day, terms_of(policy), as_of, known_by),
        claimed=tuple(sorted(debt.invoices)),
    )


def indemnity_terms(policy: PolicyId, day: date, terms: PolicyTerms, as_of: date, known_by: datetime) -> IndemnityTerms:
    """The clauses on the date of loss, with what the insurance year has used up and the premium unpaid on `as_of`."""
    zero = Money.zero(terms.currency)
    used, first_loss_used = used_up(policy, terms.currency)
    return IndemnityTerms(
        currency=terms.currency,
        minimum_loss=terms.amount("minimum_loss", day, known_by) or zero,
        deductible=terms.amount("deductible", day, known_by) or zero,
        aggregate_first_loss=terms.amount("aggregate_first_loss", day, known_by) or zero,
        aggregate_first_loss_used=first_loss_used,
        maximum_liability=maximum_liability_on(policy, day),
        maximum_liability_used=used,
        set_off=unpaid_premium(policy, as_of).floor_zero(),
        minimum_loss_base=ThresholdBase(str(terms.on("minimum_loss_base", day, known_by))),
        deductible_kind=DeductibleKind(str(terms.on("deductible_kind", day, known_by))),
        deductible_stage=DeductibleStage(str(terms.on("deductible_stage", day, known_by))),
        aggregate_first_loss_erosion=Erosion(str(terms.on("aggregate_first_loss_erosion", day, known_by))),
    )


def debt_on(claim: ClaimFacts, day: date, known_by: datetime) -> Money:
    """All the buyer owes on `day`, insured or not, in policy currency.

    What came in after the date of loss does not lessen it: it is a recovery and is shared. Foreign invoices stand at
    the rates of the claim, whose date of loss does not move. Source: domain rules, 13.
    """
    debt = Debt(claim.policy, claim.party, claim.cause, claim.loss_date, (), claim.number)
    found = _buyer(debt, day, known_by)
    before_loss = tuple(receipt for receipt in found.account.receipts if receipt.day <= claim.loss_date)
    clauses = cover_terms(claim.policy, day, known_by)
    return cover_verdict(clauses, found.limits, found.account.receivables, before_loss, day).outstanding


def _buyer(debt: Debt, day: date, known_by: datetime) -> BuyerVerdict:
    """The buyer's whole account with its limits at the debt's rates; a buyer without one stops the work."""
    found = verdicts(debt.policy, day, known_by, debt.party, debt.cause.value, valued=debt.loss_date)
    if not found:
        raise NotFound("claims.no_account", claim=debt.claim)
    return found[0]


def used_up(policy_id: PolicyId, currency: str) -> tuple[Money, Money]:
    """What the approved claims of the policy took of its maximum liability and of its aggregate first loss.

    Whoever counts on it holds the policy's lock.
    """
    used, first_loss = db.session.execute(
        select(
            func.coalesce(func.sum(LiabilityUse.indemnity_minor), 0),
            func.coalesce(func.sum(LiabilityUse.first_loss_minor), 0),
        ).where(LiabilityUse.policy_id == policy_id)
    ).one()
    return Money(int(used), currency), Money(int(first_loss), currency)


def standing_use(claim_id: ClaimId) -> LiabilityUse | None:
    """What the claim has taken and not given back."""
    given_back = select(LiabilityUse.gives_back_id).where(LiabilityUse.gives_back_id.is_not(None))
    return db.session.scalar(
        select(LiabilityUse).where(
            LiabilityUse.claim_id == claim_id,
            LiabilityUse.gives_back_id.is_(None),
            LiabilityUse.id.not_in(given_back),
        )
    )


def nothing_to_pay() -> frozenset[str]:
    """The numbers of approved claims whose whole loss the aggregate first loss bears: nothing is paid on them."""
    given_back = select(LiabilityUse.gives_back_id).where(LiabilityUse.gives_back_id.is_not(None))
    query = (
        select(Claim.number)
        .join(LiabilityUse, LiabilityUse.claim_id == Claim.id)
        .where(
            Claim.state == ClaimState.APPROVED.value,
            LiabilityUse.indemnity_minor == 0,
            LiabilityUse.gives_back_id.is_(None),
            LiabilityUse.id.not_in(given_back),
        )
    )
    return frozenset(db.session.scalars(query))


def assessments_of(claim_id: ClaimId) -> list[Assessment]:
    """Every assessment of a claim, the newest first."""
    query = select(Assessment).where(Assessment.claim_id == claim_id)
    return list(db.session.scalars(query.order_by(Assessment.id.desc())))


def assessment_of(claim_id: ClaimId) -> Assessment:
    """The assessment that stands: the last one made."""
    found = assessments_of(claim_id)
    if not found:
        raise NotFound("claims.not_assessed", claim=claim_id)
    return found[0]


def assessment_numbered(number: str) -> Assessment:
    """The assessment with this number."""
    row = db.session.scalar(select(Assessment).where(Assessment.number == number))
    if row is None:
        raise NotFound("claims.not_assessed", assessment=number)
    return row


def payment_of(claim_id: ClaimId) -> ClaimPayment | None:
    """The claim's payment, if it was paid."""
    return db.session.scalar(select(ClaimPayment).where(ClaimPayment.claim_id == claim_id))


def payment_numbered(number: str) -> ClaimPayment:
    """The payment with this number; a foreign one is not found."""
    row = db.session.scalar(select(ClaimPayment).where(ClaimPayment.number == number))
    if row is None:
        raise NotFound("claims.no_payment", payment=number)
    return row


def basis_text(basis: AssessmentBasis) -> str:
    """The basis as the one canonical text that is kept and hashed."""
    return canonical(to_plain(basis, AssessmentBasis))


def result_text(result: Indemnity) -> str:
    """The result with its working as canonical text."""
    return canonical(to_plain(result, Indemnity))


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def kept_basis(assessment: Assessment) -> AssessmentBasis:
    """The basis as it was kept; refuses a text that was changed."""
    if text_digest(assessment.basis) != assessment.digest:
        raise RuntimeError(f"the basis of assessment {assessment.number} was changed")
    return from_plain(AssessmentBasis, json.loads(assessment.basis))


def kept_result(assessment: Assessment) -> Indemnity:
    """The result as it was kept, with its working."""
    return from_plain(Indemnity, json.loads(assessment.result))


def examiners_of(claim_id: ClaimId) -> frozenset[PersonId]:
    """Everybody who made an assessment of the claim, by person and not by login."""
    made = (row.made_by_person for row in assessments_of(claim_id))
    return frozenset(PersonId(person) for person in made if person is not None)


def payee_of(claim: ClaimFacts, day: date) -> IndemnityPayee:
    """Who is paid a claim's indemnity on a day: the assignee whose assignment stands then and covers the buyer.

    An assignment of claim payments says so first; else whoever the claimed invoices themselves are assigned to.
    """
    found = assignee_of(claim.policy, claim.party, day)
    owned = owner_of(claim.policy, [one.receivable for one in claim.invoices], day)
    if found is not None:
        other = owned.apart or owned.assignee not in (None, found.payee)
        return IndemnityPayee(found.payee, found.reference, apart=other)
    if owned.assignee is not None:
        return IndemnityPayee(owned.assignee, owned.number)
    return IndemnityPayee(claim.policyholder, owned.number if owned.apart else "", apart=owned.apart)


def approval_content(claim: ClaimFacts, assessment: Assessment, day: date) -> dict[str, object]:
    """What a second person agrees to: this assessment of this claim, its figures, all they rest on, and the account.

    Under an assignment it names the assignee and the assignment too: one recorded or ended later voids it.
    """
    payee = payee_of(claim, day)
    assigned = {"assignee": party(payee.party).name, "assignment": payee.assignment} if payee.assignment else {}
    return {
        **payee_content(payee.party),
        **assigned,
        "claim": claim.number,
        "assessment": assessment.number,
        "indemnity": assessment.indemnity,
        "payable": assessment.payable,
        "basis": assessment.digest,
        "result": text_digest(assessment.result),
    }


def rerun(number: str) -> Rerun:
    """Work the assessment out again from the basis that was kept: the same cents, today and in ten years."""
    assessment = assessment_numbered(number)
    again = kept_basis(assessment).worked()
    return Rerun(
        number=number,
        kept=assessment.indemnity,
        again=again.indemnity,
        same=result_text(again) == assessment.result and again.payable == assessment.payable,
        result=again,
    )

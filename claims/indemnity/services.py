"""Acts on the indemnity: assessing, putting forward, approving, paying, taking up again, closing.

What an approval takes of the policy's maximum liability and aggregate first loss is counted under the policy's lock.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from claims.cases.models import Claim
from claims.cases.queries import facts_of
from claims.cases.services import hold_items, moved, record, release_items, take_up
from claims.cases.states import ClaimState
from claims.indemnity import queries
from claims.indemnity.jobs import ask_for_advice, ask_for_letter
from claims.indemnity.models import Assessment, ClaimPayment, LiabilityUse
from claims.indemnity.rules.authority import refuse_payer
from claims.indemnity.rules.basis import AssessmentBasis
from claims.indemnity.rules.explained import Indemnity
from claims.payments.services import PAYMENT, SETTLEMENT, bound_content, payee_with_account, use_release
from insurer.accounts.facts import May
from insurer.accounts.public import agree, put_forward, turn_down, withdraw
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.ledger import Account, credit, debit, post, reverse
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import AssessmentId, ClaimId, Minor, PartyId, PolicyId
from policies.facts import PaymentAct
from policies.public import (
    lock_policy,
    pay_out,
    refuse_beyond,
    set_off_premium,
    third_person_above,
    unpaid_premium,
)


@command(needs=May.CLAIM_ASSESS)
def assess_claim(act: Act, claim_id: ClaimId, *, late_reduction: Decimal = Decimal(0)) -> AssessmentId:
    """Work out the indemnity from the facts as they stand and keep it with all it rests on.

    `late_reduction` is the fraction a person takes off for a late notice. A claim whose waiting period is over is
    taken up by it; one that must still wait is refused. Whatever was put forward before is void.
    """
    if not 0 <= late_reduction <= 1:
        raise InvalidInput("input.not_a_share", "late_reduction", value=str(late_reduction), least="0%", most="100%")
    claim = lock(Claim, claim_id)
    if claim.state == ClaimState.WAITING.value:
        take_up(act, claim)
    before, after = claim.move("assess")
    claim.reason, claim.put_forward_by = "", None
    withdraw(act, SETTLEMENT, claim.subject)
    lock_policy(PolicyId(claim.policy_id))
    basis = queries.basis_of(facts_of(claim), act.today, act.at, late_reduction)
    assessment = _kept(act, claim, basis)
    act.record(
        claim.subject,
        "claim.assessed",
        state=[before, after],
        assessment=assessment.number,
        indemnity=assessment.indemnity,
        payable=assessment.payable,
        late_reduction=late_reduction,
    )
    return AssessmentId(assessment.id)


@command(needs=May.CLAIM_ASSESS)
def put_claim_forward(act: Act, claim_id: ClaimId) -> None:
    """Put the standing assessment, and the account it is to be paid to, before a second person."""
    claim = lock(Claim, claim_id)
    _in_state(claim, ClaimState.ASSESSED, "put_forward")
    content = bound_content(act, claim, queries.assessment_of(claim_id))
    put_forward(act, SETTLEMENT, claim.subject, content)
    claim.put_forward_by = act.actor.name


@command(needs=May.CLAIM_APPROVE)
def return_claim(act: Act, claim_id: ClaimId, *, reason: str) -> None:
    """Send an assessed claim back to its examiner, with the reason."""
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    claim = lock(Claim, claim_id)
    before, after = claim.move("return")
    claim.reason, claim.put_forward_by = reason.strip(), None
    turn_down(act, SETTLEMENT, claim.subject, reason)
    act.record(claim.subject, "claim.returned", state=[before, after], reason=claim.reason)


@command(needs=May.CLAIM_APPROVE)
def approve_claim(act: Act, claim_id: ClaimId) -> None:
    """Agree to the assessment put forward, as a person who made no version of it, and book the claim.

    Worked out once more under the policy's lock: refused when the facts or what is left of the maximum liability
    or aggregate first loss have changed so that it is another figure. A claim for which nothing is insured is
    declined by it. Books Dr claims incurred / Cr claims payable.
    """
    claim = lock(Claim, claim_id)
    _in_state(claim, ClaimState.ASSESSED, "approve")
    policy_id = PolicyId(claim.policy_id)
    lock_policy(policy_id)
    assessment = queries.assessment_of(claim_id)
    if act.actor.person in queries.examiners_of(claim_id):
        raise NotAllowed("approval.same_person")
    refuse_beyond(act.actor.roles, PaymentAct.SETTLE, assessment.indemnity, act.today, about=claim.subject)
    agree(act, SETTLEMENT, claim.subject, bound_content(act, claim, assessment))
    basis, result = _still_true(act, claim, assessment)
    if result.indemnity or result.aggregate_first_loss_applied:
        before, after = claim.move("approve")
        _take(act, claim, assessment, basis, result)
    else:
        before, after = claim.move("decline")
        release_items(claim)
    claim.reason, claim.put_forward_by, claim.decided_on = "", None, act.today
    what = "claim.approved" if after == ClaimState.APPROVED.value else "claim.declined"
    record(act, claim, what, state=[before, after], indemnity=result.indemnity, assessment=assessment.number)
    ask_for_letter(act, claim, assessment.number)


@command(needs=May.CLAIM_PAY)
def pay_claim(act: Act, claim_id: ClaimId, *, paid_on: date) -> str:
    """Pay an approved claim once: premium due and unpaid on that day is set off, the rest leaves the bank.

    It goes to the assignee where the claim is assigned on that day, else to the policyholder. Uses up the approval of
    exactly this assessment and this account, which is verified and has cooled; within the payer's authority, above the
    threshold by a third person. Books Dr claims payable / Cr premium receivable (set-off), Cr bank. Returns the
    payment's number.
    """
    claim = lock(Claim, claim_id)
    _in_state(claim, ClaimState.APPROVED, "pay")
    policy_id = PolicyId(claim.policy_id)
    lock_policy(policy_id)
    assessment, taken = queries.assessment_of(claim_id), queries.standing_use(claim_id)
    if taken is None or not assessment.indemnity:
        raise Conflict("claims.nothing_to_pay", claim=claim.number)
    if not taken.taken_at.date() <= paid_on <= act.today:
        raise InvalidInput("claims.payment_day", "paid_on", day=paid_on)
    threshold = third_person_above(act.actor.roles, act.today, assessment.currency)
    examiners = queries.examiners_of(claim_id)
    refuse_payer(assessment.indemnity, act.actor.person, examiners, taken.taken_by_person, threshold)
    refuse_beyond(act.actor.roles, PaymentAct.PAY, assessment.indemnity, act.today, about=claim.subject)
    use_release(act, claim, assessment)
    payment = _payment(act, claim, assessment, paid_on)
    before, after = claim.move("pay")
    record(
        act,
        claim,
        "claim.paid",
        state=[before, after],
        payment=payment.number,
        paid_on=paid_on,
        indemnity=payment.indemnity,
        set_off=payment.set_off,
        paid=payment.paid,
    )
    ask_for_advice(act, claim, payment.number)
    return payment.number


@command(needs=May.CLAIM_ASSESS)
def reopen_claim(act: Act, claim_id: ClaimId, *, reason: str) -> None:
    """Take up an approved and unpaid, or a declined, claim again: the approval is void, the booking reversed, what it
    had taken of the insurance year given back."""
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    claim = lock(Claim, claim_id)
    declined = claim.state == ClaimState.DECLINED.value
    before, after = claim.move("reopen")
    claim.reason, claim.decided_on = reason.strip(), None
    lock_policy(PolicyId(claim.policy_id))
    withdraw(act, SETTLEMENT, claim.subject)
    withdraw(act, PAYMENT, claim.subject)
    if declined:
        hold_items(claim)
    taken = queries.standing_use(claim_id)
    if taken is not None:
        _give_back(act, claim, taken)
    record(act, claim, "claim.reopened", state=[before, after], reason=claim.reason)


@command(needs=May.CLAIM_ASSESS)
def close_claim(act: Act, claim_id: ClaimId) -> None:
    """Close a claim that is paid, declined, or approved with nothing to pay."""
    claim = lock(Claim, claim_id)
    taken = queries.standing_use(claim_id)
    if claim.state == ClaimState.APPROVED.value and taken is not None and taken.indemnity:
        raise Conflict("claims.payment_open", claim=claim.number)
    moved(act, claim, "close", "claim.closed")


def _in_state(claim: Claim, state: ClaimState, move: str) -> None:
    if claim.state != state.value:
        raise Conflict("lifecycle.out_of_turn", state=claim.state, move=move)


def _kept(act: Act, claim: Claim, basis: AssessmentBasis) -> Assessment:
    result, text = basis.worked(), queries.basis_text(basis)
    assessment = Assessment(
        number=next_number("AS", act.today.year),
        policyholder_id=claim.policyholder_id,
        claim_id=claim.id,
        basis=text,
        digest=queries.text_digest(text),
        result=queries.result_text(result),
        indemnity_minor=Minor(result.indemnity.minor),
        payable_minor=Minor(result.payable.minor),
        currency=result.indemnity.currency,
        known_at=act.at,
        made_at=act.at,
        made_by=act.actor.name,
        made_by_person=act.actor.person,
    )
    db.session.add(assessment)
    db.session.flush()
    return assessment


def _still_true(act: Act, claim: Claim, assessment: Assessment) -> tuple[AssessmentBasis, Indemnity]:
    """The assessment worked out from the facts of this moment; refused when it comes to another figure."""
    kept, result = queries.kept_basis(assessment), queries.kept_result(assessment)
    now = queries.basis_of(facts_of(claim), act.today, act.at, kept.loss.late_reduction)
    again = now.worked()
    same = (again.indemnity, again.aggregate_first_loss_applied, again.insured_loss, again.net_debt) == (
        result.indemnity,
        result.aggregate_first_loss_applied,
        result.insured_loss,
        result.net_debt,
    )
    if not same:
        raise Conflict("claims.assessment_outdated", assessment=assessment.number, before=result.indemnity,
                       after=again.indemnity)  # fmt: skip
    return now, again


def _take(act: Act, claim: Claim, assessment: Assessment, basis: AssessmentBasis, result: Indemnity) -> None:
    """Take the claim's part of the insurance year and book it as owed."""
    terms, policy = basis.terms, PolicyId(claim.policy_id)
    entry = None
    if result.indemnity:
        entry = post(
            act,
            effective_on=act.today,
            kind="claim_approved",
            reference=claim.subject,
            postings=(
                debit(Account.CLAIMS_INCURRED, result.indemnity, policy, PartyId(claim.party_id)),
                credit(Account.CLAIMS_PAYABLE, result.indemnity, policy, claim.policyholder_id),
            ),
        )
    maximum = terms.maximum_liability
    db.session.add(
        LiabilityUse(
            policyholder_id=claim.policyholder_id,
            policy_id=policy,
            claim_id=claim.id,
            assessment_id=assessment.id,
            currency=terms.currency,
            maximum_minor=None if maximum is None else Minor(maximum.minor),
            used_before_minor=Minor(terms.maximum_liability_used.minor),
            indemnity_minor=Minor(result.indemnity.minor),
            first_loss_total_minor=Minor(terms.aggregate_first_loss.minor),
            first_loss_used_before_minor=Minor(terms.aggregate_first_loss_used.minor),
            first_loss_minor=Minor(result.aggregate_first_loss_applied.minor),
            entry=entry,
            taken_at=act.at,
            taken_by=act.actor.name,
            taken_by_person=act.actor.person,
        )
    )


def _give_back(act: Act, claim: Claim, taken: LiabilityUse) -> None:
    entry = None if taken.entry is None else reverse(act, taken.entry, effective_on=act.today)
    used, first_loss_used = queries.used_up(PolicyId(claim.policy_id), taken.currency)
    db.session.add(
        LiabilityUse(
            policyholder_id=taken.policyholder_id,
            policy_id=taken.policy_id,
            claim_id=taken.claim_id,
            assessment_id=taken.assessment_id,
            currency=taken.currency,
            maximum_minor=taken.maximum_minor,
            used_before_minor=Minor(used.minor),
            indemnity_minor=Minor(-taken.indemnity_minor),
            first_loss_total_minor=taken.first_loss_total_minor,
            first_loss_used_before_minor=Minor(first_loss_used.minor),
            first_loss_minor=Minor(-taken.first_loss_minor),
            gives_back_id=taken.id,
            entry=entry,
            taken_at=act.at,
            taken_by=act.actor.name,
            taken_by_person=act.actor.person,
        )
    )


def _payment(act: Act, claim: Claim, assessment: Assessment, paid_on: date) -> ClaimPayment:
    """The payment and its booking."""
    policy, holder, owed = PolicyId(claim.policy_id), claim.policyholder_id, assessment.indemnity
    set_off = min(unpaid_premium(policy, paid_on).floor_zero(), owed)
    number = next_number("PA", act.today.year)
    if owed > set_off:
        pay_out(act, payee_with_account(act, claim).party, payment=number, amount=owed - set_off)
    if set_off:
        set_off_premium(act, policy, amount=set_off, on=paid_on, reference=number)
    entry = post(
        act,
        effective_on=paid_on,
        kind="claim_paid",
        reference=claim.subject,
        postings=(
            debit(Account.CLAIMS_PAYABLE, owed, policy, holder),
            credit(Account.PREMIUM_RECEIVABLE, set_off, policy, holder),
            credit(Account.BANK, owed - set_off, policy, holder),
        ),
    )
    payment = ClaimPayment(
        number=number,
        policyholder_id=holder,
        claim_id=claim.id,
        assessment_id=assessment.id,
        paid_on=paid_on,
        currency=owed.currency,
        indemnity_minor=Minor(owed.minor),
        set_off_minor=Minor(set_off.minor),
        paid_minor=Minor((owed - set_off).minor),
        debt_minor=Minor(queries.debt_on(facts_of(claim), paid_on, act.at).minor),
        entry=entry,
        recorded_at=act.at,
        recorded_by=act.actor.name,
    )
    db.session.add(payment)
    db.session.flush()
    return payment

"""Acts on a case: filing, the end of the waiting period, suspension, withdrawal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from claims.cases import queries
from claims.cases.models import Claim, ClaimItem
from claims.cases.states import CLAIM_LIFE
from claims.cases.terms import LossCause
from insurer.accounts.facts import May, refuse_claim
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import ClaimId, Minor, PartyId, PolicyId, ReceivableId
from insurer.parties.public import party
from policies.public import lock_policy, policy_facts
from underwriting.public import DecisionReason, limit_history, place_hold


@command(needs=May.CLAIM_FILE)
def file_claim(
    act: Act,
    policy_id: PolicyId,
    party_id: PartyId,
    *,
    cause: LossCause,
    loss_date: date | None = None,
    receivables: Sequence[ReceivableId] | None = None,
    told: str = "",
) -> ClaimId:
    """File a claim for notified invoices of one buyer that are still open: all of them, or those named.

    Without a `loss_date` it is the day on which the last invoice's waiting period ends; insolvency needs one. A
    claim filed before that day waits for it and is not refused. Refuses invoices that were not notified, are paid,
    or stand in another live claim.
    """
    policy = policy_facts(policy_id)
    lock_policy(policy_id)
    invoices = queries.claimable(policy_id, party_id, act.today, receivables)
    refuse_claim(act.actor.bounds, policy.policyholder, (invoice.claimed for invoice, _notice in invoices))
    waiting_until, loss_day, invoices = queries.claim_dates(policy_id, cause, loss_date, invoices, act.today)
    claim = Claim(
        number=next_number("CL", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        party_id=party_id,
        cause=cause.value,
        loss_date=loss_day,
        state=CLAIM_LIFE.initial.value,
        filed_on=act.today,
        filed_at=act.at,
        filed_by=act.actor.name,
        waiting_until=waiting_until,
        reason="",
        told=told.strip() or None,
    )
    claim.move("file")
    held = waiting_until is not None and act.today < waiting_until
    claim.move("hold" if held else "review")
    db.session.add(claim)
    db.session.flush()
    _claim_items(claim, invoices)
    if cause is LossCause.INSOLVENCY:
        _stop_cover(act, policy_id, party_id)
    record(
        act,
        claim,
        "claim.filed",
        cause=cause.value,
        loss_date=loss_day,
        invoices=[invoice.number for invoice, _notice in invoices],
        waiting_until=waiting_until,
        state=claim.state,
    )
    return ClaimId(claim.id)


@command(needs=May.CLAIM_ASSESS)
def end_waiting(act: Act, claim_id: ClaimId) -> None:
    """Take up a claim whose waiting period is over; refuses one that must still wait."""
    claim = lock(Claim, claim_id)
    take_up(act, claim)


@command(needs=None)
def end_waiting_periods(act: Act) -> int:
    """Take up every claim whose waiting period is over today: the house's daily work. Returns how many."""
    ended = queries.waiting_ended(act.today)
    for claim_id in ended:
        take_up(act, lock(Claim, claim_id))
    act.record("claims", "claims.waiting_periods_ended", count=len(ended))
    return len(ended)


def take_up(act: Act, claim: Claim) -> None:
    """Move a waiting claim under review, part of the running act."""
    if claim.waiting_until is not None and act.today < claim.waiting_until:
        raise Conflict("claims.waiting_not_over", until=claim.waiting_until, claim=claim.number)
    moved(act, claim, "review", "claim.taken_up")


@command(needs=May.CLAIM_ASSESS)
def suspend_claim(act: Act, claim_id: ClaimId, *, reason: str) -> None:
    """Suspend a claim while a dispute is settled or judged; its clocks stand still. A disputed part of an invoice
    alone needs no suspension: the undisputed part goes on. Source: domain rules, section 14; china-practice, 2b."""
    claim = lock(Claim, claim_id)
    claim.reason = _said(reason)
    moved(act, claim, "suspend", "claim.suspended", reason=claim.reason)


@command(needs=May.CLAIM_ASSESS)
def resume_claim(act: Act, claim_id: ClaimId, *, reason: str) -> None:
    """Go on with a suspended claim."""
    claim = lock(Claim, claim_id)
    claim.reason = _said(reason)
    moved(act, claim, "resume", "claim.resumed", reason=claim.reason)


@command(needs=May.CLAIM_FILE)
def withdraw_claim(act: Act, claim_id: ClaimId, *, reason: str) -> None:
    """Withdraw a claim that is not yet assessed, because the buyer paid or it was filed in error."""
    queries.claim_row(claim_id)
    claim = lock(Claim, claim_id)
    claim.reason = _said(reason)
    release_items(claim)
    moved(act, claim, "withdraw", "claim.withdrawn", reason=claim.reason)


def release_items(claim: Claim) -> None:
    """Let the claim's invoices be claimed again."""
    for item in queries.items_of(ClaimId(claim.id)):
        item.live = False


def hold_items(claim: Claim) -> None:
    """Make the invoices of a claim that is taken up again its own; refuses when another live claim has one."""
    for item in queries.items_of(ClaimId(claim.id)):
        item.live = True
    _flush_items()


def record(act: Act, claim: Claim, what: str, **facts: object) -> None:
    """File a line on the timelines of the claim, its policy and its buyer, for the policyholder to see."""
    buyer = party(PartyId(claim.party_id)).public_id
    policy = policy_facts(PolicyId(claim.policy_id)).number
    also = (f"policy:{policy}", f"buyer:{buyer}")
    act.record(claim.subject, what, also=also, policyholder=claim.policyholder_id, **facts)


def moved(act: Act, claim: Claim, move: str, what: str, **facts: object) -> None:
    """Move the claim on and file it."""
    before, after = claim.move(move)
    record(act, claim, what, state=[before, after], **facts)


def _stop_cover(act: Act, policy_id: PolicyId, party_id: PartyId) -> None:
    """Nothing shipped to an insolvent buyer from today on is insured. Source: domain rules, section 7."""
    policy = policy_facts(policy_id)
    standing = limit_history(policy_id, party_id).for_shipment(act.today)
    if act.today in policy.period and standing is not None and standing.amount:
        place_hold(act, policy_id, party_id, reason=DecisionReason.INSOLVENCY)


def _said(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    return reason.strip()


def _claim_items(claim: Claim, invoices: list[queries.Noticed]) -> None:
    for invoice, notice_id in invoices:
        db.session.add(
            ClaimItem(
                policyholder_id=claim.policyholder_id,
                claim_id=claim.id,
                receivable_id=invoice.receivable,
                notice_id=notice_id,
                notice=invoice.notice,
                number=invoice.number,
                shipped=invoice.shipped,
                invoiced=invoice.invoiced,
                due=invoice.due,
                claimed_minor=Minor(invoice.claimed.minor),
                currency=invoice.claimed.currency,
                notified_on=invoice.notified_on,
                waiting_until=invoice.waiting_until,
                live=True,
            )
        )
    _flush_items()


def _flush_items() -> None:
    """Write the invoices; the database refuses one that stands in another live claim."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict("claims.already_claimed") from error

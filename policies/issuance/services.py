"""Acts that begin and end a policy: binding, discarding a draft, cancelling, and the run into expiry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PolicyId
from policies.billing.services import charge_deposit, return_premium
from policies.contracts.models import Policy
from policies.contracts.queries import terms_of
from policies.contracts.rules.contradictions import refuse_contradictions
from policies.contracts.services import endorse_policy
from policies.contracts.states import POLICY_LIFE, PolicyState
from policies.issuance import queries
from policies.issuance.jobs import ask_for_paper
from policies.issuance.models import PolicyDocument
from policies.issuance.terms import DocumentKind
from policies.premiums.rules.cancellation import ShortRate


@command(needs=May.POLICY_BIND)
def bind_policy(act: Act, policy_id: PolicyId) -> str:
    """Bind the cover: charge the deposit, a debit note per instalment, and issue the schedule; the policy's number."""
    policy = lock(Policy, policy_id)
    state = POLICY_LIFE.after(PolicyState(policy.state), "bind")
    if act.today >= policy.end_day:
        raise InvalidInput("policy.period_already_over", "policy", last=policy.period.last)
    refuse_contradictions(terms_of(policy_id), policy.first_day)
    policy.state, policy.bound_at, policy.bound_by, policy.changed_at = state, act.at, act.actor.name, act.at
    db.session.flush()
    notes = charge_deposit(act, policy_id)
    _issue_document(act, policy, DocumentKind.SCHEDULE)
    act.record(
        f"policy:{policy.number}",
        "policy.bound",
        policyholder=policy.policyholder_id,
        first=policy.first_day,
        last=policy.period.last,
        notes=notes,
    )
    return policy.number


@command(needs=May.POLICY_DRAFT)
def issue_endorsement(
    act: Act,
    policy_id: PolicyId,
    *,
    terms: Mapping[str, object],
    valid_from: date,
    reason: str,
    version: int | None = None,
) -> None:
    """Change terms from a day on as `endorse_policy` does, and issue the endorsement of a bound policy."""
    endorse_policy(act, policy_id, terms=terms, valid_from=valid_from, reason=reason, version=version)
    policy = lock(Policy, policy_id)
    if policy.bound_at is not None:
        _issue_document(act, policy, DocumentKind.ENDORSEMENT)


@command(needs=May.POLICY_DRAFT)
def discard_draft(act: Act, policy_id: PolicyId, *, reason: str) -> None:
    """Close a draft that will not be bound; its number stays taken."""
    policy = lock(Policy, policy_id)
    policy.state = POLICY_LIFE.after(PolicyState(policy.state), "discard")
    policy.changed_at = act.at
    act.record(f"policy:{policy.number}", "policy.discarded", policyholder=policy.policyholder_id, reason=reason)


@command(needs=May.POLICY_BIND)
def cancel_policy(
    act: Act, policy_id: PolicyId, *, cancelled_on: date, reason: str, short_rate: ShortRate | None = None
) -> str:
    """End cover before its term; `cancelled_on` is the first day without it. The credit note's number, or "".

    Returns the unearned premium pro rata by days, or at the short rate. Shipments made before stay insured.
    """
    policy = lock(Policy, policy_id)
    state = POLICY_LIFE.after(PolicyState(policy.state), "cancel")
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    if cancelled_on < act.today:
        raise InvalidInput("policy.cancellation_in_the_past", "cancelled_on", day=cancelled_on, today=act.today)
    worked = queries.cancellation_of(policy_id, cancelled_on, short_rate)
    policy.state, policy.cancelled_on, policy.changed_at = state, cancelled_on, act.at
    db.session.flush()
    note = return_premium(act, policy_id, worked=worked) if worked.returned else ""
    act.record(
        f"policy:{policy.number}",
        "policy.cancelled",
        policyholder=policy.policyholder_id,
        cancelled_on=cancelled_on,
        reason=reason.strip(),
        returned=worked.returned,
        note=note,
    )
    return note


@command(needs=None)
def expire_policies(act: Act) -> int:
    """Move every bound policy whose last day has passed to expired; how many. Done by the house every day."""
    ended = db.session.scalars(
        select(Policy).where(Policy.state == PolicyState.BOUND, Policy.end_day <= act.today).order_by(Policy.id)
    ).all()
    for row in ended:
        policy = lock(Policy, row.id)
        policy.state = POLICY_LIFE.after(PolicyState(policy.state), "expire")
        policy.changed_at = act.at
        act.record(
            f"policy:{policy.number}", "policy.expired", policyholder=policy.policyholder_id, last=policy.period.last
        )
    act.record("policies", "policy.expiry_run", day=act.today, expired=len(ended))
    return len(ended)


def _issue_document(act: Act, policy: Policy, kind: DocumentKind) -> None:
    row = PolicyDocument(
        policy_id=policy.id,
        policyholder_id=policy.policyholder_id,
        kind=kind,
        language=policy.language,
        issued_at=act.at,
        issued_by=act.actor.name,
    )
    db.session.add(row)
    db.session.flush()
    ask_for_paper(act, row, policy.number)
    act.record(
        f"policy:{policy.number}",
        "policy.document_issued",
        policyholder=policy.policyholder_id,
        kind=f"document_kind.{kind.value}",
    )

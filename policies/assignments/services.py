"""Acts on assignments: recording one, ending it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import PartyId, PolicyId
from policies.assignments.models import AssignedBuyer, PolicyAssignment
from policies.assignments.queries import assignments_of
from policies.assignments.rules import refuse_double
from policies.assignments.terms import Assignment
from policies.contracts.queries import lock_policy, policy_facts


@command(needs=May.ASSIGNMENT_RECORD)
def record_assignment(
    act: Act,
    policy_id: PolicyId,
    *,
    payee: PartyId,
    reference: str,
    buyers: Collection[PartyId] | None,
    first: date,
    last: date | None,
) -> int:
    """Record that claim payments under a policy go to a payee: for all buyers (None) or for those named.

    `reference` names the paper that policyholder and payee signed. Answers the assignment's number. Refused when one
    of the buyers is assigned on one of the days already, when no buyer is named, and when the payee is the holder.
    """
    policy = policy_facts(policy_id)
    lock_policy(policy_id)
    if not reference.strip():
        raise InvalidInput("input.required", "reference")
    if last is not None and last < first:
        raise InvalidInput("people.days_upside_down", "last", first=first, last=last)
    if buyers is not None and not buyers:
        raise InvalidInput("assignments.name_a_buyer", "buyers")
    if payee == policy.policyholder:
        raise InvalidInput("assignments.holder_is_no_payee", "payee")
    wanted = Assignment(
        id=0,
        policy=policy_id,
        policyholder=policy.policyholder,
        payee=payee,
        reference=reference.strip(),
        buyers=None if buyers is None else frozenset(buyers),
        first=first,
        last=last,
        recorded_at=act.at,
        recorded_by=act.actor.login,
    )
    refuse_double(assignments_of(policy_id), wanted)
    row = _enter(wanted)
    act.record(
        f"policy:{policy.number}",
        "assignment.recorded",
        policyholder=policy.policyholder,
        payee=payee,
        reference=wanted.reference,
        first=first,
        last=last,
        buyers=None if wanted.buyers is None else sorted(wanted.buyers),
    )
    return row.id


@command(needs=May.ASSIGNMENT_RECORD)
def end_assignment(act: Act, assignment_id: int, *, last: date) -> None:
    """End an assignment after its `last` day, today at the earliest: what was paid under it stays paid."""
    row = lock(PolicyAssignment, assignment_id)
    policy = policy_facts(row.policy_id)
    if row.last_day is not None and row.last_day < act.today:
        raise Conflict("assignments.has_ended")
    earliest = max(act.today, row.first_day)
    if last < earliest:
        raise InvalidInput("people.days_upside_down", "last", first=earliest, last=last)
    if row.last_day is not None and last > row.last_day:
        raise InvalidInput("assignments.not_prolonged", "last", last=row.last_day)
    row.last_day, row.ended_at, row.ended_by = last, act.at, act.actor.login
    act.record(
        f"policy:{policy.number}",
        "assignment.ended",
        policyholder=policy.policyholder,
        reference=row.reference,
        last=last,
    )


def _enter(wanted: Assignment) -> PolicyAssignment:
    row = PolicyAssignment(
        policyholder_id=wanted.policyholder,
        policy_id=wanted.policy,
        payee_id=wanted.payee,
        reference=wanted.reference,
        all_buyers=wanted.buyers is None,
        first_day=wanted.first,
        last_day=wanted.last,
        recorded_at=wanted.recorded_at,
        recorded_by=wanted.recorded_by,
    )
    db.session.add(row)
    db.session.flush()
    for buyer in sorted(wanted.buyers or ()):
        db.session.add(
            AssignedBuyer(
                policyholder_id=wanted.policyholder, assignment_id=row.id, policy_id=wanted.policy, party_id=buyer
            )
        )
    return row

"""Reads of assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, select

from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL, Scope
from insurer.kernel.ids import PartyId, PolicyId
from policies.assignments.models import AssignedBuyer, PolicyAssignment
from policies.assignments.rules import assignee, scope_of
from policies.assignments.terms import Assignment


def assignments_of(policy: PolicyId) -> list[Assignment]:
    """Every assignment under a policy within the reader's scope, the newest first."""
    return _read(PolicyAssignment.policy_id == policy)


def assignments_to(payees: Collection[PartyId]) -> list[Assignment]:
    """Every assignment to payees within the reader's scope, the newest first."""
    return _read(PolicyAssignment.payee_id.in_(payees))


def assignees() -> set[PartyId]:
    """Everybody to whom claim payments were ever assigned, within the reader's scope."""
    return set(db.session.scalars(select(PolicyAssignment.payee_id)))


def assignee_of(policy: PolicyId, buyer: PartyId, day: date) -> Assignment | None:
    """The assignment under which an indemnity for a buyer is paid to somebody else on `day`, None if to the holder."""
    return assignee(assignments_of(policy), buyer, day)


def own_assignments(payees: Collection[PartyId], day: date) -> list[Assignment]:
    """What stands assigned to payees on `day`: their own papers, whatever else of the policies they may see."""
    with reading_as(ALL):
        return [one for one in assignments_to(payees) if one.stands_on(day)]


def assigned_scope(payees: Collection[PartyId], day: date) -> Scope:
    """Whose data payees see on `day`. It is the ground of their scope, so it is read without one."""
    return scope_of(own_assignments(payees, day))


def _read(which: ColumnElement[bool]) -> list[Assignment]:
    rows = db.session.scalars(select(PolicyAssignment).where(which).order_by(PolicyAssignment.id.desc())).all()
    buyers: dict[int, set[PartyId]] = defaultdict(set)
    for named in db.session.scalars(
        select(AssignedBuyer).where(AssignedBuyer.assignment_id.in_([row.id for row in rows]))
    ):
        buyers[named.assignment_id].add(named.party_id)
    return [
        Assignment(
            id=row.id,
            policy=row.policy_id,
            policyholder=row.policyholder_id,
            payee=row.payee_id,
            reference=row.reference,
            buyers=None if row.all_buyers else frozenset(buyers[row.id]),
            first=row.first_day,
            last=row.last_day,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
            ended_by=row.ended_by or "",
        )
        for row in rows
    ]

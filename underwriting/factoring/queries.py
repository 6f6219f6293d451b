"""Reads of assigned receivables: under a policy, to a bank, and what could still be financed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
from sqlalchemy import ColumnElement, func, select

from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from policies.public import policy_facts
from underwriting.exposure.queries import covered_ledger, verdicts
from underwriting.factoring.models import AssignedReceivable, Reassignment, ReceivablesAssignment
from underwriting.factoring.rules import Owner, owner
from underwriting.factoring.terms import AssignedInvoice, Headroom
from underwriting.receivables.models import Receivable


def assigned_under(policies: Collection[PolicyId]) -> list[AssignedInvoice]:
    """Every invoice ever assigned under some policies, the newest first."""
    return _read(AssignedReceivable.policy_id.in_(policies))


def assigned_numbered(number: str) -> list[AssignedInvoice]:
    """The invoices of the assignment of that number within the reader's scope."""
    found = _read(ReceivablesAssignment.number == number)
    if not found:
        raise NotFound("factoring.absent", number=number)
    return found


def standing_for(receivables: Collection[ReceivableId]) -> list[AssignedInvoice]:
    """The assignments of some invoices that were not taken back."""
    return [one for one in _read(AssignedReceivable.receivable_id.in_(receivables)) if one.back_on is None]


def assigned_to(payees: Collection[PartyId]) -> list[AssignedInvoice]:
    """What was assigned to companies: their own papers, whatever else of the policies they may see."""
    with reading_as(ALL):
        return _read(ReceivablesAssignment.assignee_id.in_(payees))


def owner_of(policy: PolicyId, claimed: Collection[ReceivableId], day: date) -> Owner:
    """Whom an indemnity for these invoices goes to on a day, by the assignments of receivables that stand then."""
    found = _read(AssignedReceivable.policy_id == policy, AssignedReceivable.receivable_id.in_(claimed))
    return owner({one.receivable: one for one in found if one.stands_on(day)}, claimed)


def turns_of(receivables: Collection[ReceivableId]) -> dict[ReceivableId, int]:
    """How often each invoice was assigned before."""
    rows = db.session.execute(
        select(AssignedReceivable.receivable_id, func.count())
        .where(AssignedReceivable.receivable_id.in_(receivables))
        .group_by(AssignedReceivable.receivable_id)
    )
    return {key: int(count) for key, count in rows}


def headroom(policy: PolicyId, day: date) -> list[Headroom]:
    """The insured open invoices of a policy that are assigned to nobody on a day, by due date, in policy currency."""
    taken = {one.receivable for one in assigned_under([policy]) if one.stands_on(day)}
    covered, currency = covered_ledger((policy,), day), policy_facts(policy).currency
    ids = covered.laid.id[covered.at]
    free = np.flatnonzero((covered.insured > 0) & ~np.isin(ids, np.array(sorted(taken), dtype=np.int64)))
    columns = (ids, covered.party, covered.due, covered.outstanding, covered.insured)
    found = [
        Headroom(
            ReceivableId(key), PartyId(party), covered.number(at), date.fromordinal(due), Money(opened, currency),
            Money(insured, currency),
        )
        for at, key, party, due, opened, insured in zip(
            free.tolist(), *(column[free].tolist() for column in columns), strict=True
        )
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due, one.number))


def assigned_by_invoice(policy: PolicyId) -> dict[ReceivableId, list[str]]:
    """The assignments each invoice of a policy stands or stood in."""
    found: dict[ReceivableId, list[str]] = {}
    for one in assigned_under([policy]):
        found.setdefault(one.receivable, []).append(one.number)
    return found


def invoices_to_assign(policy: PolicyId, party: PartyId, day: date) -> list[tuple[ReceivableId, str, date, Money]]:
    """The open invoices of a buyer that nobody has: id, number, due date, what is open in policy currency."""
    taken = {one.receivable for one in assigned_under([policy]) if one.back_on is None}
    return [
        (item.id, item.receivable.number, item.receivable.due, item.verdict.outstanding)
        for buyer in verdicts(policy, day, party_id=party)
        for item in buyer.open_items
        if item.id not in taken
    ]


def _read(*which: ColumnElement[bool]) -> list[AssignedInvoice]:
    rows = db.session.execute(
        select(AssignedReceivable, ReceivablesAssignment, Receivable, Reassignment)
        .join(ReceivablesAssignment, ReceivablesAssignment.id == AssignedReceivable.assignment_id)
        .join(Receivable, Receivable.id == AssignedReceivable.receivable_id)
        .outerjoin(Reassignment, Reassignment.assigned_id == AssignedReceivable.id)
        .where(*which)
        .order_by(AssignedReceivable.id.desc())
    )
    return [
        AssignedInvoice(
            id=part.id,
            number=head.number,
            policy=part.policy_id,
            policyholder=part.policyholder_id,
            buyer=part.party_id,
            receivable=part.receivable_id,
            invoice=invoice.number,
            due=invoice.due,
            amount=part.amount,
            assignee=head.assignee_id,
            agreement=head.agreement,
            recourse=head.recourse,
            assigned_on=head.assigned_on,
            notified_on=head.notified_on,
            registration=head.registration,
            registered_at=head.registered_at,
            back_on=None if back is None else back.day,
            back_reason="" if back is None else back.reason,
        )
        for part, head, invoice, back in rows
    ]

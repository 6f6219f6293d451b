"""Acts on assigned receivables: recording an assignment, taking an invoice back."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput, NotFound
from insurer.kernel.ids import Minor, PartyId, PolicyId, ReceivableId
from insurer.parties.facts import PartyEntry
from insurer.parties.public import match_party, register_party
from policies.public import lock_policy, policy_facts
from underwriting.factoring.models import AssignedReceivable, Reassignment, ReceivablesAssignment
from underwriting.factoring.queries import assigned_numbered, standing_for, turns_of
from underwriting.factoring.rules import refuse_twice
from underwriting.factoring.terms import AssignmentEntry
from underwriting.receivables.models import Receivable
from underwriting.receivables.queries import receivable_under


@command(needs=May.LEDGER_IMPORT)
def assign_receivables(act: Act, policy_id: PolicyId, entry: AssignmentEntry) -> str:
    """Record that invoices of a policy were assigned to a factor or bank; the assignment's number.

    Refused when one of them stands assigned: the policy is locked, and the database gives each invoice's turn once.
    """
    policy = policy_facts(policy_id)
    lock_policy(policy_id)
    wanted = tuple(dict.fromkeys(entry.receivables))
    _fit(act, entry, wanted)
    invoices = {key: receivable_under(policy_id, key) for key in wanted}
    refuse_twice(standing_for(wanted), wanted)
    assignee = _assignee(act, entry)
    if assignee == policy.policyholder:
        raise InvalidInput("assignments.holder_is_no_payee", "assignee")
    row = ReceivablesAssignment(
        number=next_number("FA", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        assignee_id=assignee,
        agreement=entry.agreement.strip(),
        recourse=entry.recourse,
        assigned_on=entry.assigned_on,
        notified_on=entry.notified_on,
        registration=entry.registration.strip(),
        registered_at=entry.registered_at,
        recorded_at=act.at,
        recorded_by=act.actor.login,
    )
    db.session.add(row)
    db.session.flush()
    turns = turns_of(wanted)
    for key in wanted:
        db.session.add(_part(row, invoices[key], turns.get(key, 0)))
    db.session.flush()
    act.record(
        f"policy:{policy.number}",
        "receivables.assigned",
        policyholder=policy.policyholder,
        number=row.number,
        assignee=assignee,
        invoices=len(wanted),
        recourse=entry.recourse,
    )
    return row.number


def _fit(act: Act, entry: AssignmentEntry, wanted: tuple[ReceivableId, ...]) -> None:
    if not wanted:
        raise InvalidInput("factoring.name_an_invoice", "receivables")
    if not entry.agreement.strip():
        raise InvalidInput("input.required", "agreement")
    for name, day in (("assigned_on", entry.assigned_on), ("notified_on", entry.notified_on)):
        if day is not None and day > act.today:
            raise InvalidInput("drafts.in_the_future", name, today=act.today)
    if bool(entry.registration.strip()) != (entry.registered_at is not None):
        raise InvalidInput("factoring.registration_with_time", "registration")


def _assignee(act: Act, entry: AssignmentEntry) -> PartyId:
    """The company of exactly this name and country, entered in the register where it is new; never one alike."""
    found = match_party(entry.assignee, entry.country).found
    if found is not None:
        return found.party.answers
    return register_party(act, PartyEntry(entry.assignee, country=entry.country), namesake=True)


def _part(row: ReceivablesAssignment, invoice: Receivable, turn: int) -> AssignedReceivable:
    return AssignedReceivable(
        policyholder_id=row.policyholder_id,
        assignment_id=row.id,
        policy_id=row.policy_id,
        party_id=invoice.party_id,
        receivable_id=invoice.id,
        turn=turn,
        currency=invoice.currency,
        amount_minor=Minor(invoice.amount_minor - invoice.deposit_minor),
    )


@command(needs=May.LEDGER_IMPORT)
def take_back_receivable(act: Act, number: str, receivable_id: ReceivableId, *, day: date, reason: str) -> None:
    """An invoice was assigned back on a day; from then on it may be assigned again."""
    policy_id = assigned_numbered(number)[0].policy
    policy = policy_facts(policy_id)
    lock_policy(policy_id)
    found = next((one for one in assigned_numbered(number) if one.receivable == receivable_id), None)
    if found is None:
        raise NotFound("receivables.no_such_invoice", id=receivable_id)
    if found.back_on is not None:
        raise Conflict("factoring.back_already", invoice=found.invoice)
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    if not found.assigned_on <= day <= act.today:
        raise InvalidInput("people.days_upside_down", "day", first=found.assigned_on, last=day)
    db.session.add(
        Reassignment(
            policyholder_id=policy.policyholder,
            assigned_id=found.id,
            day=day,
            reason=reason.strip(),
            recorded_at=act.at,
            recorded_by=act.actor.login,
        )
    )
    db.session.flush()
    act.record(
        f"policy:{policy.number}",
        "receivables.taken_back",
        policyholder=policy.policyholder,
        number=number,
        invoice=found.invoice,
        day=day,
    )

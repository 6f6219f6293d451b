"""Acts on collection cases: opening one with the overdue debts copied in, taking steps, closing, stopping when paid."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from claims.collections.models import CollectionCase, CollectionLine, CollectionStepRow
from claims.collections.queries import case_row, cases_of, lines_of, open_case_of
from claims.collections.states import CASE_LIFE, CaseEnd, CaseState, CollectionStep
from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import Minor, PartyId, PolicyId
from insurer.parties.public import party
from policies.public import lock_policy, policy_facts
from underwriting.public import LedgerItem, receivables_of, require_buyer


@command(needs=May.OVERDUE_NOTIFY)
def open_collection(act: Act, policy_id: PolicyId, party_id: PartyId) -> str:
    """Open the collection of what a buyer owes overdue, its debts copied in; the number.

    A second order opens no second case: debts that fell due since then join the open one. Refuses a buyer of whom
    nothing is overdue.
    """
    policy = policy_facts(policy_id)
    require_buyer(policy_id, party_id)
    lock_policy(policy_id)
    overdue = [one for one in receivables_of(policy_id, party_id, as_of=act.today) if _is_overdue(one, act.today)]
    if not overdue:
        raise InvalidInput("collections.nothing_overdue", "buyer")
    case = open_case_of(policy_id, party_id)
    fresh = case is None
    if case is None:
        case = CollectionCase(
            number=next_number("CC", act.today.year),
            policyholder_id=policy.policyholder,
            policy_id=policy_id,
            party_id=party_id,
            state=CASE_LIFE.initial.value,
            opened_at=act.at,
            opened_by=act.actor.name,
        )
        db.session.add(case)
        db.session.flush()
    known = {line.receivable_id for line in lines_of(case.id)}
    added = [one for one in overdue if one.id not in known]
    db.session.add_all(_line(case, one, act) for one in added)
    db.session.flush()
    _record(act, case, "collection.opened" if fresh else "collection.joined", invoices=[one.number for one in added])
    return case.number


def _is_overdue(one: LedgerItem, day: date) -> bool:
    return one.open.minor > 0 and one.due < day


def _line(case: CollectionCase, one: LedgerItem, act: Act) -> CollectionLine:
    return CollectionLine(
        policyholder_id=case.policyholder_id,
        case_id=case.id,
        receivable_id=one.id,
        number=one.number,
        due=one.due,
        currency=one.open.currency,
        open_minor=Minor(one.open.minor),
        added_at=act.at,
    )


@command(needs=May.OVERDUE_NOTIFY)
def take_collection_step(act: Act, number: str, *, step: CollectionStep, day: date, note: str = "") -> None:
    """Record a step taken in an open case. Refuses a day to come and a case that is closed."""
    case = _open(number)
    if day > act.today:
        raise InvalidInput("collections.in_the_future", "day", day=day)
    db.session.add(
        CollectionStepRow(
            policyholder_id=case.policyholder_id,
            case_id=case.id,
            step=step.value,
            day=day,
            note=note.strip(),
            recorded_at=act.at,
            recorded_by=act.actor.name,
        )
    )
    _record(act, case, "collection.step", step=f"collection_step.{step.value}", day=day, remark=note.strip())


@command(needs=May.OVERDUE_NOTIFY)
def close_collection(act: Act, number: str, *, because: CaseEnd) -> None:
    """Close a case. One whose debts are paid closes by itself."""
    _close(act, _open(number), because)


@command(needs=None)
def close_paid_collections(act: Act) -> int:
    """Close every open case of which nothing is open any more; how many."""
    paid = [one.number for one in cases_of(act.today, state=CaseState.OPEN) if one.paid]
    for number in paid:
        _close(act, _open(number), CaseEnd.PAID)
    act.record("collections", "collection.swept", count=len(paid), day=act.today)
    return len(paid)


def _open(number: str) -> CollectionCase:
    case_row(number)
    case = db.session.scalars(select(CollectionCase).where(CollectionCase.number == number).with_for_update()).one()
    if case.state != CaseState.OPEN:
        raise Conflict("collections.closed", number=number)
    return case


def _close(act: Act, case: CollectionCase, because: CaseEnd) -> None:
    case.move("close")
    case.closed_at, case.closed_because = act.at, because.value
    _record(act, case, "collection.closed", because=f"case_end.{because.value}")


def _record(act: Act, case: CollectionCase, what: str, **facts: object) -> None:
    act.record(
        f"collection:{case.number}",
        what,
        also=(f"policy:{policy_facts(case.policy_id).number}", f"buyer:{party(case.party_id).public_id}"),
        policyholder=case.policyholder_id,
        **facts,
    )

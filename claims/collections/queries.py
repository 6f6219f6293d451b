"""Reads of collection cases, within the reader's scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from claims.collections.models import CollectionCase, CollectionLine, CollectionStepRow
from claims.collections.states import CaseEnd, CaseState, CollectionStep
from claims.collections.terms import CaseFacts, CaseLine, StepTaken
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from underwriting.public import LedgerItem, receivables_among


def case_row(number: str) -> CollectionCase:
    """The case with this number; a foreign one is not found."""
    row = db.session.scalar(select(CollectionCase).where(CollectionCase.number == number))
    if row is None:
        raise NotFound("collections.absent", number=number)
    return row


def case_numbered(number: str, day: date) -> CaseFacts:
    """The case with its debts as they stand on `day`."""
    return _facts([case_row(number)], day)[0]


def cases_of(
    day: date, policies: Collection[PolicyId] | None = None, state: CaseState | None = None
) -> list[CaseFacts]:
    """The cases of the reader's scope or of some policies, the newest first, in four reads."""
    query = select(CollectionCase).order_by(CollectionCase.id.desc())
    if policies is not None:
        query = query.where(CollectionCase.policy_id.in_(policies))
    if state is not None:
        query = query.where(CollectionCase.state == state.value)
    return _facts(list(db.session.scalars(query)), day)


def open_case_of(policy_id: PolicyId, party_id: PartyId) -> CollectionCase | None:
    """The open case on a buyer under a policy; there is at most one."""
    return db.session.scalar(
        select(CollectionCase).where(
            CollectionCase.policy_id == policy_id,
            CollectionCase.party_id == party_id,
            CollectionCase.state == CaseState.OPEN.value,
        )
    )


def open_case_numbers(policy_id: PolicyId) -> dict[PartyId, str]:
    """The numbers of the open cases under a policy, by buyer."""
    rows = db.session.execute(
        select(CollectionCase.party_id, CollectionCase.number).where(
            CollectionCase.policy_id == policy_id, CollectionCase.state == CaseState.OPEN.value
        )
    )
    return {row.party_id: row.number for row in rows}


def cases_by_invoice(policy_id: PolicyId) -> dict[ReceivableId, list[str]]:
    """The numbers of the cases that each invoice of a policy stands or stood in."""
    rows = db.session.execute(
        select(CollectionLine.receivable_id, CollectionCase.number)
        .join(CollectionCase, CollectionCase.id == CollectionLine.case_id)
        .where(CollectionCase.policy_id == policy_id)
        .order_by(CollectionCase.id)
    )
    found: dict[ReceivableId, list[str]] = {}
    for receivable, number in rows:
        found.setdefault(ReceivableId(receivable), []).append(number)
    return found


def lines_of(case_id: int) -> list[CollectionLine]:
    """The debts of a case as they came in."""
    return list(db.session.scalars(select(CollectionLine).where(CollectionLine.case_id == case_id)))


def _facts(rows: Sequence[CollectionCase], day: date) -> list[CaseFacts]:
    ids = [row.id for row in rows]
    lines: dict[int, list[CollectionLine]] = {key: [] for key in ids}
    steps: dict[int, list[CollectionStepRow]] = {key: [] for key in ids}
    if not ids:
        return []
    read = select(CollectionLine).where(CollectionLine.case_id.in_(ids))
    for line in db.session.scalars(read.order_by(CollectionLine.due, CollectionLine.number)):
        lines[line.case_id].append(line)
    taken = select(CollectionStepRow).where(CollectionStepRow.case_id.in_(ids)).order_by(CollectionStepRow.id)
    for step in db.session.scalars(taken):
        steps[step.case_id].append(step)
    wanted = {line.receivable_id for some in lines.values() for line in some}
    items = receivables_among(wanted, {row.policy_id for row in rows}, as_of=day)
    return [_one(row, lines[row.id], steps[row.id], items) for row in rows]


def _one(
    row: CollectionCase,
    lines: Sequence[CollectionLine],
    steps: Sequence[CollectionStepRow],
    items: dict[ReceivableId, LedgerItem],
) -> CaseFacts:
    return CaseFacts(
        id=row.id,
        number=row.number,
        policy=row.policy_id,
        party=row.party_id,
        state=CaseState(row.state),
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        closed_at=row.closed_at,
        closed_because=CaseEnd(row.closed_because) if row.closed_because else None,
        lines=tuple(_line(line, items.get(line.receivable_id)) for line in lines),
        steps=tuple(
            StepTaken(CollectionStep(one.step), one.day, one.note, one.recorded_at, one.recorded_by) for one in steps
        ),
    )


def _line(line: CollectionLine, item: LedgerItem | None) -> CaseLine:
    nothing = Money.zero(line.currency)
    now = item.open.floor_zero() if item else nothing
    disputed = min(item.disputed, now) if item else nothing
    return CaseLine(line.receivable_id, line.number, line.due, line.open, now, disputed)

"""Reads of overdues: what is unpaid, by when it must be notified, what was notified. Within the reader's scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache

from sqlalchemy import func, select

from claims.overdues.models import OverdueItem, OverdueNotice
from claims.overdues.terms import BuyerOverdues, Circumstance, NoticeFacts, OverdueInvoice
from insurer.infra.audit.models import AuditEvent
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import NoticeId, PartyId, PolicyId, ReceivableId
from policies.facts import Clocks, Deadlines, DebtEvents, PolicyTerms, deadlines
from policies.public import clocks_of, terms_by_policy, terms_of
from underwriting.public import LedgerItem, unpaid_by_policy

PROTRACTED_DEFAULT = "protracted_default"
"""What an unpaid invoice is until something else is known of its buyer."""


def due_notices(
    policy_id: PolicyId,
    as_of: date,
    party_id: PartyId | None = None,
    known_by: datetime | None = None,
    terms: PolicyTerms | None = None,
) -> tuple[BuyerOverdues, ...]:
    """Per buyer the invoices unpaid past their due date, with the last day for their notice; the most urgent first.

    Invoices already in a notice stand among them and name it. `terms` are the policy's where the asker has them.
    """
    items = unpaid_by_policy([policy_id], as_of=as_of, party_id=party_id, known_by=known_by)[policy_id]
    return _overdues(policy_id, items, terms or terms_of(policy_id), notice_numbers([policy_id]), as_of, known_by)


def due_notices_by_policy(
    ids: Collection[PolicyId], as_of: date, terms: Mapping[PolicyId, PolicyTerms] | None = None
) -> dict[PolicyId, tuple[BuyerOverdues, ...]]:
    """The same of several policies in six reads, whatever their number."""
    terms, notices = terms or terms_by_policy(ids), notice_numbers(ids)
    ledgers = unpaid_by_policy(ids, as_of=as_of)
    return {policy: _overdues(policy, ledgers[policy], terms[policy], notices, as_of) for policy in ids}


def _overdues(
    policy_id: PolicyId,
    items: Iterable[LedgerItem],
    terms: PolicyTerms,
    notices: Mapping[ReceivableId, str],
    as_of: date,
    known_by: datetime | None = None,
) -> tuple[BuyerOverdues, ...]:
    """One policy's unpaid invoices as its buyers' overdue ones, the most urgent buyer first.

    Invoices of the same days share their last days, and shipments of one day their clauses.
    """
    by_buyer: dict[PartyId, list[OverdueInvoice]] = {}
    clauses = cache(lambda shipped: clocks_of(terms, shipped, known_by))
    dated = cache(lambda shipped, invoiced, due: _deadlines(clauses(shipped), shipped, invoiced, due))
    for row in items:
        dates = dated(row.shipped, row.invoiced, row.due)
        by_buyer.setdefault(row.party, []).append(_overdue(row, as_of, dates, notices.get(row.id)))
    found = [
        BuyerOverdues(policy_id, party, as_of, tuple(sorted(invoices, key=lambda one: (one.due, one.number))))
        for party, invoices in by_buyer.items()
    ]
    return tuple(sorted(found, key=lambda buyer: (buyer.notify_by or date.max, buyer.party)))


def overdues_of(policy_id: PolicyId, party_id: PartyId, as_of: date) -> BuyerOverdues:
    """The overdue invoices of one buyer; none when the buyer pays in time."""
    found = due_notices(policy_id, as_of, party_id)
    return found[0] if found else BuyerOverdues(policy_id, party_id, as_of, ())


def notice_facts(notice_id: NoticeId) -> NoticeFacts:
    """One notice; a foreign one is not found."""
    return _facts(_found(db.session.scalar(select(OverdueNotice).where(OverdueNotice.id == notice_id)), str(notice_id)))


def notice_numbered(number: str) -> NoticeFacts:
    """The notice with this number."""
    return _facts(_found(db.session.scalar(select(OverdueNotice).where(OverdueNotice.number == number)), number))


def notices_of(
    policy_id: PolicyId | None = None, party_id: PartyId | None = None, most: int | None = None
) -> tuple[NoticeFacts, ...]:
    """Notices under a policy (of the reader's whole scope without one), the newest first, at most `most`."""
    query = select(OverdueNotice).order_by(OverdueNotice.id.desc()).limit(most)
    if policy_id is not None:
        query = query.where(OverdueNotice.policy_id == policy_id)
    if party_id is not None:
        query = query.where(OverdueNotice.party_id == party_id)
    rows = db.session.scalars(query).all()
    items: dict[int, list[OverdueItem]] = {row.id: [] for row in rows}
    read = select(OverdueItem).where(OverdueItem.notice_id.in_(items)).order_by(OverdueItem.due, OverdueItem.number)
    for item in db.session.scalars(read):
        items[item.notice_id].append(item)
    return tuple(_facts(row, items[row.id]) for row in rows)


def notified_items(policy_id: PolicyId, party_id: PartyId) -> dict[ReceivableId, tuple[OverdueItem, OverdueNotice]]:
    """Every notified invoice of a buyer under a policy with its notice, by receivable."""
    rows = db.session.execute(
        select(OverdueItem, OverdueNotice)
        .join(OverdueNotice, OverdueNotice.id == OverdueItem.notice_id)
        .where(OverdueNotice.policy_id == policy_id, OverdueNotice.party_id == party_id)
    )
    return {ReceivableId(item.receivable_id): (item, notice) for item, notice in rows}


def evidence_of(number: str) -> AuditEvent | None:
    """The entry of the trail that says when the notice came in; whoever asks may see the notice."""
    wanted = (AuditEvent.subject == f"notice:{number}", AuditEvent.what == "overdue.notified")
    return db.session.scalar(select(AuditEvent).where(*wanted))


def _found(row: OverdueNotice | None, key: str) -> OverdueNotice:
    if row is None:
        raise NotFound("overdues.absent", notice=key)
    return row


def _facts(row: OverdueNotice, items: Iterable[OverdueItem] | None = None) -> NoticeFacts:
    """A row as facts, with its items where they were read before."""
    if items is None:
        items = db.session.scalars(
            select(OverdueItem).where(OverdueItem.notice_id == row.id).order_by(OverdueItem.due, OverdueItem.number)
        )
    return NoticeFacts(
        id=NoticeId(row.id),
        number=row.number,
        policy=PolicyId(row.policy_id),
        party=PartyId(row.party_id),
        policyholder=row.policyholder_id,
        notified_on=row.notified_on,
        notify_by=row.notify_by,
        late=row.late,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        items=tuple(item.item() for item in items),
        circumstance=None if row.circumstance is None else Circumstance(row.circumstance),
        told=row.told or "",
    )


def notice_numbers(policies: Collection[PolicyId]) -> Mapping[ReceivableId, str]:
    """The notice that each notified invoice of some policies is in."""
    rows = db.session.execute(
        select(OverdueItem.receivable_id, OverdueNotice.number)
        .join(OverdueNotice, OverdueNotice.id == OverdueItem.notice_id)
        .where(OverdueNotice.policy_id.in_(policies))
    )
    return {ReceivableId(receivable): number for receivable, number in rows}


def _deadlines(clocks: Clocks, shipped: date, invoiced: date, due: date) -> Deadlines:
    events = DebtEvents(shipped=shipped, invoiced=invoiced, due=due, loss_cause=PROTRACTED_DEFAULT)
    return deadlines(clocks, events)


def _overdue(row: LedgerItem, as_of: date, dates: Deadlines, notice: str | None) -> OverdueInvoice:
    return OverdueInvoice(
        receivable=row.id,
        number=row.number,
        shipped=row.shipped,
        due=row.due,
        outstanding=row.open,
        days_late=(as_of - row.due).days,
        notify_by=dates.notify_by,
        cover_stops_on=dates.stop_of_cover_on,
        claim_by=dates.claim_by,
        notice=notice,
        disputed=row.disputed.minor > 0,
    )


def notices_like(number: str, most: int) -> list[tuple[str, PartyId]]:
    """Notices of the reader's scope whose number has this part, the newest first: number and buyer."""
    query = select(OverdueNotice).where(OverdueNotice.number.contains(number, autoescape=True))
    rows = db.session.scalars(query.order_by(OverdueNotice.id.desc()).limit(most))
    return [(row.number, row.party_id) for row in rows]


def notice_counts(since: date) -> tuple[int, int]:
    """How many notices the reader's scope received from a day on, and how many of them were late."""
    rows = db.session.execute(
        select(OverdueNotice.late, func.count()).where(OverdueNotice.notified_on >= since).group_by(OverdueNotice.late)
    )
    counts = {bool(late): int(count) for late, count in rows}
    return sum(counts.values()), counts.get(True, 0)

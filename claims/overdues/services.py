"""Acts on overdues: notifying unpaid invoices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from claims.overdues import queries
from claims.overdues.jobs import ask_for_confirmation
from claims.overdues.models import OverdueItem, OverdueNotice
from claims.overdues.terms import BuyerOverdues, Circumstance, OverdueInvoice, earliest
from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import Minor, NoticeId, PartyId, PolicyId, ReceivableId
from insurer.parties.public import party
from policies.public import lock_policy, policy_facts


@command(needs=May.OVERDUE_NOTIFY)
def notify_overdue(
    act: Act,
    policy_id: PolicyId,
    party_id: PartyId,
    *,
    receivables: Sequence[ReceivableId],
    notified_on: date | None = None,
    circumstance: Circumstance | None = None,
    told: str = "",
) -> NoticeId:
    """Notify unpaid invoices of one buyer, received on `notified_on` (today unless the house says otherwise).

    `circumstance` and `told` say what is known of why. A notice after the last day is taken and marked late. Refuses
    invoices that are not overdue, are paid, or were notified before, a day to come, and a day in the past from anybody
    outside the house.
    """
    policy = policy_facts(policy_id)
    # of two notices of the same invoice at once the second waits here and then finds it notified
    lock_policy(policy_id)
    day = _day(act, notified_on)
    buyer = queries.overdues_of(policy_id, party_id, day)
    chosen = _chosen(buyer, receivables)
    notice = OverdueNotice(
        number=next_number("OV", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        party_id=party_id,
        notified_on=day,
        notify_by=earliest([invoice.notify_by for invoice in chosen]),
        late=any(_late(invoice, day) for invoice in chosen),
        circumstance=None if circumstance is None else circumstance.value,
        told=told.strip() or None,
        recorded_at=act.at,
        recorded_by=act.actor.name,
    )
    db.session.add(notice)
    db.session.flush()
    db.session.add_all(_item(notice, invoice, day) for invoice in chosen)
    act.record(
        f"notice:{notice.number}",
        "overdue.notified",
        also=(f"policy:{policy.number}", f"buyer:{party(party_id).public_id}"),
        policyholder=policy.policyholder,
        invoices=[invoice.number for invoice in chosen],
        notified_on=day,
        notify_by=notice.notify_by,
        late=notice.late,
        circumstance=notice.circumstance,
    )
    ask_for_confirmation(act, notice.number, policy)
    return notice.id


def _day(act: Act, notified_on: date | None) -> date:
    day = notified_on or act.today
    if day > act.today:
        raise InvalidInput("overdues.in_the_future", "notified_on", day=day)
    if day < act.today and not act.actor.scope.everything:
        raise NotAllowed("overdues.back_dated", day=day)
    return day


def _chosen(buyer: BuyerOverdues, receivables: Sequence[ReceivableId]) -> list[OverdueInvoice]:
    """The invoices asked for, each once, in the order of the list; all of them must be open to notice."""
    if not receivables:
        raise InvalidInput("overdues.nothing_chosen", "receivables")
    overdue = {invoice.receivable: invoice for invoice in buyer.invoices}
    for receivable in receivables:
        invoice = overdue.get(receivable)
        if invoice is None:
            raise NotFound("overdues.not_overdue", receivable=receivable)
        if invoice.notice is not None:
            raise Conflict("overdues.already_notified", number=invoice.number, notice=invoice.notice)
    wanted = frozenset(receivables)
    return [invoice for invoice in buyer.invoices if invoice.receivable in wanted]


def _late(invoice: OverdueInvoice, day: date) -> bool:
    return invoice.notify_by is not None and day > invoice.notify_by


def _item(notice: OverdueNotice, invoice: OverdueInvoice, day: date) -> OverdueItem:
    return OverdueItem(
        policyholder_id=notice.policyholder_id,
        notice_id=notice.id,
        receivable_id=invoice.receivable,
        number=invoice.number,
        shipped=invoice.shipped,
        due=invoice.due,
        outstanding_minor=Minor(invoice.outstanding.minor),
        currency=invoice.outstanding.currency,
        notify_by=invoice.notify_by,
        late=_late(invoice, day),
    )

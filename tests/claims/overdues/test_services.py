"""Notifying unpaid invoices: in time, late, once, and only by those who may."""

from __future__ import annotations

from datetime import date

import pytest

from claims.overdues.queries import due_notices, notice_facts, overdues_of
from claims.overdues.services import notify_overdue
from insurer.infra.audit.models import TimelineLine
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import PartyId
from insurer.parties.public import party
from tests.builders.claims import SHIPPED, Department

DUE = date(2025, 3, 3)
LAST_DAY = date(2025, 4, 17)


def test_what_is_overdue_must_be_notified_by_the_day_the_policy_says(department: Department):
    department.on(SHIPPED).invoice("A-1", "10000")

    (buyer,) = due_notices(department.policy, date(2025, 3, 4))

    assert (buyer.invoices[0].due, buyer.notify_by) == (DUE, LAST_DAY)
    assert buyer.cover_stopped_on is None


def test_an_invoice_due_today_is_not_overdue(department: Department):
    department.on(SHIPPED).invoice("A-1", "10000")

    assert due_notices(department.policy, DUE) == ()


def test_cover_for_later_shipments_stops_when_the_extension_is_over(department: Department):
    department.on(SHIPPED).invoice("A-1", "10000")

    assert overdues_of(department.policy, department.buyer, date(2025, 4, 2)).cover_stopped_on is None
    assert overdues_of(department.policy, department.buyer, date(2025, 4, 3)).cover_stopped_on == date(2025, 4, 3)


@pytest.mark.parametrize(("day", "late"), [(LAST_DAY, False), (date(2025, 4, 18), True)], ids=["last day", "day after"])
def test_a_notice_is_taken_late_and_marked(department: Department, day: date, late: bool):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")

    notice = notice_facts(department.on(day).notify(receivable))

    assert (notice.late, notice.notified_on, notice.notify_by) == (late, day, LAST_DAY)
    assert [item.late for item in notice.items] == [late]


def test_the_notice_stands_on_the_timelines_of_policy_and_buyer(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 3, 10)).notify(receivable)

    buyer = f"buyer:{party(department.buyer).public_id}"
    lines = db.session.query(TimelineLine).filter_by(what="overdue.notified").all()

    assert {line.subject for line in lines} >= {buyer, "notice:OV-2025-000001", "policy:PO-2025-000001"}
    assert {line.policyholder_id for line in lines} == {department.policyholder}


def test_an_invoice_is_notified_once(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 3, 10)).notify(receivable)

    with pytest.raises(Conflict, match=r"overdues\.already_notified"):
        department.notify(receivable)


def test_a_paid_or_unknown_invoice_cannot_be_notified(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.receipt(receivable, "10000", date(2025, 3, 5))

    with pytest.raises(NotFound, match=r"overdues\.not_overdue"):
        department.on(date(2025, 3, 10)).notify(receivable)
    with pytest.raises(InvalidInput, match=r"overdues\.nothing_chosen"):
        department.notify()


def test_only_the_house_may_say_that_a_notice_came_earlier(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 4, 20))

    with pytest.raises(NotAllowed, match=r"overdues\.back_dated"):
        notify_overdue(
            department.act("policyholder"),
            department.policy,
            department.buyer,
            receivables=[receivable],
            notified_on=date(2025, 4, 10),
        )
    notice = notify_overdue(
        department.act("adjuster"),
        department.policy,
        department.buyer,
        receivables=[receivable],
        notified_on=date(2025, 4, 10),
    )
    assert notice_facts(notice).late is False


def test_a_day_to_come_is_refused(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 4, 20))

    with pytest.raises(InvalidInput, match=r"overdues\.in_the_future"):
        notify_overdue(
            department.act("adjuster"),
            department.policy,
            department.buyer,
            receivables=[receivable],
            notified_on=date(2025, 4, 21),
        )


def test_another_policyholder_finds_neither_policy_nor_notice(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    notice = department.on(date(2025, 3, 10)).notify(receivable)

    with reading_as(Scope(policyholders=frozenset({PartyId(department.buyer)}))), pytest.raises(NotFound):
        notice_facts(notice)

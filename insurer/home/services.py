"""The house's daily reminders: months to declare, months declared too late, premium that is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from insurer.infra.audit.timeline import filed_subjects
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from policies.facts import NoteAccount, PolicyFacts, PolicyState
from policies.public import note_accounts_of, policies_list
from underwriting.facts import MonthToDeclare
from underwriting.public import months_to_declare

REMIND_BEFORE = 7
"""Days before the last day of a declaration on which the policyholder is reminded."""
STILL_NEWS = 60
"""Days after which a missed day is no news any more: a house that begins to remind does not recite its past."""
DUE, LATE, OVERDUE = "declaration.due", "declaration.late", "billing.premium_overdue"


@command(needs=None)
def remind_policyholders(act: Act) -> int:
    """Record each day that comes near or was missed, once, so that its people are told; how many were new."""
    known = {what: filed_subjects(what) for what in (DUE, LATE, OVERDUE)}
    count = 0
    for policy in policies_list(state=PolicyState.BOUND):
        for what, month in _months(policy, act.today):
            subject = f"declarations:{policy.number}/{month.end.isoformat()[:7]}"
            if subject not in known[what]:
                _remind_month(act, policy, what, subject, month)
                count += 1
        for account in _overdue(policy, act.today):
            subject = f"debit_note:{account.note.number}"
            if subject not in known[OVERDUE]:
                _remind_note(act, policy, subject, account)
                count += 1
        db.session.expunge_all()
    act.record("policyholders", "home.reminded", day=act.today, count=count)
    return count


def _months(policy: PolicyFacts, day: date) -> Iterator[tuple[str, MonthToDeclare]]:
    for month in months_to_declare(policy, day):
        left = (month.due - day).days
        if 0 <= left <= REMIND_BEFORE:
            yield DUE, month
        elif -STILL_NEWS <= left < 0:
            yield LATE, month


def _overdue(policy: PolicyFacts, day: date) -> Iterator[NoteAccount]:
    for account in note_accounts_of(policy.id, day):
        if account.open.minor > 0 and 0 < (day - account.note.due_on).days <= STILL_NEWS:
            yield account


def _remind_month(act: Act, policy: PolicyFacts, what: str, subject: str, month: MonthToDeclare) -> None:
    act.record(
        subject,
        what,
        also=(f"policy:{policy.number}",),
        policyholder=policy.policyholder,
        month_end=month.end,
        declare_by=month.due,
    )


def _remind_note(act: Act, policy: PolicyFacts, subject: str, account: NoteAccount) -> None:
    act.record(
        subject,
        OVERDUE,
        also=(f"policy:{policy.number}",),
        policyholder=policy.policyholder,
        open=account.open,
        due_on=account.note.due_on,
    )

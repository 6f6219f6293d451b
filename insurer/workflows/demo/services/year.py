"""A policy's year in the demo: sold, ledgers sent, months declared, premium paid, adjusted when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.calendar import add_days, month_start
from insurer.workflows.demo.rules.files import ledger_file
from insurer.workflows.demo.rules.plan import months_between, news
from insurer.workflows.demo.services.money import pay_back
from insurer.workflows.demo.services.stage import Stage
from insurer.workflows.demo.terms import PolicyYear
from policies.public import (
    adjust_premium,
    bind_policy,
    draft_policy,
    note_accounts_of,
    receive_premium,
)
from underwriting.public import declare_month, import_ledger, import_outcome

PAYS_LATE: Mapping[int, int] = {3: 100, 5: 115}
"""Days after the due date for which these policyholders keep the insurer waiting."""
LEAVES_A_MONTH = frozenset({0})
"""Policyholders whose newest month is still to be declared, so that whoever looks around can do it."""
DAMAGED = {2: 2, 4: 3}
"""Typing errors in the last ledger of these policyholders."""


def sell(stage: Stage, year: PolicyYear) -> str:
    """Draft and bind the policy; its number."""
    ledger = stage.portfolio.ledgers[year.place]
    policy = draft_policy(
        stage.act("policies", f"draft/{year.key}"),
        policyholder=stage.holders[year.place],
        currency=ledger.currency,
        first=year.first,
        last=year.last,
        terms=year.terms,
        language=ledger.locale,
    )
    return bind_policy(stage.act("policies", f"bind/{year.key}"), policy)


def send_ledger(stage: Stage, year: PolicyYear, after: date | None, day: date) -> int:
    """Send what is new since the last ledger; how many rows were taken."""
    rows = news(year, after, day)
    if not rows:
        return 0
    damaged = DAMAGED.get(year.place, 0) if day == stage.portfolio.last and year.year == 2 else 0
    done = import_ledger(
        stage.own(year, f"ledger/{year.key}/{day}"),
        stage.policy(year),
        content=ledger_file(rows, stage.portfolio.buyers, day, damaged),
        filename=f"receivables-{day.isoformat()}.csv",
        as_of=day,
    )
    with reading_as(ALL):
        return import_outcome(done).accepted


def declare(stage: Stage, year: PolicyYear, after: date | None, day: date) -> int:
    """Declare the months that the ledger now holds in full, but for the one that is left to do; how many."""
    left = add_days(month_start(stage.portfolio.last), -1) if year.place in LEAVES_A_MONTH else None
    ends = [end for end in months_between(after, day, year) if end < stage.today and end != left]
    for end in ends:
        declare_month(stage.own(year, f"declare/{year.key}/{end}"), stage.policy(year), end)
    return len(ends)


def pay_premium(stage: Stage, year: PolicyYear) -> int:
    """Book what the policyholder has paid of its notes by today, and pay credits back; how many receipts."""
    policy, today = stage.policy(year), stage.today
    with reading_as(ALL):
        accounts = note_accounts_of(policy, today)
    paid = 0
    for account in accounts:
        amount, note = account.open, account.note
        if amount.minor > 0 and add_days(note.due_on, PAYS_LATE.get(year.place, -2)) <= today:
            receive_premium(stage.act("premium"), note.number, amount=amount, received_on=today)
        elif amount.minor < 0 and note.due_on <= today:
            pay_back(stage, account)
        else:
            continue
        paid += 1
    return paid


def adjust(stage: Stage, year: PolicyYear) -> str:
    """After the year the premium is worked out on what was declared; the note's number."""
    return adjust_premium(stage.act("premium", f"adjust/{year.key}"), stage.policy(year))

"""The demo from its first day to today, step by step; every step noted, so that it goes on where it was interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from flask import current_app

from claims.public import end_waiting_periods
from insurer.accounts.public import Way, telling_by
from insurer.infra.clock import Clock, SetClock, clock, init_clock
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.running import HOUSE, resting
from insurer.kernel.calendar import add_days
from insurer.kernel.money import Money
from insurer.workflows.demo.rules.plan import capacities, limits_needed, policy_years, sending_days
from insurer.workflows.demo.rules.portfolio import portfolio
from insurer.workflows.demo.services import limits, losses, marks, year
from insurer.workflows.demo.services.money import leave_for_a_second_person, prepare_payments
from insurer.workflows.demo.services.papers import keep_papers
from insurer.workflows.demo.services.people import hire, settle
from insurer.workflows.demo.services.stage import Stage
from insurer.workflows.demo.services.watching import watch
from insurer.workflows.demo.terms import RESTING, Asked, PolicyYear
from policies.public import expire_policies

SEED = 20260101
Say = Callable[[str, dict[str, object]], None]
"""Tells a line of progress: its code and facts."""
SEND_AFTER = 4
"""Days after a month's end on which its ledger is sent."""

TOLD_OF_LATE = timedelta(days=21)
"""Of which last days the policyholders' people find messages and letters; no mail leaves the house for any of it."""

RUN_OFF = 330
"""Days after a policy's end in which its last invoices are paid or claimed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens on a day; `rank` orders those of one day. Answers the facts of its line of progress."""

    day: date
    rank: int
    name: str
    work: Callable[[], dict[str, object]]
    code: str


def seed_demo(say: Say, seed: int = SEED, policyholders: int = 8) -> bool:
    """Live the demo up to the present moment; whether anything was left to do."""
    if marks.finished():
        return False
    real = clock()
    stage_clock = SetClock(datetime.combine(date(1970, 1, 1), datetime.min.time(), UTC), real.zone.key)
    ends_at = _begun(real, seed, policyholders)
    whole = portfolio(seed, real.day_of(ends_at), policyholders)
    stage = Stage(seed, whole, stage_clock, ends_at)
    init_clock(current_app, stage_clock)
    try:
        _live(stage, say)
    finally:
        init_clock(current_app, real)
    marks.finish_demo(Act(HOUSE, ends_at, request="demo"))
    return True


def keep_up() -> None:
    """On a later day: carry the exchange rates on, so that the demo can be used as long as anybody likes."""
    stage = Stage(SEED, portfolio(SEED, clock().day_of(clock().now()), 1), SetClock(clock().now()), clock().now())
    limits.carry_rates_on(stage)


def _begun(real: Clock, seed: int, policyholders: int) -> datetime:
    """The moment up to which the demo is lived: now, or the one at which it was begun."""
    at = marks.begun_at()
    db.session.rollback()
    if at is not None:
        return at
    now = real.now().replace(microsecond=0)
    return datetime.fromisoformat(marks.begin_demo(Act(HOUSE, now, request="demo"), seed, policyholders))


def _live(stage: Stage, say: Say) -> None:
    years = policy_years(stage.portfolio)
    needs = {one.key: limits_needed(one, stage.currency(one), stage.seed) for one in years}
    stage.at(add_days(years[0].first, -30))
    hire(stage, stage.portfolio.ledgers)
    prepare_payments(stage, stage.portfolio.ledgers)
    limits.load_rates(stage, add_days(years[0].first, -40), stage.portfolio.last)
    say("demo.progress.people", {"day": stage.today, "policyholders": len(stage.holders)})
    done = marks.steps_done()
    for step in sorted(_steps(stage, years, needs), key=lambda one: (one.day, one.rank, one.name)):
        if step.name in done:
            continue
        stage.at(step.day)
        limits.carry_rates_on(stage)
        past = stage.portfolio.last - stage.today > TOLD_OF_LATE
        with telling_by(*(() if past else (Way.PORTAL,))), resting(*(RESTING if past else ())):
            facts = step.work()
        marks.note_step(Act(HOUSE, stage.clock.now(), request="demo"), step.name)
        say(step.code, {"day": stage.today, **facts})
    stage.at(stage.portfolio.last)
    settle(stage)
    leave_for_a_second_person(stage)
    keep_papers(stage, years)
    watch(stage, years)


def _steps(stage: Stage, years: tuple[PolicyYear, ...], needs: dict[str, tuple[Asked, ...]]) -> Iterator[Step]:
    ready = capacities(years, needs)
    last = stage.portfolio.last
    for one in years:
        asked, halfway = needs[one.key], min(add_days(one.first, 170), last - timedelta(days=9))
        yield from _beginning(stage, one, asked, ready)
        yield Step(halfway, 4, f"review/{one.key}", partial(_reviewed, stage, one, asked), "demo.progress.reviewed")
        if one.year == 1:
            over = add_days(one.last, 26)
            yield Step(over, 5, f"adjust/{one.key}", partial(_adjusted, stage, one), "demo.progress.adjusted")
    after: date | None = None
    for day in sending_days(years[0].first, last):
        sent = min(add_days(day, SEND_AFTER), last)
        yield Step(sent, 6, f"send/{day}", partial(_sent, stage, years, after, day), "demo.progress.sent")
        after = day
    for one in years:
        if one.year == 2:
            day = last - timedelta(days=one.place * 2 % 7)
            yield Step(
                day, 9, f"more/{one.key}", partial(_asked_for_more, stage, one, needs[one.key]), "demo.progress.waiting"
            )


def _beginning(stage: Stage, one: PolicyYear, asked: tuple[Asked, ...], ready: dict[int, Money]) -> Iterator[Step]:
    def sold() -> dict[str, object]:
        return {"policyholder": stage.name(one), "number": year.sell(stage, one)}

    def answered() -> dict[str, object]:
        limits.assess_buyers(stage, ready, one, asked)
        number = limits.ask_limits(stage, one, asked)
        referred = limits.answer_requests(stage, one)
        limits.refuse_doomed(stage, one)
        return {"policyholder": stage.name(one), "asked": number, "referred": referred}

    yield Step(add_days(one.first, -12), 1, f"sell/{one.key}", sold, "demo.progress.sold")
    yield Step(add_days(one.first, -5), 2, f"limits/{one.key}", answered, "demo.progress.limits")


def _adjusted(stage: Stage, one: PolicyYear) -> dict[str, object]:
    return {"policyholder": stage.name(one), "number": year.adjust(stage, one)}


def _reviewed(stage: Stage, one: PolicyYear, asked: tuple[Asked, ...]) -> dict[str, object]:
    return {"policyholder": stage.name(one), "changed": limits.review_limits(stage, one, asked)}


def _sent(stage: Stage, years: tuple[PolicyYear, ...], after: date | None, day: date) -> dict[str, object]:
    """Every policyholder sends its ledger of `day`; what follows from it is done."""
    rows = declared = notices = acts = receipts = 0
    for one in years:
        if not one.first <= day <= add_days(one.last, RUN_OFF):
            continue
        rows += year.send_ledger(stage, one, after, day)
        declared += year.declare(stage, one, after, day)
        notices += losses.notify(stage, one)
        acts += losses.claim(stage, one)
        receipts += year.pay_premium(stage, one)
    expire_policies(Act(HOUSE, stage.clock.now(), request="demo"))
    end_waiting_periods(Act(HOUSE, stage.clock.now(), request="demo"))
    return {"rows": rows, "declared": declared, "notices": notices, "claims": acts, "receipts": receipts}


def _asked_for_more(stage: Stage, one: PolicyYear, asked: tuple[Asked, ...]) -> dict[str, object]:
    return {"policyholder": stage.name(one), "waiting": limits.ask_for_more(stage, one, asked)}

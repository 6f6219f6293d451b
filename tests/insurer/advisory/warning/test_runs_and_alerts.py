"""Runs are frozen, alerts arise from what became worse, and are closed only with what was done about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.accounts.messages.models import Message
from insurer.accounts.messages.services import open_all_messages
from insurer.accounts.models import Login
from insurer.accounts.public import actor_named
from insurer.advisory.warning.models import WarningAlert, WarningStep
from insurer.advisory.warning.pages.frame import is_stale
from insurer.advisory.warning.queries.alerts import alert_numbered, alerts_of, last_run, readings_of, watched
from insurer.advisory.warning.queries.thresholds import house_thresholds, own_thresholds
from insurer.advisory.warning.queries.working_out import worked_again
from insurer.advisory.warning.services.alerts import acknowledge_alert, close_alert, escalate_unread
from insurer.advisory.warning.services.runs import RUN, ask_for_runs, run_warnings
from insurer.advisory.warning.services.settings import enter_figures, set_house_threshold, set_own_threshold
from insurer.advisory.warning.states import Action, AlertLevel, AlertState, Outcome, Side
from insurer.advisory.warning.terms import CompanyFigures, Indicator, Threshold
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.models import Job
from insurer.infra.jobs.running import house_act, run_job
from insurer.infra.outbox import OutboxMail
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL, Scope
from insurer.kernel.errors import InvalidInput, NotAllowed, NotFound, OutOfTurn
from tests.builders.policies import actor, eur
from tests.builders.underwriting import Desk, line

OLD = ("A-1", "1000.00")


def _overdue(desk: Desk, day: date) -> None:
    """One invoice due on 11 March that nobody pays, and a run on `day`."""
    desk.on(date(2025, 2, 1)).ledger(line(*OLD))
    run_warnings(desk.on(day) and house_act(), desk.policy)


def _level(desk: Desk, side: Side = Side.OWN) -> AlertLevel:
    run = last_run(desk.policy)
    assert run is not None
    found = [one.level for one in readings_of(run, side) if one.indicator is Indicator.BUYER_OVERDUE]
    return found[0] if found else AlertLevel.GREEN


def _alerts(desk: Desk, side: Side = Side.OWN) -> list[WarningAlert]:
    return [one for one in alerts_of(side, [desk.policy]) if one.indicator == "buyer_overdue"]


def _own(desk: Desk, *roles: Role) -> Act:
    scope = Scope(policyholders=frozenset({desk.policyholder}))
    return Act(actor(*roles, scope=scope), desk.clock.now())


def test_a_lower_threshold_counts_from_the_next_run_and_old_alerts_keep_theirs(desk: Desk) -> None:
    """31 days late is orange over 30; lowered to 20, 25 days are orange too, and the first alert still says 30."""
    _overdue(desk, date(2025, 4, 5))
    assert _level(desk) is AlertLevel.YELLOW
    assert _alerts(desk) == []
    lower = Threshold(Decimal(10), Decimal(20), Decimal(60))
    analyst = desk.act(Role.RISK_ANALYST)
    set_house_threshold(analyst, Indicator.BUYER_OVERDUE, lower, valid_from=date(2025, 4, 5), reason="Losses of March")
    assert _level(desk) is AlertLevel.YELLOW

    run_warnings(desk.on(date(2025, 4, 6)) and house_act(), desk.policy)

    assert _level(desk) is AlertLevel.ORANGE
    first = _alerts(desk)[0]
    assert (first.threshold["orange"], first.value) == ("20", Decimal("26.0000"))
    higher = Threshold(Decimal(10), Decimal(40), Decimal(60))
    set_house_threshold(
        desk.act(Role.RISK_ANALYST), Indicator.BUYER_OVERDUE, higher, valid_from=date(2025, 4, 6), reason="Too many"
    )
    run_warnings(desk.on(date(2025, 4, 7)) and house_act(), desk.policy)
    assert _level(desk) is AlertLevel.YELLOW
    assert [one.threshold["orange"] for one in _alerts(desk)] == ["20"]


def test_a_policyholders_own_threshold_changes_its_levels_and_not_the_insurers(desk: Desk) -> None:
    desk.on(date(2025, 2, 1)).ledger(line(*OLD))
    desk.on(date(2025, 4, 5))
    own = Threshold(Decimal(5), Decimal(20), Decimal(24))
    set_own_threshold(
        _own(desk, Role.POLICYHOLDER_ADMINISTRATOR), desk.policyholder, Indicator.BUYER_OVERDUE, own,
        valid_from=date(2025, 4, 5), reason="We want to know sooner",
    )  # fmt: skip

    run_warnings(house_act(), desk.policy)

    assert (_level(desk), _level(desk, Side.HOUSE)) == (AlertLevel.RED, AlertLevel.YELLOW)
    assert len(_alerts(desk)) == 1
    assert _alerts(desk, Side.HOUSE) == []
    moment = desk.clock.now()
    assert own_thresholds(desk.policyholder, date(2025, 4, 5), moment)[Indicator.BUYER_OVERDUE] == own
    assert house_thresholds(date(2025, 4, 5), moment)[Indicator.BUYER_OVERDUE].orange == 30


def test_thresholds_are_set_only_by_whom_they_belong_to(desk: Desk) -> None:
    own = Threshold(Decimal(5), Decimal(20), Decimal(24))
    told = {"valid_from": date(2025, 1, 2), "reason": "because"}

    with pytest.raises(NotAllowed):
        set_house_threshold(_own(desk, Role.POLICYHOLDER_ADMINISTRATOR), Indicator.BUYER_OVERDUE, own, **told)
    with pytest.raises(NotFound):
        set_own_threshold(desk.act(Role.RISK_ANALYST), desk.policyholder, Indicator.BUYER_OVERDUE, own, **told)
    with pytest.raises(NotAllowed):
        set_own_threshold(_own(desk, Role.POLICYHOLDER_USER), desk.policyholder, Indicator.BUYER_OVERDUE, own, **told)
    with pytest.raises(InvalidInput):
        set_house_threshold(
            desk.act(Role.RISK_ANALYST), Indicator.BUYER_OVERDUE, own, valid_from=date(2025, 1, 1), reason="back"
        )


def test_an_alert_is_raised_once_and_again_only_when_it_becomes_worse(desk: Desk) -> None:
    _overdue(desk, date(2025, 4, 11))
    assert [one.level for one in _alerts(desk)] == ["orange"]

    run_warnings(desk.on(date(2025, 4, 12)) and house_act(), desk.policy)
    assert len(_alerts(desk)) == 1

    run_warnings(desk.on(date(2025, 5, 20)) and house_act(), desk.policy)
    assert sorted((one.level_before, one.level) for one in _alerts(desk)) == [("green", "orange"), ("orange", "red")]


def test_an_alert_is_not_closed_without_action_and_outcome(desk: Desk) -> None:
    _overdue(desk, date(2025, 4, 11))
    number = _alerts(desk)[0].number

    for action, outcome, note in (
        (None, Outcome.PAID, ""),
        (Action.REMINDED, None, ""),
        (Action.EXPLAINED, Outcome.FALSE_ALARM, "  "),
    ):
        with pytest.raises(InvalidInput):
            close_alert(_own(desk, Role.POLICYHOLDER_USER), number, action=action, outcome=outcome, note=note)
    acknowledge_alert(_own(desk, Role.POLICYHOLDER_USER), number)
    close_alert(
        _own(desk, Role.POLICYHOLDER_USER), number, action=Action.REMINDED, outcome=Outcome.PROMISED, note="By Friday"
    )

    alert = alert_numbered(number, Side.OWN)
    assert (alert.state, alert.owner) == (AlertState.CLOSED, "ada.clerk")
    steps = db.session.scalars(select(WarningStep).where(WarningStep.alert_id == alert.id).order_by(WarningStep.id))
    assert [step.move for step in steps] == ["raise", "acknowledge", "close"]
    with pytest.raises(OutOfTurn):
        acknowledge_alert(_own(desk, Role.POLICYHOLDER_USER), number)


def test_the_insurers_alerts_do_not_exist_for_a_policyholder_nor_the_other_way_round(desk: Desk) -> None:
    _overdue(desk, date(2025, 4, 11))
    house = _alerts(desk, Side.HOUSE)[0].number

    with pytest.raises(NotFound):
        acknowledge_alert(_own(desk, Role.POLICYHOLDER_USER), house)
    with pytest.raises(NotFound):
        acknowledge_alert(desk.act(Role.RISK_ANALYST), _alerts(desk)[0].number)
    acknowledge_alert(desk.act(Role.RISK_ANALYST), house)


def test_a_run_repeated_later_gives_the_same_figures(desk: Desk) -> None:
    _overdue(desk, date(2025, 4, 11))
    run = last_run(desk.policy)
    assert run is not None
    lower = Threshold(Decimal(1), Decimal(2), Decimal(3))
    desk.on(date(2025, 4, 14))
    set_house_threshold(
        desk.act(Role.RISK_ANALYST), Indicator.BUYER_OVERDUE, lower, valid_from=date(2025, 4, 14), reason="x"
    )
    desk.ledger(line(*OLD, paid_on="2025-04-01", paid="1000.00"), line("A-9", "77.00"))

    assert worked_again(run).digest == run.digest
    assert is_stale(run, date(2025, 4, 12))
    assert not is_stale(run, date(2025, 4, 11))


def test_the_watch_list_of_a_run_is_chance_times_exposure_times_loss(desk: Desk) -> None:
    desk.on(date(2025, 2, 1)).ledger(
        line(*OLD), line("B-1", "9000.00", customer="C-2", name="Olsen AS", country="NO", due="2025-06-30")
    )
    run_warnings(desk.on(date(2025, 5, 20)) and house_act(), desk.policy)
    run = last_run(desk.policy)
    assert run is not None
    lines = watched(run)

    assert [(one.level, one.exposure, one.expected_loss) for one in lines] == [
        (AlertLevel.RED, eur("1000.00"), eur("150.00")),
        (AlertLevel.GREEN, eur("9000.00"), eur("27.00")),
    ]


def test_people_are_told_of_an_alert_in_their_language_with_the_proof_of_reading(
    desk: Desk, person: Callable[..., None]
) -> None:
    person("wei", Role.POLICYHOLDER_USER, desk.policyholder, locale="zh", email="wei@firm.example")
    person("ann", Role.POLICYHOLDER_USER, desk.policyholder, locale="en", email="ann@firm.example")
    _overdue(desk, date(2025, 4, 11))

    told = db.session.scalars(select(Message).where(Message.what == "warning.buyer_raised")).all()
    assert {message.login_id for message in told} == {one.id for one in db.session.scalars(select(Login))}
    titles = {row.recipient: row.title for row in db.session.scalars(select(OutboxMail))}
    assert "出现预警" in titles["wei@firm.example"]
    assert "Early warning on Baker" in titles["ann@firm.example"]


def test_an_alert_that_nobody_reads_goes_to_the_administrators_after_two_working_days(
    desk: Desk, person: Callable[..., None]
) -> None:
    person("ann", Role.POLICYHOLDER_USER, desk.policyholder)
    person("boss", Role.POLICYHOLDER_ADMINISTRATOR, desk.policyholder, email="boss@firm.example")
    person("chief", Role.MANAGER, email="chief@insurer.example", locale="zh")
    _overdue(desk, date(2025, 4, 11))

    escalate_unread(desk.on(date(2025, 4, 15)) and house_act())
    assert _escalations() == []

    escalate_unread(desk.on(date(2025, 4, 16)) and house_act())
    late = len(_escalations())
    assert late == len(alerts_of(Side.OWN, [desk.policy])) > 0
    assert [
        row.title for row in db.session.scalars(select(OutboxMail)) if row.recipient == "chief@insurer.example"
    ] == [f"{late} 条预警无人查阅"]

    escalate_unread(desk.on(date(2025, 4, 17)) and house_act())
    assert len(_escalations()) == late


def _escalations() -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.what == "warning.escalated")))


def test_an_alert_that_was_read_is_not_escalated(desk: Desk, person: Callable[..., None]) -> None:
    person("ann", Role.POLICYHOLDER_USER, desk.policyholder)
    person("boss", Role.POLICYHOLDER_ADMINISTRATOR, desk.policyholder)
    _overdue(desk, date(2025, 4, 11))
    open_all_messages(Act(actor_named("ann", date(2025, 4, 11)), desk.clock.now()))

    escalate_unread(desk.on(date(2025, 4, 16)) and house_act())

    assert _escalations() == []


def test_a_ledger_asks_for_a_run_and_the_night_for_one_of_every_policy(desk: Desk) -> None:
    desk.on(date(2025, 2, 1)).ledger(line(*OLD))
    jobs = db.session.scalars(select(Job.id).where(Job.kind == RUN)).all()
    assert len(jobs) == 1
    assert ask_for_runs(house_act()) == 1
    assert len(db.session.scalars(select(Job.id).where(Job.kind == RUN)).all()) == 1

    assert run_job(jobs[0])

    with reading_as(ALL):
        run = last_run(desk.policy)
    assert run is not None
    assert (run.occasion, run.as_of) == ("ledger", date(2025, 2, 1))
    ask_for_runs(desk.on(date(2025, 2, 2)) and house_act())
    assert len(db.session.scalars(select(Job.id).where(Job.kind == RUN)).all()) == 2


def test_figures_entered_are_measured_by_the_next_run(desk: Desk) -> None:
    act = _own(desk, Role.POLICYHOLDER_USER)
    figures = CompanyFigures(date(2025, 1, 2), current_assets=eur("13"), current_liabilities=eur("10"))
    enter_figures(act, desk.policyholder, figures)
    with pytest.raises(InvalidInput):
        enter_figures(act, desk.policyholder, CompanyFigures(date(2025, 1, 2)))
    with pytest.raises(InvalidInput):
        enter_figures(act, desk.policyholder, replace(figures, day=date(2025, 1, 3)))

    run_warnings(house_act(), desk.policy)

    run = last_run(desk.policy)
    assert run is not None
    assert [(one.indicator, one.value, one.level) for one in readings_of(run, Side.OWN)] == [
        (Indicator.WORKING_CAPITAL, Decimal("1.3000"), AlertLevel.ORANGE)
    ]

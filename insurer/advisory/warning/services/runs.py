"""Runs: one per policy and day, another after each ledger. A run is frozen; alerts arise from what became worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from insurer.advisory.expectation.services import forecast_payments, measure_forecasts, own_bills
from insurer.advisory.warning.models import WarningAlert, WarningReading, WarningRun, WarningStep
from insurer.advisory.warning.queries.alerts import last_run, levels_before
from insurer.advisory.warning.queries.working_out import WorkedOut, watch_plain, worked_out
from insurer.advisory.warning.rules.measuring import answer_by, newly_worse
from insurer.advisory.warning.states import AlertLevel, AlertState, Side
from insurer.advisory.warning.terms import Reading
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.jobs.ahead import ahead, handles_ahead, reading_ahead
from insurer.infra.jobs.models import JobState
from insurer.infra.jobs.running import ask_for, job_about
from insurer.infra.numbering import next_number
from insurer.kernel.calendar import add_days
from insurer.kernel.ids import PartyId, PolicyId
from insurer.parties.public import parties
from policies.facts import PolicyFacts, PolicyState
from policies.public import policies_list, policy_facts, policy_numbered

RUN = "warning.run"
MOST_TOLD = 5
"""New alerts of one run that are told one by one; more are told in one message that leads to the list."""
RUN_OFF = 365
"""Days after a policy's end in which its ledger is still watched."""
DAILY, LEDGER = "daily", "ledger"


@command(needs=None)
def ask_for_runs(act: Act) -> int:
    """Ask for a run over every policy that is in force or lately ended: each is an act of its own."""
    count = 0
    for policy in policies_list():
        ended = policy.period.last is not None and policy.period.last < add_days(act.today, -RUN_OFF)
        if policy.state is not PolicyState.DRAFT and policy.period.first <= act.today and not ended:
            ask_for_run(act, policy.number, DAILY, policy.policyholder)
            count += 1
    act.record("policies", "warning.runs_asked", day=act.today, count=count)
    return count


def ask_for_run(act: Act, policy: str, occasion: str, policyholder: PartyId | None) -> None:
    """Have one policy worked out soon; a run that already waits is enough."""
    subject = f"policy:{policy}"
    waiting = job_about(RUN, subject)
    if waiting is None or waiting.state not in (JobState.QUEUED, JobState.RUNNING):
        ask_for(act, RUN, {"policy": policy, "occasion": occasion}, policyholder, subject)


@handles_ahead(RUN)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    policy = policy_numbered(str(payload["policy"]))
    if reading_ahead():
        _worked_out(policy, act.today, act.at)
        own_bills(policy.id, act)
        return
    run_warnings(act, policy.id, occasion=str(payload["occasion"]))
    measure_forecasts(act, policy.id)
    forecast_payments(act, policy.id)


def _worked_out(policy: PolicyFacts, day: date, at: datetime) -> WorkedOut:
    return ahead(("warning", policy.id, day, at), lambda: worked_out(policy, day, at))


@command(needs=None)
def run_warnings(act: Act, policy_id: PolicyId, *, occasion: str = DAILY, as_of: date | None = None) -> int:
    """Work out every indicator of a policy, keep it, and raise an alert for what became worse since the last run."""
    policy, day = policy_facts(policy_id), as_of or act.today
    before = levels_before(last_run(policy_id))
    found = _worked_out(policy, day, act.at)
    run = _keep(act, policy, day, occasion, found)
    own = [_alert(act, policy, run, one, Side.OWN, before[0]) for one in newly_worse(found.own, before[0])]
    house = [_alert(act, policy, run, one, Side.HOUSE, before[1]) for one in newly_worse(found.house, before[1])]
    db.session.flush()
    act.record(
        f"policy:{policy.number}", "warning.run", day=day, count=len(found.own), alerts=len(own), occasion=occasion
    )
    _tell(act, policy, own)
    for one in house:
        act.record(
            f"alert:{one.number}", "warning.house_raised", also=(f"policy:{policy.number}",),
            indicator=one.indicator, level=one.level,
        )  # fmt: skip
    return run.id


def _keep(act: Act, policy: PolicyFacts, day: date, occasion: str, found: WorkedOut) -> WarningRun:
    """The run and its readings: of the ledger all, of buyers those that ask for attention on either side."""
    run = WarningRun(
        policyholder_id=policy.policyholder,
        policy_id=policy.id,
        as_of=day,
        known_at=act.at,
        occasion=occasion,
        currency=policy.currency,
        measured=len(found.own),
        buyers=len({one.buyer for one in found.own if one.buyer is not None}),
        digest=found.digest,
        watch=watch_plain(found.watch),
    )
    db.session.add(run)
    db.session.flush()
    for own, house in zip(found.own, found.house, strict=True):
        if own.buyer is None or AlertLevel.GREEN not in (own.level, house.level) or own.level != house.level:
            db.session.add(
                WarningReading(
                    policyholder_id=policy.policyholder,
                    run_id=run.id,
                    indicator=own.indicator.value,
                    party_id=own.buyer,
                    value=own.value,
                    level=own.level.value,
                    house_level=house.level.value,
                    threshold=own.threshold.plain(),
                    house_threshold=house.threshold.plain(),
                )
            )
    return run


def _alert(
    act: Act,
    policy: PolicyFacts,
    run: WarningRun,
    one: Reading,
    side: Side,
    before: Mapping[tuple[str, int], AlertLevel],
) -> WarningAlert:
    alert = WarningAlert(
        policyholder_id=policy.policyholder,
        number=next_number("AL", act.today.year),
        side=side.value,
        policy_id=policy.id,
        party_id=one.buyer,
        run_id=run.id,
        indicator=one.indicator.value,
        level=one.level.value,
        level_before=before.get(one.key, AlertLevel.GREEN).value,
        value=one.value,
        threshold=one.threshold.plain(),
        raised_at=act.at,
        answer_by=answer_by(one.level, act.today),
        state=AlertState.OPEN.value,
    )
    db.session.add(alert)
    db.session.flush()
    db.session.add(
        WarningStep(
            policyholder_id=policy.policyholder, alert_id=alert.id, move="raise", note="", taken_at=act.at,
            taken_by=act.actor.name,
        )
    )  # fmt: skip
    return alert


def _tell(act: Act, policy: PolicyFacts, raised: Sequence[WarningAlert]) -> None:
    """Record each alert; the policyholder's people are told of each, or of many at once with the way to the list."""
    names = parties([PartyId(one.party_id) for one in raised if one.party_id is not None])
    few = len(raised) <= MOST_TOLD
    for one in raised:
        buyer = None if one.party_id is None else names[PartyId(one.party_id)].public_id
        what = "warning.listed" if not few else "warning.raised" if buyer is None else "warning.buyer_raised"
        act.record(
            f"alert:{one.number}",
            what,
            also=(f"policy:{policy.number}", *((f"buyer:{buyer}",) if buyer else ())),
            policyholder=policy.policyholder,
            indicator=one.indicator,
            level=one.level,
            answer_by=one.answer_by,
        )
    if not few:
        act.record(
            f"warnings:{policy.number}",
            "warning.many",
            also=(f"policy:{policy.number}",),
            policyholder=policy.policyholder,
            count=len(raised),
        )

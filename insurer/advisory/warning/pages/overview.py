"""Early warning of one policy: levels with their course, what buyers ask for attention, alerts, the watch list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import request, url_for
from flask.typing import ResponseReturnValue

from insurer.advisory.warning.models import WarningAlert
from insurer.advisory.warning.pages.frame import (
    buyers_named,
    chosen_policy,
    is_stale,
    name_of,
    shown_page,
    side_named,
    threshold_texts,
    value_text,
)
from insurer.advisory.warning.queries.alerts import Kept, alerts_of, last_run, readings_of, values_over_time, watched
from insurer.advisory.warning.queries.working_out import reading_behind
from insurer.advisory.warning.rules.measuring import Watched, by_deadline
from insurer.advisory.warning.states import AlertLevel, AlertState
from insurer.advisory.warning.terms import CHANCE, LOSS_SHARE, UNITS, Indicator, Unit
from insurer.infra.clock import today
from insurer.infra.languages import here, label, share_shown, shown
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import Whole, answered_whole
from insurer.infra.web.tables import Column
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId
from insurer.kernel.rounding import to_places
from insurer.parties.facts import PartyFacts
from insurer.parties.public import party_of

MOST_WATCHED = 10
MOST_ALERTS = 12
WATCH_COLUMNS = (
    Column("buyer", "Buyer", narrow=True),
    Column("level", "Level", "status", narrow=True),
    Column("exposure", "Outstanding", "money"),
    Column("insured", "Insured", "money"),
    Column("expected_loss", "Expected loss", "money", narrow=True),
    Column("deadline", "Next deadline", "date"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the ledger as the page shows it."""

    kept: Kept
    value: str
    bounds: tuple[str, str, str]
    course: Sequence[tuple[date, Decimal]]
    href: str


@dataclass(frozen=True, slots=True)
class BuyerLine:
    """One buyer that asks for attention: its worst level and every reading that is not green."""

    buyer: PartyFacts
    name: str
    level: AlertLevel
    readings: Sequence[tuple[Kept, str, str]]


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert with the words for it."""

    alert: WarningAlert
    indicator: Indicator
    level: AlertLevel
    state: AlertState
    buyer: str


def overview_page(side: str) -> ResponseReturnValue:
    """The last run of the policy that the page is about."""
    choice = chosen_policy()
    policy, day = choice.policy, today()
    run = None if policy is None else last_run(policy.id)
    kept = [] if run is None else readings_of(run, side_named(side))
    watch = [] if run is None else _ordered(watched(run))
    alerts = [] if policy is None else alerts_of(side_named(side), [policy.id])
    waiting = [one for one in alerts if one.state != AlertState.CLOSED]
    most = len(waiting) if request.args.get("alerts") == "all" else MOST_ALERTS
    keys = {one.buyer for one in kept if one.buyer is not None} | {one.buyer for one in watch[:MOST_WATCHED]}
    buyers = buyers_named(keys | {PartyId(one.party_id) for one in alerts if one.party_id is not None})
    number = "" if policy is None else policy.number
    return shown_page(
        side,
        "overview",
        choice=choice,
        policy=policy,
        run=run,
        stale=run is not None and is_stale(run, day),
        today=day,
        lines=_lines(policy.id, number, kept) if policy is not None else [],
        buyers=_buyer_lines(number, kept, buyers),
        alerts=[(alert_line(one, buyers), number) for one in waiting[:most]],
        more=len(waiting[most:]),
        levels=list(AlertLevel),
        chances=", ".join(f"{label(level)} {share_shown(CHANCE[level], 1)}" for level in AlertLevel),
        loss_share=share_shown(LOSS_SHARE, 0),
        closed=sum(1 for one in alerts if one.state == AlertState.CLOSED),
        watch=[(one, buyers[one.buyer], name_of(buyers, one.buyer)) for one in watch[:MOST_WATCHED]],
        watched=len(watch),
        by=_order(),
        crumbs=[Crumb(here("Early warning"))],
    )


def _order() -> str:
    return "deadline" if request.args.get("by") == "deadline" else "loss"


def _ordered(lines: list[Watched]) -> list[Watched]:
    return by_deadline(lines) if _order() == "deadline" else lines


def _lines(policy_id: object, number: str, kept: Sequence[Kept]) -> list[Line]:
    courses = values_over_time(policy_id)  # type: ignore[arg-type]
    return [
        Line(
            one,
            value_text(one.indicator, one.value),
            threshold_texts(one.indicator, one.threshold),
            courses.get(one.indicator, ()),
            url_for(".reading", policy=number, indicator=one.indicator.value),
        )
        for one in kept
        if one.buyer is None
    ]


def _buyer_lines(number: str, kept: Sequence[Kept], buyers: dict[PartyId, PartyFacts]) -> list[BuyerLine]:
    """Buyers with anything that is not green, the worst first."""
    found: dict[PartyId, list[Kept]] = {}
    for one in kept:
        if one.buyer is not None and one.level is not AlertLevel.GREEN:
            found.setdefault(one.buyer, []).append(one)
    lines = [
        BuyerLine(
            buyers[key],
            name_of(buyers, key),
            max((one.level for one in own), key=lambda level: level.rank),
            [
                (
                    one,
                    value_text(one.indicator, one.value),
                    url_for(".reading", policy=number, indicator=one.indicator.value, buyer=buyers[key].public_id),
                )
                for one in own
            ],
        )
        for key, own in found.items()
    ]
    return sorted(lines, key=lambda one: (-one.level.rank, -len(one.readings), one.name))


def alert_line(alert: WarningAlert, buyers: dict[PartyId, PartyFacts]) -> AlertLine:
    """An alert in words."""
    buyer = "" if alert.party_id is None else name_of(buyers, PartyId(alert.party_id))
    return AlertLine(alert, Indicator(alert.indicator), AlertLevel(alert.level), AlertState(alert.state), buyer)


def reading_page(side: str) -> ResponseReturnValue:
    """One indicator of the last run with its working, worked out again from what was known when it ran."""
    choice = chosen_policy()
    indicator = next((one for one in Indicator if one.value == request.args.get("indicator", "")), None)
    run = None if choice.policy is None else last_run(choice.policy.id)
    if choice.policy is None or indicator is None or run is None:
        raise NotFound("warning.no_such_reading")
    asked = request.args.get("buyer", "")
    buyer = party_of(asked) if asked else None
    key = (indicator.value, int(buyer.id) if buyer is not None else 0)
    found = reading_behind(run, side_named(side), key)
    if found is None:
        raise NotFound("warning.no_such_reading")
    course = [] if buyer else values_over_time(choice.policy.id).get(indicator, [])
    back = url_for(".overview", policy=choice.policy.number)
    return shown_page(
        side,
        "reading",
        policy=choice.policy,
        run=run,
        buyer=buyer,
        found=found,
        value=value_text(indicator, found.value),
        course=[(day, _plotted(indicator, measured)) for day, measured in course],
        course_days=[shown(day) for day, _value in course],
        crumbs=[Crumb(here("Early warning"), back), Crumb(label(indicator))],
    )


def _plotted(indicator: Indicator, value: Decimal) -> Decimal:
    """A value as a chart writes it: shares in percent, one decimal."""
    return to_places(value * 100 if UNITS[indicator] is Unit.SHARE else value, 1)


def watch_page(side: str) -> ResponseReturnValue:
    """The whole watch list, as a page or a file."""
    choice = chosen_policy()
    run = None if choice.policy is None else last_run(choice.policy.id)
    found = [] if run is None else _ordered(watched(run))
    buyers = buyers_named([one.buyer for one in found])
    lines = [
        (
            (name_of(buyers, one.buyer), one.level, one.exposure, one.insured, one.expected_loss, one.next_deadline),
            url_for(f"buyers_{side}.buyer", public_id=buyers[one.buyer].public_id),
        )
        for one in found
    ]
    back = url_for(".overview", policy=choice.policy.number if choice.policy else None)
    crumbs = [Crumb(here("Early warning"), back), Crumb(here("Watch list"))]
    return answered_whole(
        Whole("watch-list", here("Watch list"), here("Nobody owes anything."), WATCH_COLUMNS, lines),
        lambda table: shown_page(side, "watch", choice=choice, table=table, crumbs=crumbs),
    )

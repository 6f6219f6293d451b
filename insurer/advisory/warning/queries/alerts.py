"""Reads of runs and alerts: the last run of a policy, its readings and watch list, the alerts of a side."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Select, func, select

from insurer.advisory.warning.models import WarningAlert, WarningReading, WarningRun, WarningStep
from insurer.advisory.warning.rules.measuring import Watched
from insurer.advisory.warning.states import AlertLevel, AlertState, Side
from insurer.advisory.warning.terms import Indicator, Threshold
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money

OPEN_STATES = (AlertState.OPEN.value, AlertState.ACKNOWLEDGED.value)


@dataclass(frozen=True, slots=True)
class Kept:
    """One reading as a run kept it, with the level of the side that asks."""

    indicator: Indicator
    buyer: PartyId | None
    value: Decimal
    level: AlertLevel
    threshold: Threshold


def last_run(policy_id: PolicyId) -> WarningRun | None:
    """The last run over a policy within the reader's scope."""
    query = select(WarningRun).where(WarningRun.policy_id == policy_id).order_by(WarningRun.id.desc())
    return db.session.scalar(query.limit(1))


def last_runs_of(policies: Collection[PolicyId]) -> dict[PolicyId, WarningRun]:
    """The last run over each of some policies."""
    newest = (
        select(func.max(WarningRun.id)).where(WarningRun.policy_id.in_(policies)).group_by(WarningRun.policy_id)
    ).scalar_subquery()
    return {row.policy_id: row for row in db.session.scalars(select(WarningRun).where(WarningRun.id.in_(newest)))}


def run_of(run_id: int) -> WarningRun:
    """A run within the reader's scope."""
    found = db.session.scalar(select(WarningRun).where(WarningRun.id == run_id))
    if found is None:
        raise NotFound("warning.no_such_run", id=run_id)
    return found


def readings_of(run: WarningRun, side: Side) -> list[Kept]:
    """What a run kept, in the order of the indicators."""
    rows = db.session.scalars(select(WarningReading).where(WarningReading.run_id == run.id).order_by(WarningReading.id))
    return [
        Kept(
            Indicator(row.indicator),
            row.party_id,
            row.value,
            AlertLevel(row.level if side is Side.OWN else row.house_level),
            Threshold.of_plain(row.threshold if side is Side.OWN else row.house_threshold),
        )
        for row in rows
    ]


def levels_before(
    run: WarningRun | None,
) -> tuple[Mapping[tuple[str, int], AlertLevel], Mapping[tuple[str, int], AlertLevel]]:
    """The levels of a run by indicator and buyer: the policyholder's and the insurer's. What is missing was green."""
    if run is None:
        return {}, {}
    rows = db.session.scalars(select(WarningReading).where(WarningReading.run_id == run.id)).all()
    keys = [(row.indicator, int(row.party_id or 0)) for row in rows]
    own = {key: AlertLevel(row.level) for key, row in zip(keys, rows, strict=True)}
    return own, {key: AlertLevel(row.house_level) for key, row in zip(keys, rows, strict=True)}


def values_over_time(policy_id: PolicyId, most: int = 12) -> dict[Indicator, list[tuple[date, Decimal]]]:
    """The ledger's own readings of the last runs, one per day, the oldest first."""
    runs = db.session.execute(
        select(WarningRun.as_of, func.max(WarningRun.id))
        .where(WarningRun.policy_id == policy_id)
        .group_by(WarningRun.as_of)
        .order_by(WarningRun.as_of.desc())
        .limit(most)
    ).all()
    days = {int(run): day for day, run in runs}
    rows = db.session.scalars(
        select(WarningReading).where(WarningReading.run_id.in_(days), WarningReading.party_id.is_(None))
    )
    found: dict[Indicator, list[tuple[date, Decimal]]] = {}
    for row in sorted(rows, key=lambda one: days[one.run_id]):
        found.setdefault(Indicator(row.indicator), []).append((days[row.run_id], row.value))
    return found


def watched(run: WarningRun) -> list[Watched]:
    """The watch list as the run kept it, by expected loss."""
    return [
        Watched(
            PartyId(int(line["buyer"])),
            AlertLevel(line["level"]),
            Money(int(line["exposure"]), run.currency),
            Money(int(line["insured"]), run.currency),
            Money(int(line["expected_loss"]), run.currency),
            date.fromisoformat(line["next_deadline"]) if line["next_deadline"] else None,
        )
        for line in run.watch
    ]


def alerts_of(side: Side, policies: Collection[PolicyId], *, open_only: bool = False) -> list[WarningAlert]:
    """The alerts of a side under some policies: what is open first, then by the day to answer."""
    query = select(WarningAlert).where(WarningAlert.side == side.value, WarningAlert.policy_id.in_(policies))
    if open_only:
        query = query.where(WarningAlert.state.in_(OPEN_STATES))
    rows = list(db.session.scalars(query.order_by(WarningAlert.id.desc())))
    return sorted(rows, key=lambda one: (one.state == AlertState.CLOSED, one.answer_by, -one.id))


def alert_numbered(number: str, side: Side) -> WarningAlert:
    """The alert of that number on that side within the reader's scope; any other does not exist."""
    found = db.session.scalar(_numbered(number, side))
    if found is None:
        raise NotFound("warning.no_such_alert", number=number[:24])
    return found


def _numbered(number: str, side: Side) -> Select[WarningAlert]:
    return select(WarningAlert).where(WarningAlert.number == number, WarningAlert.side == side.value)


def steps_of(alert_id: int) -> list[WarningStep]:
    """What was done about an alert, the oldest first."""
    return list(
        db.session.scalars(select(WarningStep).where(WarningStep.alert_id == alert_id).order_by(WarningStep.id))
    )


def unanswered(side: Side, raised_before: datetime) -> list[WarningAlert]:
    """Alerts that nobody has taken up and that were raised before a moment, not yet escalated."""
    return list(
        db.session.scalars(
            select(WarningAlert)
            .where(
                WarningAlert.side == side.value,
                WarningAlert.state == AlertState.OPEN.value,
                WarningAlert.escalated_at.is_(None),
                WarningAlert.raised_at < raised_before,
            )
            .order_by(WarningAlert.id)
        )
    )

"""Reads of thresholds and of the figures a policyholder entered: as of a day, as known at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from insurer.advisory.warning.models import CompanyFigure, HouseThreshold, OwnThreshold
from insurer.advisory.warning.terms import STARTING, CompanyFigures, Indicator, Threshold
from insurer.infra.db import db
from insurer.kernel.ids import PartyId

Set = dict[Indicator, Threshold]


@dataclass(frozen=True, slots=True)
class Dated:
    """One row of a threshold's history: from which day, by whom, when and why."""

    indicator: Indicator
    threshold: Threshold
    valid_from: date
    reason: str
    recorded_at: datetime
    recorded_by: str


def house_thresholds(as_of: date, known_by: datetime) -> Set:
    """The insurer's thresholds on a day as known at a moment; where it set none, those to start with."""
    found = dict(STARTING)
    rows = db.session.scalars(
        select(HouseThreshold)
        .where(HouseThreshold.valid_from <= as_of, HouseThreshold.recorded_at <= known_by)
        .order_by(HouseThreshold.valid_from, HouseThreshold.id)
    )
    found.update((Indicator(row.indicator), row.threshold()) for row in rows)
    return found


def own_thresholds(policyholder: PartyId, as_of: date, known_by: datetime) -> Set:
    """A policyholder's thresholds; where it set none of its own, the insurer's."""
    found = house_thresholds(as_of, known_by)
    rows = db.session.scalars(
        select(OwnThreshold)
        .where(
            OwnThreshold.policyholder_id == policyholder,
            OwnThreshold.valid_from <= as_of,
            OwnThreshold.recorded_at <= known_by,
        )
        .order_by(OwnThreshold.valid_from, OwnThreshold.id)
    )
    found.update((Indicator(row.indicator), row.threshold()) for row in rows)
    return found


def threshold_history(policyholder: PartyId | None) -> list[Dated]:
    """Everything ever set, the newest first: the house's, or a policyholder's own."""
    rows: Sequence[HouseThreshold | OwnThreshold]
    if policyholder is None:
        rows = db.session.scalars(select(HouseThreshold).order_by(HouseThreshold.id.desc())).all()
    else:
        own = select(OwnThreshold).where(OwnThreshold.policyholder_id == policyholder)
        rows = db.session.scalars(own.order_by(OwnThreshold.id.desc())).all()
    return [
        Dated(Indicator(row.indicator), row.threshold(), row.valid_from, row.reason, row.recorded_at, row.recorded_by)
        for row in rows
    ]


def company_figures(policyholder: PartyId, as_of: date, known_by: datetime) -> list[CompanyFigures]:
    """What was entered for days up to `as_of`, the newest day first; of one day the last entry."""
    rows = db.session.scalars(
        select(CompanyFigure)
        .where(
            CompanyFigure.policyholder_id == policyholder,
            CompanyFigure.day <= as_of,
            CompanyFigure.recorded_at <= known_by,
        )
        .order_by(CompanyFigure.id)
    )
    by_day = {row.day: row.figures() for row in rows}
    return [by_day[day] for day in sorted(by_day, reverse=True)]

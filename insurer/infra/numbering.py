"""Numbers without gaps: drawn inside the act's own transaction, so a number exists only with what it numbers."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.db import Model, db


class NumberSeries(Model):
    """One series (`claim/2026`) and the last number given from it."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int]


def next_number(prefix: str, year: int) -> str:
    """The next number of a year's series: `CL-2026-000001`; the series row is locked until the act ends."""
    name = f"{prefix}/{year}"
    series = db.session.get(NumberSeries, name, with_for_update=True, populate_existing=True)
    if series is None:
        try:
            with db.session.begin_nested():
                db.session.add(NumberSeries(name=name, last=0))
        except IntegrityError:
            db.session.expire_all()
        series = db.session.get_one(NumberSeries, name, with_for_update=True, populate_existing=True)
    series.last += 1
    db.session.flush()
    return _number(prefix, year, series.last)


def number_ahead(prefix: str, year: int) -> str:
    """The number that would be next if nobody draws one before; nothing is drawn or locked."""
    series = db.session.get(NumberSeries, f"{prefix}/{year}")
    return _number(prefix, year, 1 if series is None else series.last + 1)


def _number(prefix: str, year: int, place: int) -> str:
    return f"{prefix}-{year}-{place:06d}"

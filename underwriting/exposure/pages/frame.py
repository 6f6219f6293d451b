"""What the pages of exposure share: the side they are shown on, the day asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, request

from insurer.infra.clock import clock, today
from insurer.kernel.parsing import parse_day


def asked_day() -> date:
    """The day at whose end the page is asked for: today unless `?as_of=` names another."""
    asked = request.args.get("as_of", "")
    return parse_day(asked, "as_of") if asked else today()


def known_on() -> date | None:
    """The day until whose end what was recorded counts: that of `?known_by=`; everything counts without one."""
    asked = request.args.get("known_by", "")
    return parse_day(asked, "known_by") if asked else None


def known_by(day: date | None) -> datetime | None:
    """The last moment of the day."""
    return None if day is None else clock().end_of(day) - timedelta(microseconds=1)


def two_times(day: date, known: date | None) -> dict[str, Any]:
    """The two times of a page as its address carries them on."""
    return {"as_of": day.isoformat()} | ({"known_by": known.isoformat()} if known else {})


def shown_page(side: str, page: str, **values: object) -> str:
    """The page of a side."""
    return render_template(
        f"underwriting/exposure/{side}/{page}.html", layout=f"_layout/{side}.html", side=side, **values
    )

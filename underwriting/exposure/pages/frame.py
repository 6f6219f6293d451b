"""What the pages of exposure share: the side they are shown on, the day asked for, the clocks of an invoice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template, request

from insurer.infra.clock import today
from insurer.kernel.parsing import parse_day
from policies.facts import Deadlines

CLOCKS = ("notify_by", "stop_of_cover_on", "claim_from", "claim_by")


@dataclass(frozen=True, slots=True)
class Clock:
    """One last day of an invoice with the clause that sets it."""

    name: str
    day: date
    clause: str


def running_clocks(found: Deadlines, day: date, *, notified: bool) -> tuple[Clock, ...]:
    """The clocks of an invoice that have not run out by `day`; of those that have, a notice that was not given."""
    clauses: Mapping[str, str] = found.clauses
    running = [
        Clock(name, last, clauses.get(name, ""))
        for name in CLOCKS
        if isinstance(last := getattr(found, name), date) and (not notified if name == "notify_by" else last >= day)
    ]
    return tuple(sorted(running, key=lambda clock: clock.day))


def asked_day() -> date:
    """The day at whose end the page is asked for: today unless `?as_of=` names another."""
    asked = request.args.get("as_of", "")
    return parse_day(asked, "as_of") if asked else today()


def shown_page(side: str, page: str, **values: object) -> str:
    """The page of a side."""
    return render_template(
        f"underwriting/exposure/{side}/{page}.html", layout=f"_layout/{side}.html", side=side, **values
    )

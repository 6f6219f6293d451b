"""The calendar file: all-day entries in the reader's language, as calendar programs read them (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from insurer.home.calendar.terms import CalendarDay, Due
from insurer.infra.languages import clause_text, here, reader_locale

MOST_INVOICES = 20
"""Invoices named in one entry; the page that it leads to has them all."""


def calendar_file(days: Sequence[CalendarDay], at: datetime, base: str) -> bytes:
    """The deadlines as a calendar of all-day entries; `base` is the address that their links begin with.

    An entry keeps its identity (UID) as long as it is about the same thing on the same day.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Tradecover//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", here("Trade credit insurance: deadlines"))
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for day in days:
        calendar.add_component(_entry(day, at, base))
    content: bytes = calendar.to_ical()
    return content


def _entry(day: CalendarDay, at: datetime, base: str) -> Event:
    entry = Event()
    host = base.split("://")[-1].split("/")[0].split(":")[0]
    entry.add("uid", f"{day.about.replace('/', '-').lower()}@{host}")
    entry.add("dtstamp", at)
    entry.add("dtstart", day.day)
    entry.add("dtend", day.day + timedelta(days=1))
    entry.add("summary", _summary(day))
    entry.add("description", "\n".join(_lines(day, base)))
    entry.add("url", base + day.href)
    entry.add("categories", [here("Credit insurance")])
    entry.add("transp", "TRANSPARENT")
    return entry


def _summary(day: CalendarDay) -> str:
    what = here(f"home.deadline.{day.what.value}")
    if day.amount is None:
        return here("%(what)s · %(whom)s", what=what, whom=day.whom)
    return here("%(what)s · %(whom)s · %(amount)s", what=what, whom=day.whom, amount=day.amount)


def _lines(day: CalendarDay, base: str) -> list[str]:
    """What the entry says when it is opened: policy, clause, invoices, what is lost, where to act."""
    lines = [here("Policy %(number)s", number=day.policy)]
    if day.clause:
        lines.append(here("Clause: %(clause)s", clause=clause_text(day.clause, reader_locale())))
    if day.invoices:
        some = ", ".join(day.invoices[:MOST_INVOICES]) + (" …" if len(day.invoices) > MOST_INVOICES else "")
        lines.append(here("Invoices: %(numbers)s", numbers=some))
    lines.append(here(f"home.lost.{day.what.value}"))
    if day.lost:
        words = "At stake: shipments of about %(amount)s a month" if day.what is Due.STOP else "At stake: %(amount)s"
        lines.append(here(words, amount=day.lost))
    return [*lines, base + day.href]

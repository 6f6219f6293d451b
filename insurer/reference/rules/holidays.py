"""Public holidays of a country, as a container of days that the kernel's business calendar can ask."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version

import holidays as published

from insurer.kernel.errors import InvalidInput
from insurer.reference.terms import Source

SOURCE = Source("holidays (public calendars by country)", version("holidays"))


@dataclass(frozen=True)
class HolidayCalendar(Container[date]):
    """The public holidays of `country`; regions' own holidays are not among them."""

    country: str
    _days: Container[object]

    def __contains__(self, day: object) -> bool:
        return day in self._days


@cache
def holiday_calendar(country: str) -> HolidayCalendar:
    """The calendar of a two-letter country code; refuses a country whose holidays nobody published."""
    return HolidayCalendar(country, _published(country, None))


def holidays_of_year(country: str, year: int, locale: str) -> tuple[tuple[date, str], ...]:
    """The holidays of one year in order with their names, in the reader's language where the calendar has it."""
    language = _language(country, locale)
    return tuple(sorted(_published(country, language, year).items()))


def _published(country: str, language: str | None, year: int | None = None) -> published.HolidayBase:
    try:
        return published.country_holidays(country, years=year, language=language)
    except NotImplementedError:
        raise InvalidInput("reference.no_holiday_calendar", "country", value=country[:40]) from None


def _language(country: str, locale: str) -> str | None:
    offered = tuple(published.list_localized_countries().get(country, ()))
    wanted = ("zh_CN", "zh") if locale.startswith("zh") else ("en_US", "en", "en_GB")
    return next((language for language in wanted if language in offered), None)

"""Days, months and business days. Holidays are handed in; nothing here knows what day it is."""

from __future__ import annotations

import calendar
from collections.abc import Container
from datetime import date, timedelta


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """The same day number `months` later, or that month's last day: 30 Nov + 3 months is 28 or 29 Feb."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_index(day: date) -> int:
    """Months since year 0, so that two days' indexes differ by the calendar months between them."""
    return day.year * 12 + day.month - 1


def month_ends(first: date, last: date) -> list[date]:
    """Every month end from `first` to `last`, both included."""
    ends, end = [], month_end(first)
    while end <= last:
        ends.append(end)
        end = month_end(end + timedelta(days=1))
    return ends


def add_business_days(day: date, days: int, holidays: Container[date] = ()) -> date:
    """The `days`-th business day after `day`: Saturdays, Sundays and `holidays` do not count."""
    while days:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days -= 1
    return day

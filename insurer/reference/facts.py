"""The pure door: countries, currencies, sectors, holidays and cross rates as frozen facts."""

from __future__ import annotations

from insurer.reference.rules.countries import countries, country, country_name, read_country
from insurer.reference.rules.currencies import currencies, currency_name, read_currency
from insurer.reference.rules.exchange import EuroRate, cross_rate
from insurer.reference.rules.holidays import HolidayCalendar, holiday_calendar, holidays_of_year
from insurer.reference.rules.sectors import in_section, sector, sectors
from insurer.reference.terms import CodeStanding, Country, CountryReading, CrossRate, May, Sector, Source

__all__ = [
    "CodeStanding",
    "Country",
    "CountryReading",
    "CrossRate",
    "EuroRate",
    "HolidayCalendar",
    "May",
    "Sector",
    "Source",
    "countries",
    "country",
    "country_name",
    "cross_rate",
    "currencies",
    "currency_name",
    "holiday_calendar",
    "holidays_of_year",
    "in_section",
    "read_country",
    "read_currency",
    "sector",
    "sectors",
]

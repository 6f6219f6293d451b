"""Statutory late interest country by country: what the law gives where the contract says nothing.

Each sheet names its law. Reference rates are dated data; past the last known one nothing is guessed: the
rate is asked for. Sources: regulation on payments to small and medium-sized enterprises (State Council order
802, 2025, before it order 728, 2020, in force 1 Sep 2020), agreed rate not below the one-year LPR at signing,
else 0.05 % a day; interpretation of the Supreme People's Court on sales contracts, art. 18: benchmark rate to
19 Aug 2019, then one-year LPR, plus 30 to 50 %; Directive 2011/7/EU, art. 2, 3, 6; Late Payment of Commercial
Debts (Interest) Act 1998, s. 5A, and the Rate of Interest (No. 3) Order 2002.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from claims.collections.rules.late_interest import InterestRate, LateInterest, first_day_of_interest, late_interest
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money


class InterestSheet(StrEnum):
    """Whose law gives the interest."""

    CHINA_SME = "china_sme"
    CHINA_GENERAL = "china_general"
    EU = "eu"
    UNITED_KINGDOM = "united_kingdom"


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """A published rate from the day it applies to debts."""

    first: date
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryRates:
    """The rates of one debt under one sheet, and the sum owed on top whatever the days."""

    sheet: InterestSheet
    rates: tuple[InterestRate, ...]
    fixed_compensation: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LateDebt:
    """What the sheets ask of a debt. Sizes are those of the day the contract was signed."""

    principal: Money
    due: date
    paid: date
    contract_signed: date | None = None
    agreed_annual_rate: Decimal | None = None
    seller_is_sme: bool = False
    buyer_is_authority_or_large: bool = False
    surcharge: Decimal = Decimal("0.30")


@dataclass(frozen=True, slots=True)
class ReferenceSeries:
    """A reference rate through time; after `known_to` nothing is known and nothing is guessed."""

    name: str
    rates: tuple[ReferenceRate, ...]
    known_to: date

    def on(self, day: date) -> Decimal:
        """The rate that applies on `day`; refuses a day before the first or after the last known."""
        found = [entry.rate for entry in self.rates if entry.first <= day]
        if not found or day > self.known_to:
            raise InvalidInput("late_interest.reference_rate_unknown", "segments", series=self.name, day=day)
        return found[-1]

    def changes(self, first: date, last: date) -> tuple[ReferenceRate, ...]:
        """The rate of `first` and every change after it up to `last`."""
        later = tuple(entry for entry in self.rates if first < entry.first <= last)
        self.on(last)
        return (ReferenceRate(first, self.on(first)), *later)


def _series(name: str, known_to: date, *rows: tuple[int, int, int, str]) -> ReferenceSeries:
    rates = tuple(ReferenceRate(date(year, month, day), Decimal(rate)) for year, month, day, rate in rows)
    return ReferenceSeries(name, rates, known_to)


ECB_MAIN_RATE = _series(
    "ECB main refinancing rate", date(2026, 6, 30),
    (2013, 1, 1, "0.0075"), (2013, 7, 1, "0.0050"), (2014, 1, 1, "0.0025"), (2014, 7, 1, "0.0015"),
    (2015, 1, 1, "0.0005"), (2016, 7, 1, "0"), (2023, 1, 1, "0.0250"), (2023, 7, 1, "0.0400"),
    (2024, 1, 1, "0.0450"), (2024, 7, 1, "0.0425"), (2025, 1, 1, "0.0315"), (2025, 7, 1, "0.0215"),
)  # fmt: skip
"""The rate of 1 January and 1 July, from the half-year it rules."""
BANK_OF_ENGLAND_RATE = _series(
    "Bank of England official rate", date(2026, 6, 30),
    (2009, 7, 1, "0.0050"), (2017, 1, 1, "0.0025"), (2018, 1, 1, "0.0050"), (2019, 1, 1, "0.0075"),
    (2020, 7, 1, "0.0010"), (2022, 1, 1, "0.0025"), (2022, 7, 1, "0.0125"), (2023, 1, 1, "0.0350"),
    (2023, 7, 1, "0.0500"), (2024, 1, 1, "0.0525"), (2025, 1, 1, "0.0475"), (2025, 7, 1, "0.0425"),
    (2026, 1, 1, "0.0375"),
)  # fmt: skip
"""The rate of the 31 December or 30 June before, from the half-year in which interest starts to run."""
CHINA_ONE_YEAR_RATE = _series(
    "one-year LPR", date(2025, 12, 31),
    (2015, 10, 24, "0.0435"), (2019, 8, 20, "0.0425"), (2019, 9, 20, "0.0420"), (2019, 11, 20, "0.0415"),
    (2020, 2, 20, "0.0405"), (2020, 4, 20, "0.0385"), (2021, 12, 20, "0.0380"), (2022, 1, 20, "0.0370"),
    (2022, 8, 22, "0.0365"), (2023, 6, 20, "0.0355"), (2023, 8, 21, "0.0345"), (2024, 7, 22, "0.0335"),
    (2024, 10, 21, "0.0310"), (2025, 5, 20, "0.0300"),
)  # fmt: skip
"""One-year benchmark lending rate to 19 Aug 2019, then the one-year loan prime rate."""

STATUTORY_POINTS = Decimal("0.08")
CHINA_SME_DAILY = Decimal("0.0005")
CHINA_SME_SINCE = date(2020, 9, 1)
EU_FIXED_SUM = Money(40_00, "EUR")
UK_FIXED_SUMS = ((1_000_00, 40_00), (10_000_00, 70_00), (None, 100_00))
"""Debts below so many pence, and the sum owed on them."""


def statutory_rates(sheet: InterestSheet, debt: LateDebt, series: ReferenceSeries | None = None) -> StatutoryRates:
    """The rates that the law gives for the debt's late days, and the fixed sum on top.

    EU: each half-year at its own reference rate. UK: the rate of the half-year in which interest starts, for good.
    China: 0.05 % a day between a small seller and a large or public buyer, else LPR on the first late day with the
    surcharge. `series` replaces the reference rates known here. Raises InvalidInput where a fact is missing.
    """
    first = first_day_of_interest(debt.due)
    nothing = Money.zero(debt.principal.currency)
    if sheet is InterestSheet.CHINA_SME:
        return StatutoryRates(sheet=sheet, rates=_china_sme(debt, series), fixed_compensation=nothing)
    if sheet is InterestSheet.CHINA_GENERAL:
        return StatutoryRates(sheet=sheet, rates=(_china_general(debt, series),), fixed_compensation=nothing)
    if sheet is InterestSheet.EU:
        changes = (series or ECB_MAIN_RATE).changes(first, max(debt.paid, first))
        rates = tuple(InterestRate(entry.first, entry.rate + STATUTORY_POINTS) for entry in changes)
        return StatutoryRates(sheet=sheet, rates=rates, fixed_compensation=_in_its_currency(EU_FIXED_SUM, debt))
    annual = (series or BANK_OF_ENGLAND_RATE).on(first) + STATUTORY_POINTS
    fixed = next(Money(sum_, "GBP") for below, sum_ in UK_FIXED_SUMS if below is None or debt.principal.minor < below)
    rates = (InterestRate(first, annual),)
    return StatutoryRates(sheet=sheet, rates=rates, fixed_compensation=_in_its_currency(fixed, debt))


def statutory_interest(sheet: InterestSheet, debt: LateDebt, series: ReferenceSeries | None = None) -> LateInterest:
    """Statutory interest of the debt from the day after it was due to the day before it was paid, base 365."""
    law = statutory_rates(sheet, debt, series)
    first = first_day_of_interest(debt.due)
    return late_interest(
        debt.principal, first, max(debt.paid, first), law.rates, fixed_compensation=law.fixed_compensation
    )


def _in_its_currency(fixed: Money, debt: LateDebt) -> Money:
    """The fixed sum stands in the law's own currency; a debt in another needs a rate that nobody gave."""
    if debt.principal.currency != fixed.currency:
        raise InvalidInput("late_interest.sheet_of_other_currency", "currency", currency=fixed.currency)
    return fixed


def _china_sme(debt: LateDebt, series: ReferenceSeries | None) -> tuple[InterestRate, ...]:
    """The agreed rate when it reaches LPR at signing, else 0.05 % a day; before 1 Sep 2020 the general rule."""
    if not (debt.seller_is_sme and debt.buyer_is_authority_or_large):
        raise InvalidInput("late_interest.not_an_sme_debt", "seller_is_sme")
    first = first_day_of_interest(debt.due)
    if debt.agreed_annual_rate is not None:
        if debt.contract_signed is None:
            raise InvalidInput("input.missing", "contract_signed")
        floor = (series or CHINA_ONE_YEAR_RATE).on(debt.contract_signed)
        if debt.agreed_annual_rate < floor:
            raise InvalidInput("late_interest.agreed_rate_too_low", "agreed_annual_rate", floor=floor)
        return (InterestRate(first, debt.agreed_annual_rate),)
    if first >= CHINA_SME_SINCE:
        return (InterestRate(first, daily=CHINA_SME_DAILY),)
    return (_china_general(debt, series), InterestRate(CHINA_SME_SINCE, daily=CHINA_SME_DAILY))


def _china_general(debt: LateDebt, series: ReferenceSeries | None) -> InterestRate:
    """The agreed rate, else the one-year rate of the first late day with 30 to 50 % on top."""
    first = first_day_of_interest(debt.due)
    if debt.agreed_annual_rate is not None:
        return InterestRate(first, debt.agreed_annual_rate)
    if not Decimal("0.30") <= debt.surcharge <= Decimal("0.50"):
        raise InvalidInput("input.out_of_range", "surcharge", value=debt.surcharge)
    return InterestRate(first, (series or CHINA_ONE_YEAR_RATE).on(first) * (1 + debt.surcharge))

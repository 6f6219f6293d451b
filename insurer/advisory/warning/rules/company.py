"""Indicators of the figures a policyholder enters: working capital, cash cycle, use of the bank line."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from insurer.advisory.warning.rules.levels import reading
from insurer.advisory.warning.states import AlertLevel
from insurer.advisory.warning.terms import CompanyFigures, Indicator, Reading, Threshold
from insurer.kernel.money import Money
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working

YEAR = 365


@dataclass(frozen=True, slots=True)
class CashCycle:
    """Days of stock + days of receivables − days of payables."""

    stock: Fraction
    receivables: Fraction
    payables: Fraction

    @property
    def days(self) -> Fraction:
        return self.stock + self.receivables - self.payables


def working_capital_reading(figures: CompanyFigures, threshold: Threshold) -> Reading | None:
    """Current assets ÷ current liabilities. Below `orange` (1) red, up to `yellow` (1.5) orange, up to 2 green, up to
    `red` (3) yellow, and above it yellow with the note that money lies idle. Differs by sector."""
    assets, debts = figures.current_assets, figures.current_liabilities
    if assets is None or debts is None or not debts.minor:
        return None
    ratio = assets.over(debts)
    if ratio < threshold.orange:
        level = AlertLevel.RED
    elif ratio < threshold.yellow:
        level = AlertLevel.ORANGE
    else:
        level = AlertLevel.GREEN if ratio <= 2 else AlertLevel.YELLOW
    clause = "indicator.working_capital"
    working = Working().then(
        "warning.working_capital.ratio", to_places(ratio, 2), clause, assets=assets, liabilities=debts
    )
    if ratio > threshold.red:
        working = working.then("warning.working_capital.idle", to_places(ratio, 2), clause)
    return reading(Indicator.WORKING_CAPITAL, ratio, threshold, working, level=level)


def cash_cycle(figures: CompanyFigures) -> CashCycle | None:
    """The cycle of a year's figures; None while one of them is unknown."""
    stock = _days(figures.inventory, figures.cost_of_sales)
    owed = _days(figures.receivables, figures.sales)
    owing = _days(figures.payables, figures.cost_of_sales)
    if stock is None or owed is None or owing is None:
        return None
    return CashCycle(stock, owed, owing)


def _days(balance: Money | None, of_year: Money | None) -> Fraction | None:
    if balance is None or of_year is None or not of_year.minor:
        return None
    return balance.over(of_year) * YEAR


def cash_cycle_reading(figures: CompanyFigures, before: CompanyFigures | None, threshold: Threshold) -> Reading | None:
    """By what share the cycle is longer than when the figures were entered before; green without a comparison."""
    now = cash_cycle(figures)
    if now is None:
        return None
    clause = "indicator.cash_cycle"
    working = (
        Working()
        .then("warning.cycle.stock", to_places(now.stock, 1), clause)
        .then("warning.cycle.receivables", to_places(now.receivables, 1), clause)
        .then("warning.cycle.payables", to_places(now.payables, 1), clause)
        .then("warning.cycle.days", to_places(now.days, 1), clause)
    )
    earlier = cash_cycle(before) if before is not None else None
    if earlier is None or earlier.days <= 0 or before is None:
        return reading(Indicator.CASH_CYCLE, 0, threshold, working, level=AlertLevel.GREEN)
    rise = now.days / earlier.days - 1
    working = working.then("warning.cycle.before", to_places(earlier.days, 1), clause, day=before.day)
    working = working.then("warning.cycle.rise", f"{to_places(rise * 100, 1)} %", clause)
    return reading(Indicator.CASH_CYCLE, rise, threshold, working, level=AlertLevel.GREEN if rise <= 0 else None)


def bank_line_reading(figures: CompanyFigures, threshold: Threshold) -> Reading | None:
    """Drawn of the bank line granted."""
    line, drawn = figures.bank_line, figures.bank_drawn
    if line is None or drawn is None or not line.minor:
        return None
    used = drawn.over(line)
    working = Working().then(
        "warning.bank_line", f"{to_places(used * 100, 1)} %", "indicator.bank_line", drawn=drawn, line=line
    )
    return reading(Indicator.BANK_LINE, used, threshold, working)

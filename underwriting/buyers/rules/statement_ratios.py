"""Ratios of a buyer's statements: liquidity, debt, margins, the cash cycle, and whether it grows too fast."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from insurer.kernel.money import Money
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working

USUAL_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One year's balance sheet and profit and loss, all in one currency; equity and results may be negative."""

    cash: Money
    receivables: Money
    inventory: Money
    current_assets: Money
    current_liabilities: Money
    payables: Money
    equity: Money
    total_liabilities: Money
    sales: Money
    cost_of_sales: Money
    ebit: Money
    interest: Money
    net_profit: Money


@dataclass(frozen=True, slots=True)
class StatementRatios:
    """Exact ratios; None where the divisor is nil. Growth is None without a previous year."""

    working_capital_ratio: Fraction | None
    quick_ratio: Fraction | None
    debt_to_equity: Fraction | None
    interest_cover: Fraction | None
    gross_margin: Fraction | None
    net_margin: Fraction | None
    inventory_days: Fraction | None
    receivable_days: Fraction | None
    payable_days: Fraction | None
    cash_conversion_days: Fraction | None
    sales_growth: Fraction | None
    equity_growth: Fraction | None
    overtrading: bool | None
    working: Working


def statement_ratios(current: Statement, previous: Statement | None, days: int = USUAL_DAYS) -> StatementRatios:
    """All ratios of `current`; with `previous` also growth and overtrading.

    Quick ratio: current assets without inventory ÷ current liabilities. Inventory and payables stand on cost of
    sales, receivables on sales; cash conversion = inventory + receivable − payable days. Overtrading: sales grew
    more than equity and the working-capital ratio fell; unknown where one of the three is.
    """
    notes = _Notes()
    liquid = notes.ratio("working_capital_ratio", current.current_assets, current.current_liabilities)
    quick = notes.ratio("quick_ratio", current.current_assets - current.inventory, current.current_liabilities)
    debt = notes.ratio("debt_to_equity", current.total_liabilities, current.equity)
    cover = notes.ratio("interest_cover", current.ebit, current.interest)
    gross = notes.ratio("gross_margin", current.sales - current.cost_of_sales, current.sales)
    net = notes.ratio("net_margin", current.net_profit, current.sales)
    held = notes.days("inventory_days", current.inventory, current.cost_of_sales, days)
    owed = notes.days("receivable_days", current.receivables, current.sales, days)
    owing = notes.days("payable_days", current.payables, current.cost_of_sales, days)
    cycle = None if held is None or owed is None or owing is None else held + owed - owing
    if cycle is not None:
        notes.write("cash_conversion_days", cycle, 2, inventory=held, receivable=owed, payable=owing)
    sales_growth = equity_growth = None
    overtrading = None
    if previous is not None:
        sales_growth = notes.growth("sales_growth", current.sales, previous.sales)
        equity_growth = notes.growth("equity_growth", current.equity, previous.equity)
        before = _over(previous.current_assets, previous.current_liabilities)
        overtrading = _overtrading(sales_growth, equity_growth, liquid, before)
        if overtrading is not None:
            facts = {"sales_growth": sales_growth, "equity_growth": equity_growth, "before": before, "now": liquid}
            code = "statement_ratios.overtrading" if overtrading else "statement_ratios.no_overtrading"
            notes.working = notes.working.then(code, str(overtrading).lower(), "previous", **facts)
    return StatementRatios(
        liquid, quick, debt, cover, gross, net, held, owed, owing, cycle,
        sales_growth, equity_growth, overtrading, notes.working,
    )  # fmt: skip


def _over(part: Money, whole: Money) -> Fraction | None:
    return part.over(whole) if whole else None


def _overtrading(
    sales: Fraction | None, equity: Fraction | None, now: Fraction | None, before: Fraction | None
) -> bool | None:
    if sales is None or equity is None or now is None or before is None:
        return None
    return sales > equity and now < before


class _Notes:
    """Works out one ratio at a time and keeps the working; a nil divisor leaves the ratio unknown and unwritten."""

    def __init__(self) -> None:
        self.working = Working()

    def write(self, name: str, value: Fraction, places: int, **facts: object) -> Fraction:
        self.working = self.working.then(f"statement_ratios.{name}", to_places(value, places), "current", **facts)
        return value

    def ratio(self, name: str, part: Money, whole: Money) -> Fraction | None:
        value = _over(part, whole)
        return None if value is None else self.write(name, value, 6, part=part, whole=whole)

    def days(self, name: str, part: Money, whole: Money, days: int) -> Fraction | None:
        value = _over(part, whole)
        return None if value is None else self.write(name, value * days, 2, part=part, whole=whole, days=days)

    def growth(self, name: str, now: Money, before: Money) -> Fraction | None:
        """Growth on a positive earlier figure; on nil or a deficit it has no meaning."""
        if before.minor <= 0:
            return None
        return self.write(name, now.over(before) - 1, 6, now=now, before=before)

"""Ratios of a whole receivables ledger, in percent: collection, dilution, roll rate; and what a loss costs in sales."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up, to_places
from insurer.kernel.working import Worked, Working

Percentage = tuple[Decimal, Working]


def collection_effectiveness(
    beginning: Money, sales: Money, periods: int, ending: Money, ending_current: Money
) -> Percentage:
    """Collected of what could be collected: (beginning + sales ÷ periods − ending) ÷ (… − ending current).

    `sales` cover so many `periods`; `ending_current` is the part of `ending` not yet due.
    """
    if ending_current > ending:
        raise InvalidInput("ratio.current_above_ending", "ending_current", ending=ending)
    whole = beginning.minor + Fraction(sales.minor, periods)
    facts: dict[str, object] = {"beginning": beginning, "sales": sales, "periods": periods, "ending": ending}
    return _percent(
        "ratio.collection_effectiveness",
        whole - ending.minor,
        whole - ending_current.minor,
        "ending_current",
        **facts,
        ending_current=ending_current,
    )


def dilution(dilution: Money, base: Money) -> Percentage:
    """Credits that never become cash (returns, rebates, disputes lost) in percent of the base."""
    return _percent("ratio.dilution", dilution.minor, base.minor, "base", dilution=dilution, whole=base)


def roll_rate(from_balance: Money, rolled_balance: Money) -> Percentage:
    """What of a bucket's balance rolled into the next one, in percent."""
    balances = (rolled_balance.minor, from_balance.minor)
    return _percent("ratio.roll_rate", *balances, "from_balance", rolled=rolled_balance, whole=from_balance)


def sales_to_recover(loss: Money, net_margin: Decimal) -> Worked:
    """The sales whose profit makes good a loss: loss ÷ net margin."""
    if net_margin <= 0:
        raise InvalidInput("input.not_above_zero", "net_margin", value=net_margin)
    sales = Money(half_up(loss.minor / Fraction(net_margin)), loss.currency)
    working = Working().then("ratio.sales_to_recover", sales, "net_margin", loss=loss, margin_percentage=net_margin)
    return Worked(sales, working)


def _percent(code: str, part: Fraction | int, whole: Fraction | int, divisor: str, /, **facts: object) -> Percentage:
    if not whole:
        raise InvalidInput("input.division_by_zero", divisor, choices=divisor)
    percentage = to_places(Fraction(part) * 100 / whole, 2)
    return percentage, Working().then(code, percentage, divisor, **facts)

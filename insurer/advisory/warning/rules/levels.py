"""From a measured value to a level, with the line that says by which threshold and what would change it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from insurer.advisory.warning.states import AlertLevel
from insurer.advisory.warning.terms import AT_THRESHOLD, UNITS, Indicator, Reading, Threshold
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working

PLACES = 4
"""Decimals of a value that is kept: 0.8512 is 85.12 %."""
_FALLING = (Indicator.WORKING_CAPITAL,)


def level_of(indicator: Indicator, size: Fraction | Decimal, threshold: Threshold) -> AlertLevel:
    """Red, orange or yellow when the threshold is passed (reached, where the indicator says so), else green."""
    for level, bound in (
        (AlertLevel.RED, threshold.red),
        (AlertLevel.ORANGE, threshold.orange),
        (AlertLevel.YELLOW, threshold.yellow),
    ):
        if size > bound or (indicator in AT_THRESHOLD and size == bound):
            return level
    return AlertLevel.GREEN


def reading(
    indicator: Indicator,
    value: Fraction | Decimal | int,
    threshold: Threshold,
    working: Working,
    *,
    buyer: PartyId | None = None,
    level: AlertLevel | None = None,
) -> Reading:
    """The value rounded to four places, its level, and the last two lines of the working."""
    shown = to_places(value, PLACES)
    found = level if level is not None else level_of(indicator, abs(Fraction(shown)), threshold)
    return Reading(indicator, buyer, shown, found, threshold, concluded(working, indicator, found, threshold))


def concluded(working: Working, indicator: Indicator, level: AlertLevel, threshold: Threshold) -> Working:
    """The working with its level and what would change it."""
    facts = threshold.plain()
    clause = f"indicator.{indicator.value}"
    working = working.then("warning.level", f"alert_level.{level.value}", clause, **facts)
    calmer = {AlertLevel.RED: "red", AlertLevel.ORANGE: "orange", AlertLevel.YELLOW: "yellow"}.get(level)
    bound = None if calmer is None else Decimal(facts[calmer])
    code = f"warning.change.{UNITS[indicator].value}"
    if indicator in (Indicator.DSO, *_FALLING):
        code = f"warning.change.{indicator.value}"
    if bound is None:
        return working.then(
            code, f"alert_level.{AlertLevel.YELLOW.value}", clause, bound=said(indicator, threshold.yellow)
        )
    return working.then(code, "warning.calmer", clause, bound=said(indicator, bound))


def said(indicator: Indicator, bound: Decimal) -> str:
    """A threshold as a line of working says it: shares in percent."""
    unit = UNITS[indicator].value
    if unit == "share" or indicator is Indicator.DSO:
        return f"{to_places(bound * 100, 2).normalize():f} %"
    return f"{bound.normalize():f}"


def fit_threshold(indicator: Indicator, threshold: Threshold) -> None:
    """Refuses thresholds that do not rise, are below nothing, or make no sense for the indicator."""
    values = (threshold.yellow, threshold.orange, threshold.red)
    if any(value < 0 for value in values):
        raise InvalidInput("warning.threshold_below_nothing", "yellow")
    if indicator is Indicator.DSO:
        if not threshold.yellow < threshold.red:
            raise InvalidInput("warning.thresholds_do_not_rise", "red")
        if threshold.orange != int(threshold.orange) or threshold.orange < 2:
            raise InvalidInput("warning.rises_too_few", "orange")
    elif indicator is Indicator.WORKING_CAPITAL:
        if not threshold.orange < threshold.yellow < threshold.red:
            raise InvalidInput("warning.thresholds_do_not_rise", "red")
    elif not threshold.yellow < threshold.orange < threshold.red:
        raise InvalidInput("warning.thresholds_do_not_rise", "red")

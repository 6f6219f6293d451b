"""The enterprise risk health check: ten answers, a score of 0 to 100, and what to mend first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working

Answer = Decimal | int


class HealthFactor(StrEnum):
    """What is asked, in the order of the check."""

    DSO_TREND = "dso_trend"
    AVERAGE_DAYS_LATE = "average_days_late"
    BAD_DEBT_RATE = "bad_debt_rate"
    BANK_LINE_USE = "bank_line_use"
    EMERGENCY_DRAWS = "emergency_draws"
    SUPPLIER_DAYS_LATE = "supplier_days_late"
    WORKING_CAPITAL_RATIO = "working_capital_ratio"
    TOP5_SHARE = "top5_share"
    CASH_CYCLE_TREND = "cash_cycle_trend"
    PRACTICE_YES_SHARE = "practice_yes_share"


class HealthBand(StrEnum):
    """What the score says, from the best to the worst."""

    HEALTHY = "healthy"
    WATCH = "watch"
    STRAINED = "strained"
    CRITICAL = "critical"


_ORDER = tuple(HealthBand)
_BANDS = ((80, HealthBand.HEALTHY), (60, HealthBand.WATCH), (40, HealthBand.STRAINED), (0, HealthBand.CRITICAL))
LEAST_COVERAGE = 70
WORST_COUNTED = 3
_HALF, _ALL, _NONE = Fraction(1, 2), Fraction(1), Fraction(0)


def _low_is_good(good: str, bad: str, *, good_counts: bool = False) -> Callable[[Answer], Fraction]:
    """Full marks below `good` (at it too when `good_counts`), half up to `bad`, none above it."""
    low, high = Decimal(good), Decimal(bad)

    def marks(answer: Answer) -> Fraction:
        if answer < low or (good_counts and answer == low):
            return _ALL
        return _HALF if answer <= high else _NONE

    return marks


def _liquidity(ratio: Answer) -> Fraction:
    """Between 1.5 and 2 is healthy, on either boundary or out to 1 and 3 it is watched, beyond it fails."""
    if Decimal("1.5") < ratio < 2:
        return _ALL
    return _HALF if 1 <= ratio <= 3 else _NONE


_MARKS: Mapping[HealthFactor, tuple[int, Callable[[Answer], Fraction]]] = {
    HealthFactor.DSO_TREND: (15, _low_is_good("0.05", "0.20")),
    HealthFactor.AVERAGE_DAYS_LATE: (15, _low_is_good("10", "30")),
    HealthFactor.BAD_DEBT_RATE: (10, _low_is_good("0.005", "0.02", good_counts=True)),
    HealthFactor.BANK_LINE_USE: (10, _low_is_good("0.70", "0.90")),
    HealthFactor.EMERGENCY_DRAWS: (10, _low_is_good("1", "2")),
    HealthFactor.SUPPLIER_DAYS_LATE: (10, _low_is_good("0", "15", good_counts=True)),
    HealthFactor.WORKING_CAPITAL_RATIO: (10, _liquidity),
    HealthFactor.TOP5_SHARE: (10, _low_is_good("0.40", "0.60")),
    HealthFactor.CASH_CYCLE_TREND: (5, _low_is_good("0", "0.15", good_counts=True)),
    HealthFactor.PRACTICE_YES_SHARE: (5, Fraction),
}


@dataclass(frozen=True, slots=True)
class FactorPoints:
    """One answered factor: points got of its weight."""

    factor: HealthFactor
    points: Fraction
    weight: int

    @property
    def action(self) -> str:
        """The message key of what mends it."""
        return f"health.action.{self.factor.value}"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """Score and coverage in percent, two decimals. Score and band are None when too little was answered.

    `worst` holds at most three factors that lost points, the greatest loss first.
    """

    score: Decimal | None
    band: HealthBand | None
    coverage: Decimal
    worst: tuple[FactorPoints, ...]
    factors: tuple[FactorPoints, ...]
    working: Working


def health_check(answers: Mapping[HealthFactor, Answer | None]) -> HealthCheck:
    """Points got ÷ weight of what was answered; an unknown answer lowers the coverage, not the score.

    On a boundary the half mark counts. No score below 70 % coverage. A working-capital ratio below 1, or a bank
    line above 95 % with suppliers paid late, holds the band at strained or worse and leaves the score.
    """
    factors, working = [], Working()
    for factor, (weight, marks) in _MARKS.items():
        answer = answers.get(factor)
        if answer is not None:
            points = weight * marks(answer)
            factors.append(FactorPoints(factor, points, weight))
            facts = {"answer": answer, "weight": weight, "share": marks(answer)}
            working = working.then(f"health.{factor.value}", to_places(points, 2), f"answers.{factor.value}", **facts)
    weight = sum(one.weight for one in factors)
    coverage = to_places(weight, 2)
    working = working.then("health.coverage", coverage, "answers", answered=len(factors), asked=len(_MARKS))
    lost = sorted((one for one in factors if one.points < one.weight), key=lambda one: one.points - one.weight)
    worst = tuple(lost[:WORST_COUNTED])
    if weight < LEAST_COVERAGE:
        working = working.then("health.no_score", "", "answers", least=LEAST_COVERAGE, coverage=coverage)
        return HealthCheck(None, None, coverage, worst, tuple(factors), working)
    points = sum((one.points for one in factors), Fraction(0))
    score = points * 100 / weight
    shown = to_places(score, 2)
    working = working.then("health.score", shown, "answers", points=to_places(points, 2), weight=weight)
    band = next(band for least, band in _BANDS if score >= least)
    working = working.then("health.band", band.value, "answers", score=shown)
    held = _held_down(band, answers)
    if held is not band:
        working = working.then("health.override", held.value, "answers.working_capital_ratio")
    return HealthCheck(shown, held, coverage, worst, tuple(factors), working)


def _held_down(band: HealthBand, answers: Mapping[HealthFactor, Answer | None]) -> HealthBand:
    ratio = answers.get(HealthFactor.WORKING_CAPITAL_RATIO)
    line = answers.get(HealthFactor.BANK_LINE_USE)
    late = answers.get(HealthFactor.SUPPLIER_DAYS_LATE)
    alarming = (ratio is not None and ratio < 1) or (
        line is not None and late is not None and line > Decimal("0.95") and late > 0
    )
    return max(band, HealthBand.STRAINED, key=_ORDER.index) if alarming else band

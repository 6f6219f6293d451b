"""Reserves from a loss triangle: chain ladder, and Mack's standard error around it.

The figures are the library's (chainladder), not ours; it works in binary floating point, so its results are
taken over exactly and rounded half-up to the currency. Sources: Mack, ASTIN Bulletin 23 (1993) 213-225.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money, currency_decimals
from insurer.kernel.rounding import half_up, to_places
from insurer.kernel.working import Working

if TYPE_CHECKING:
    import pandas

FIRST_YEAR = 2001
"""The library wants dates; labels of the input are kept aside and years counted from here."""


class ReserveMethod(StrEnum):
    """Reserve alone, or with its standard error."""

    CHAIN_LADDER = "chain_ladder"
    MACK = "mack"


@dataclass(frozen=True, slots=True)
class LossTriangle:
    """Cumulative amounts, one row per origin, oldest first; a row ends with its latest known development.

    Origins older than the last development are fully known. Amounts are above zero: the library reads a nil amount
    as a missing one, which would quietly give other factors.
    """

    origin: tuple[str, ...]
    development: tuple[str, ...]
    rows: tuple[tuple[Money, ...], ...]

    def __post_init__(self) -> None:
        origins, developments = len(self.origin), len(self.development)
        if origins < 2 or developments < 2 or developments > origins:
            raise InvalidInput("triangle.too_small", "development", origins=origins, developments=developments)
        if len(self.rows) != origins:
            raise InvalidInput("triangle.not_a_triangle", "values", expected=origins, found=len(self.rows))
        for at, row in enumerate(self.rows):
            expected = min(developments, origins - at)
            if len(row) != expected:
                raise InvalidInput("triangle.not_a_triangle", f"values.{at}", expected=expected, found=len(row))
        for at, row in enumerate(self.rows):
            if any(amount.minor <= 0 for amount in row):
                raise InvalidInput("triangle.amount_not_above_zero", f"values.{at}", origin=self.origin[at])

    @property
    def square(self) -> bool:
        """Whether there are as many developments as origins."""
        return len(self.origin) == len(self.development)


@dataclass(frozen=True, slots=True)
class Reserve:
    """Totals and figures by origin in the order of the input; factors from one development to the next."""

    factors: tuple[Decimal, ...]
    latest: Money
    ultimate: Money
    reserve: Money
    reserve_by_origin: tuple[Money, ...]
    standard_error: Money | None
    standard_error_by_origin: tuple[Money, ...] | None
    working: Working


def triangle_reserve(triangle: LossTriangle, method: ReserveMethod, currency: str) -> Reserve:
    """Ultimate losses by volume-weighted development factors, what is still to come, and with Mack its error.

    Amounts by origin are rounded each by itself; so are the totals. Raises InvalidInput where the triangle gives no
    standard error: too small, not square, or without any variation.
    """
    mack = method is ReserveMethod.MACK
    if mack and not triangle.square:
        raise InvalidInput("triangle.not_square", "development", origins=len(triangle.origin))
    fitted = _fitted(triangle, mack)
    places = 10 ** currency_decimals(currency)

    def money(value: float) -> Money:
        return Money(half_up(_exact(value) * places), currency)

    factors = tuple(to_places(_exact(value), 6) for value in fitted.factors)
    known = [row[-1] for row in triangle.rows]
    latest, ultimate = Money.total(known, currency), money(math.fsum(fitted.ultimates))
    reserve = ultimate - latest
    by_origin = tuple(money(last) - first for last, first in zip(fitted.ultimates, known, strict=True))
    errors = tuple(money(value) for value in fitted.errors) if mack else None
    error = money(fitted.error) if mack else None
    working = _working(triangle, factors, by_origin, latest, ultimate)
    working = working.then("triangle.reserve", reserve, "method", latest=latest, ultimate=ultimate)
    if error is not None:
        working = working.then("triangle.standard_error", error, "method", reserve=reserve)
    return Reserve(factors, latest, ultimate, reserve, by_origin, error, errors, working)


@dataclass(frozen=True, slots=True)
class _Fitted:
    """What the library found, in major units."""

    factors: list[float]
    ultimates: list[float]
    errors: list[float]
    error: float


def _fitted(triangle: LossTriangle, mack: bool) -> _Fitted:
    """The library's fit. It is loaded only here: it takes seconds. Mack's rule extrapolates the last sigma."""
    chainladder: Any = import_module("chainladder")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        data = chainladder.Triangle(
            _frame(triangle), origin="origin", development="development", columns="amount", cumulative=True
        )
        developed = chainladder.Development(sigma_interpolation="mack").fit_transform(data)
        model = (chainladder.MackChainladder() if mack else chainladder.Chainladder()).fit(developed)
        factors = [float(value) for value in model.ldf_.values[0, 0, 0, : len(triangle.development) - 1]]
        ultimates = [float(value) for value in model.ultimate_.values[0, 0, :, 0]]
        if not mack:
            return _Fitted(factors, ultimates, [], 0.0)
        errors = [0.0, *(float(value) for value in model.mack_std_err_.values[0, 0, 1:, -1])]
        return _Fitted(factors, ultimates, errors, float(model.total_mack_std_err_.values[0, 0]))


def _frame(triangle: LossTriangle) -> pandas.DataFrame:
    """One row per amount; an origin known beyond the last development stays as it is from there on."""
    import pandas

    cells = []
    for origin, row in enumerate(triangle.rows):
        for development in range(len(triangle.origin) - origin):
            amount = float(row[min(development, len(row) - 1)].decimal)
            cells.append((_year(origin), _year(origin + development), amount))
    return pandas.DataFrame(cells, columns=["origin", "development", "amount"])


def _year(number: int) -> datetime:
    return datetime(FIRST_YEAR + number, 1, 1)  # noqa: DTZ001 - a label for the library, not a moment


def _exact(value: float) -> Decimal:
    """A figure of the library; what it could not work out is refused."""
    if not math.isfinite(value):
        raise InvalidInput("triangle.not_worked_out", "values")
    return Decimal(repr(value))


def _working(
    triangle: LossTriangle, factors: Sequence[Decimal], reserves: Sequence[Money], latest: Money, ultimate: Money
) -> Working:
    working = Working().then("triangle.latest", latest, "values", origins=len(triangle.origin))
    for at, factor in enumerate(factors):
        first, last = triangle.development[at], triangle.development[at + 1]
        working = working.then("triangle.factor", factor, f"development.{at}", first=first, last=last)
    for at, reserve in enumerate(reserves):
        facts = {"origin": triangle.origin[at], "latest": triangle.rows[at][-1]}
        working = working.then("triangle.reserve_of_origin", reserve, f"values.{at}", **facts)
    return working.then("triangle.ultimate", ultimate, "method", factors=len(factors))

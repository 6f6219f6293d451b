"""Altman's Z: a weighted sum of statement ratios that tells distress from safety.

Sources: Altman, Journal of Finance 23 (1968) 589-609; Altman, Corporate Financial Distress (1983), for private
firms; Altman, Hartzell and Peck, Emerging Markets Corporate Bonds (1995), for non-manufacturers, no constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from insurer.kernel.errors import InvalidInput
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working


class ZModel(StrEnum):
    """Which of Altman's models."""

    Z_1968 = "z_1968"
    Z_PRIME_1983 = "z_prime_1983"
    Z_DOUBLE_PRIME_1995 = "z_double_prime_1995"


class ZZone(StrEnum):
    """What the score says."""

    DISTRESS = "distress"
    GREY = "grey"
    SAFE = "safe"


RATIOS = (
    "working_capital_to_assets",
    "retained_earnings_to_assets",
    "ebit_to_assets",
    "equity_to_liabilities",
    "sales_to_assets",
)
_COEFFICIENTS: Mapping[ZModel, tuple[str, ...]] = {
    ZModel.Z_1968: ("1.2", "1.4", "3.3", "0.6", "0.999"),
    ZModel.Z_PRIME_1983: ("0.717", "0.847", "3.107", "0.420", "0.998"),
    ZModel.Z_DOUBLE_PRIME_1995: ("6.56", "3.26", "6.72", "1.05"),
}
_ZONES: Mapping[ZModel, tuple[Decimal, Decimal]] = {
    ZModel.Z_1968: (Decimal("1.81"), Decimal("2.99")),
    ZModel.Z_PRIME_1983: (Decimal("1.23"), Decimal("2.90")),
    ZModel.Z_DOUBLE_PRIME_1995: (Decimal("1.10"), Decimal("2.60")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ZStatement:
    """The lines of a statement the models read, all in one currency. What is None was not given."""

    total_assets: Decimal | None = None
    current_assets: Decimal | None = None
    current_liabilities: Decimal | None = None
    working_capital: Decimal | None = None
    retained_earnings: Decimal | None = None
    ebit: Decimal | None = None
    sales: Decimal | None = None
    equity: Decimal | None = None
    total_liabilities: Decimal | None = None
    market_value_equity: Decimal | None = None

    def needed(self, name: str) -> Decimal:
        """The line called `name`; refuses when it was not given."""
        value: Decimal | None = getattr(self, name)
        if value is None:
            raise InvalidInput("input.missing", f"statement.{name}")
        return value


@dataclass(frozen=True, slots=True)
class ZTerm:
    """One ratio with its weight and their product."""

    name: str
    ratio: Fraction
    coefficient: Decimal
    product: Fraction


@dataclass(frozen=True, slots=True)
class ZScore:
    """The exact score, its zone and its terms."""

    score: Fraction
    zone: ZZone
    terms: tuple[ZTerm, ...]
    working: Working


def z_score(model: ZModel, ratios: Mapping[str, Fraction]) -> ZScore:
    """The sum of coefficient × ratio; below the lower bound distress, above the upper safe, between them grey.

    Refuses when a ratio the model needs is missing.
    """
    terms, working = [], Working()
    for name, text in zip(RATIOS, _COEFFICIENTS[model], strict=False):
        if name not in ratios:
            raise InvalidInput("input.missing", f"ratios.{name}")
        coefficient, ratio = Decimal(text), ratios[name]
        term = ZTerm(name, ratio, coefficient, ratio * Fraction(coefficient))
        terms.append(term)
        facts = {"coefficient": coefficient, "value": to_places(ratio, 6)}
        working = working.then(f"z_score.{name}", to_places(term.product, 4), f"ratios.{name}", **facts)
    score = sum((term.product for term in terms), Fraction(0))
    low, high = _ZONES[model]
    zone = ZZone.DISTRESS if score < low else ZZone.SAFE if score > high else ZZone.GREY
    working = working.then("z_score.score", to_places(score, 4), "model", model=model.value, terms=len(terms))
    working = working.then("z_score.zone", zone.value, "model", low=low, high=high)
    return ZScore(score, zone, tuple(terms), working)


def z_ratios(model: ZModel, statement: ZStatement) -> dict[str, Fraction]:
    """The model's ratios from the statement; equity at market value for the first model, at book value later."""
    assets = Fraction(_above_zero(statement, "total_assets"))
    liabilities = Fraction(_above_zero(statement, "total_liabilities"))
    equity = "market_value_equity" if model is ZModel.Z_1968 else "equity"
    ratios = {
        "working_capital_to_assets": _working_capital(statement) / assets,
        "retained_earnings_to_assets": Fraction(statement.needed("retained_earnings")) / assets,
        "ebit_to_assets": Fraction(statement.needed("ebit")) / assets,
        "equity_to_liabilities": Fraction(statement.needed(equity)) / liabilities,
    }
    if model is not ZModel.Z_DOUBLE_PRIME_1995:
        ratios["sales_to_assets"] = Fraction(statement.needed("sales")) / assets
    return ratios


def _above_zero(statement: ZStatement, name: str) -> Decimal:
    value = statement.needed(name)
    if value <= 0:
        raise InvalidInput("input.not_above_zero", f"statement.{name}", value=value)
    return value


def _working_capital(statement: ZStatement) -> Fraction:
    """As stated, or current assets less current liabilities; both ways given must agree."""
    parts = (statement.current_assets, statement.current_liabilities)
    stated = statement.working_capital
    if stated is not None and None in parts:
        return Fraction(stated)
    worked = Fraction(statement.needed("current_assets")) - Fraction(statement.needed("current_liabilities"))
    if stated is not None and stated != worked:
        raise InvalidInput("z_score.working_capital_differs", "statement.working_capital", value=stated)
    return worked


STATEMENT_LINES = tuple(line.name for line in fields(ZStatement))

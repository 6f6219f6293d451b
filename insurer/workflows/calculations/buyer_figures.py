"""Figures on one buyer as the contract writes them: the limit to recommend, Z-score, ratios of its statements."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import Field, Tag, TypeAdapter

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.workflows.calculations.contract import Input
from insurer.workflows.calculations.fields import (
    Amount,
    AmountAboveZero,
    Count,
    Currency,
    Days,
    Number,
    NumberAboveZero,
    Rate,
    Rows,
    SignedAmount,
    SignedNumber,
    Text,
    shape_of,
)
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.calculations.statement import Outcome, days, score, share
from underwriting import facts as underwriting
from underwriting.facts import ZModel


class NeedInput(Input):
    monthly_sales: Amount
    payment_days: Days
    delay_days: Days


class CapInput(Input):
    code: Text
    amount: Amount | None = None
    base: SignedAmount | None = None
    percentage: Rate | None = None

    def check(self) -> None:
        of_base = (self.base is not None, self.percentage is not None)
        if (self.amount is not None) == any(of_base):
            raise InvalidInput("input.one_of", "", choices="amount, base + percentage")
        if any(of_base) and not all(of_base):
            raise InvalidInput("input.missing", "percentage" if of_base[0] else "base")

    def cap(self) -> underwriting.LimitCap:
        """The cap; a base below zero (a deficit) caps at nothing."""
        if self.base is not None and self.percentage is not None:
            return underwriting.LimitCap.of_base(self.code, self.base.floor_zero(), self.percentage)
        assert self.amount is not None
        return underwriting.LimitCap(self.code, self.amount)


Need = Annotated[
    Annotated[Amount, Tag("#amount")] | Annotated[NeedInput, Tag("#object")],
    shape_of((str, "amount"), (int, "amount"), (dict, "object")),
]


class CreditLimitInput(Input):
    currency: Currency
    need: Need
    caps: Annotated[tuple[CapInput, ...], Rows] = ()
    round_to: AmountAboveZero = Field(default="1000", validate_default=True)


def credit_limit(given: CreditLimitInput) -> Outcome:
    """The lowest of need and caps, rounded down, with the name of what binds."""
    asked = given.need
    need: underwriting.TradeNeed | Money
    if isinstance(asked, Money):
        need = asked
    else:
        need = underwriting.TradeNeed(asked.monthly_sales, asked.payment_days, asked.delay_days)
    found = underwriting.credit_limit(need, [cap.cap() for cap in given.caps], given.round_to)
    candidates = [{"code": cap.code, "amount": cap.amount} for cap in found.candidates]
    result = {"recommended": found.recommended, "binding": found.binding, "candidates": candidates}
    return Outcome(result, found.working, given.currency)


class ZStatementInput(Input):
    total_assets: NumberAboveZero
    current_assets: Number | None = None
    current_liabilities: Number | None = None
    working_capital: SignedNumber | None = None
    retained_earnings: SignedNumber
    ebit: SignedNumber
    sales: Number | None = None
    equity: SignedNumber | None = None
    total_liabilities: NumberAboveZero
    market_value_equity: Number | None = None


class ZRatiosInput(Input):
    working_capital_to_assets: SignedNumber | None = None
    retained_earnings_to_assets: SignedNumber | None = None
    ebit_to_assets: SignedNumber | None = None
    equity_to_liabilities: SignedNumber | None = None
    sales_to_assets: Number | None = None


class ZScoreInput(Input):
    model: ZModel
    statement: ZStatementInput | None = None
    ratios: ZRatiosInput | None = None

    def check(self) -> None:
        if (self.statement is None) == (self.ratios is None):
            raise InvalidInput("input.one_of", "statement", choices="statement, ratios")


def z_score(given: ZScoreInput) -> Outcome:
    """Altman's Z of a statement or of ready ratios."""
    if given.statement is not None:
        statement = underwriting.ZStatement(**given.statement.model_dump())
        ratios = underwriting.z_ratios(given.model, statement)
    else:
        assert given.ratios is not None
        stated = given.ratios.model_dump()
        ratios = {name: Fraction(value) for name, value in stated.items() if value is not None}
    found = underwriting.z_score(given.model, ratios)
    terms = [
        {
            "name": term.name,
            "ratio": share(term.ratio),
            "coefficient": share(term.coefficient),
            "product": score(term.product),
        }
        for term in found.terms
    ]
    return Outcome({"score": score(found.score), "zone": found.zone, "terms": terms}, found.working)


class StatementInput(Input):
    cash: Amount
    receivables: Amount
    inventory: Amount
    current_assets: Amount
    current_liabilities: Amount
    payables: Amount
    equity: SignedAmount
    total_liabilities: Amount
    sales: Amount
    cost_of_sales: Amount
    ebit: SignedAmount
    interest: Amount
    net_profit: SignedAmount

    def statement(self) -> underwriting.Statement:
        return underwriting.Statement(**{name: getattr(self, name) for name in type(self).model_fields})


class StatementRatiosInput(Input):
    currency: Currency
    days: Count = 365
    current: StatementInput
    previous: StatementInput | None = None


_RATIOS = (
    "working_capital_ratio", "quick_ratio", "debt_to_equity", "interest_cover", "gross_margin", "net_margin",
)  # fmt: skip
_DAYS = ("inventory_days", "receivable_days", "payable_days", "cash_conversion_days")


def statement_ratios(given: StatementRatiosInput) -> Outcome:
    """Ratios of the year, and with a previous year growth and overtrading."""
    previous = None if given.previous is None else given.previous.statement()
    found = underwriting.statement_ratios(given.current.statement(), previous, given.days)
    result: dict[str, object] = {name: share(getattr(found, name)) for name in _RATIOS}
    result |= {name: days(getattr(found, name)) for name in _DAYS}
    if previous is not None:
        result |= {"sales_growth": share(found.sales_growth), "equity_growth": share(found.equity_growth)}
        result["overtrading"] = found.overtrading
    return Outcome(result, found.working, given.currency)


_STATEMENT = {
    "cash": "500000.00",
    "receivables": "4000000.00",
    "inventory": "4000000.00",
    "current_assets": "9000000.00",
    "current_liabilities": "6000000.00",
    "payables": "3000000.00",
    "equity": "5000000.00",
    "total_liabilities": "8000000.00",
    "sales": "18250000.00",
    "cost_of_sales": "18250000.00",
    "ebit": "900000.00",
    "interest": "300000.00",
    "net_profit": "450000.00",
}

FIGURES = (
    Calculation(
        "credit-limit",
        TypeAdapter(CreditLimitInput),
        credit_limit,
        {
            "currency": "EUR",
            "need": {"monthly_sales": "300000.00", "payment_days": 60, "delay_days": 30},
            "caps": [
                {"code": "net_worth", "base": "8000000.00", "percentage": "0.10"},
                {"code": "country", "amount": "2000000.00"},
            ],
            "round_to": "1000",
        },
    ),
    Calculation(
        "z-score",
        TypeAdapter(ZScoreInput),
        z_score,
        {
            "model": "z_prime_1983",
            "statement": {
                "total_assets": "1000.00",
                "current_assets": "500.00",
                "current_liabilities": "300.00",
                "retained_earnings": "150.00",
                "ebit": "120.00",
                "sales": "1400.00",
                "equity": "400.00",
                "total_liabilities": "600.00",
            },
        },
    ),
    Calculation(
        "statement-ratios",
        TypeAdapter(StatementRatiosInput),
        statement_ratios,
        {
            "currency": "EUR",
            "days": 365,
            "current": _STATEMENT,
            "previous": {**_STATEMENT, "sales": "11400000.00", "current_assets": "9300000.00"},
        },
    ),
)

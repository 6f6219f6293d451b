"""The premium of a year as the contract writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, Tag, TypeAdapter

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.workflows.calculations.contract import Input, from_not_after_to
from insurer.workflows.calculations.fields import (
    Amount,
    Count,
    Currency,
    Day,
    Days,
    Number,
    Rate,
    Rows,
    Share,
    Text,
    shape_of,
)
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.calculations.statement import Outcome, share
from policies import facts as policies
from policies.facts import OverLimit, PremiumBase, RefundFloor

LONGEST_MINIMUM = 120


class RateInput(Input):
    rate: Rate
    country_class: Text | None = None
    payment_method: Text | None = None
    term_to_days: Days | None = None

    def rate_row(self) -> policies.PremiumRate:
        return policies.PremiumRate(
            rate=self.rate,
            country_class=self.country_class,
            payment_method=self.payment_method,
            term_to_days=self.term_to_days,
        )


class DeclaredInput(Input):
    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    amount: Amount
    country_class: Text | None = None
    payment_method: Text | None = None
    term_days: Days | None = None
    limit: Amount | None = None

    def check(self) -> None:
        from_not_after_to(self.first, self.last)

    def row(self) -> policies.DeclaredRow:
        return policies.DeclaredRow(
            period=Period.including(self.first, self.last),
            amount=self.amount,
            country_class=self.country_class,
            payment_method=self.payment_method,
            term_days=self.term_days,
            limit=self.limit,
        )


class PartInput(Input):
    amount: Amount | None = None
    percentage_of_estimate: Share | None = None

    def check(self) -> None:
        if (self.amount is None) == (self.percentage_of_estimate is None):
            raise InvalidInput("input.one_of", "", choices="amount, percentage_of_estimate")

    def part(self) -> policies.PremiumPart:
        return policies.PremiumPart(self.amount, self.percentage_of_estimate)


class BonusMalusInput(Input):
    loss_ratio_to: Rate | None
    factor: Rate


class FeeInput(Input):
    code: Text
    quantity: Number
    unit_price: Amount


Declared = Annotated[tuple[DeclaredInput, ...], Rows]
Estimated = Annotated[
    Annotated[Amount, Tag("#amount")] | Annotated[Declared, Tag("#rows")],
    shape_of((str, "amount"), (int, "amount"), (list, "rows")),
]


class PremiumInput(Input):
    currency: Currency
    base: PremiumBase
    rates: Annotated[tuple[RateInput, ...], Rows] = ()
    declared: Declared = ()
    estimated: Estimated | None = None
    flat_premium: Amount | None = None
    minimum: PartInput | None = None
    deposit: PartInput | None = None
    instalments: Count = 1
    refund_down_to: RefundFloor = RefundFloor.MINIMUM
    loss_ratio: Rate | None = None
    bonus_malus: Annotated[tuple[BonusMalusInput, ...], Rows] = ()
    tax_rate: Share = Field(default="0", validate_default=True)
    commission_rate: Share = Field(default="0", validate_default=True)
    fees: Annotated[tuple[FeeInput, ...], Rows] = ()
    over_limit: OverLimit = OverLimit.FULL
    minimum_months: Days = 0

    def check(self) -> None:
        if self.minimum_months > LONGEST_MINIMUM:
            raise InvalidInput("input.out_of_range", "minimum_months", value=self.minimum_months)

    def terms(self) -> policies.PremiumTerms:
        estimated = self.estimated
        return policies.PremiumTerms(
            currency=self.currency,
            base=self.base,
            rates=tuple(rate.rate_row() for rate in self.rates),
            declared=tuple(row.row() for row in self.declared),
            estimated=estimated
            if estimated is None or isinstance(estimated, Money)
            else tuple(row.row() for row in estimated),
            flat_premium=self.flat_premium,
            minimum=None if self.minimum is None else self.minimum.part(),
            deposit=None if self.deposit is None else self.deposit.part(),
            instalments=self.instalments,
            refund_down_to=self.refund_down_to,
            loss_ratio=self.loss_ratio,
            bonus_malus=tuple(policies.BonusMalusStep(step.loss_ratio_to, step.factor) for step in self.bonus_malus),
            tax_rate=self.tax_rate,
            commission_rate=self.commission_rate,
            fees=tuple(policies.Fee(fee.code, fee.quantity, fee.unit_price) for fee in self.fees),
            over_limit=self.over_limit,
            minimum_months=self.minimum_months,
        )


def _line(line: policies.PremiumLine) -> Mapping[str, object]:
    return {
        "declaration": line.declaration,
        "rate_row": line.rate_row,
        "from": line.period.first,
        "to": line.period.last,
        "amount": line.amount,
        "rate": share(line.rate),
        "premium": line.premium,
    }


def premium(given: PremiumInput) -> Outcome:
    """Earned premium against minimum and deposit, with bonus, tax, fees and commission."""
    found = policies.premium(given.terms())
    names = (
        "estimated_premium", "deposit", "instalments", "earned", "minimum", "due", "bonus_malus", "adjustment",
        "tax", "fees", "total", "commission",
    )  # fmt: skip
    figures: dict[str, object] = {name: getattr(found, name) for name in names}
    return Outcome({**figures, "lines": [_line(line) for line in found.lines]}, found.working, given.currency)


FIGURES = (
    Calculation(
        "premium",
        TypeAdapter(PremiumInput),
        premium,
        {
            "currency": "EUR",
            "base": "turnover",
            "rates": [{"rate": "0.0035"}],
            "declared": [
                {"from": "2026-01-01", "to": "2026-06-30", "amount": "5500000.00"},
                {"from": "2026-07-01", "to": "2026-12-31", "amount": "6500000.00"},
            ],
            "estimated": "15000000.00",
            "minimum": {"amount": "50000.00"},
            "deposit": {"percentage_of_estimate": "0.80"},
            "instalments": 4,
            "refund_down_to": "minimum",
            "loss_ratio": "0.15",
            "bonus_malus": [{"loss_ratio_to": "0.20", "factor": "0.95"}, {"loss_ratio_to": None, "factor": "1.10"}],
            "tax_rate": "0.12",
            "commission_rate": "0.15",
            "fees": [{"code": "limit_application", "quantity": "12", "unit_price": "45.00"}],
        },
    ),
)

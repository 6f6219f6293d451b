"""Figures of a receivables ledger as the contract writes them: ageing, days of sales, concentration, ledger ratios."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, Tag, TypeAdapter

from insurer.advisory import facts as advisory
from insurer.kernel.errors import InvalidInput
from insurer.workflows.calculations.contract import Input
from insurer.workflows.calculations.fields import (
    Amount,
    AmountAboveZero,
    Count,
    Currency,
    Day,
    Days,
    Number,
    RateAboveZero,
    Rows,
    SomeRows,
    Text,
    kind_in,
)
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.calculations.statement import Outcome, days
from underwriting import facts as underwriting
from underwriting.facts import USUAL_BUCKETS, DsoMethod


class AgeingItemInput(Input):
    id: Text | None = None
    due: Day
    amount: Amount
    insured: Amount | None = None


class AgeingInput(Input):
    currency: Currency
    as_of: Day
    buckets: Annotated[tuple[Days, ...], Field(min_length=1, max_length=100)] = USUAL_BUCKETS
    items: Annotated[tuple[AgeingItemInput, ...], Rows]


def _bucket(bucket: underwriting.AgeingBucket) -> dict[str, object]:
    split = {} if bucket.insured is None else {"insured": bucket.insured, "uninsured": bucket.uninsured}
    named = {"label": bucket.label, "from_days": bucket.from_days, "to_days": bucket.to_days}
    return {**named, "amount": bucket.amount, **split}


def ageing(given: AgeingInput) -> Outcome:
    """Every open item in its bucket of days late."""
    items = [underwriting.AgeingItem(item.due, item.amount, item.insured) for item in given.items]
    found = underwriting.ageing(items, given.as_of, given.buckets, given.currency)
    result = {
        "buckets": [_bucket(bucket) for bucket in found.buckets],
        "total": found.total,
        "overdue": found.overdue,
        "average_days_late": found.average_days_late,
    }
    return Outcome(result, found.working, given.currency)


class SalesInput(Input):
    amount: Number
    days: Count


class DsoInput(Input):
    method: DsoMethod
    receivables: Number
    current_receivables: Number | None = None
    sales: Annotated[tuple[SalesInput, ...], SomeRows]


def dso(given: DsoInput) -> Outcome:
    """Receivables in days of sales."""
    sales = [underwriting.SalesPeriod(period.amount, period.days) for period in given.sales]
    found = underwriting.days_sales_outstanding(given.method, given.receivables, sales, given.current_receivables)
    return Outcome({"days": days(found.days)}, found.working)


class ExposureInput(Input):
    id: Text
    group: Text | None = None
    amount: Amount


class ConcentrationInput(Input):
    currency: Currency
    exposures: Annotated[tuple[ExposureInput, ...], Rows]


def concentration(given: ConcentrationInput) -> Outcome:
    """Shares of the largest buyers or groups, in percent, and the Herfindahl index."""
    exposures = [underwriting.Exposure(one.id, one.amount, one.group) for one in given.exposures]
    found = underwriting.concentration(exposures, given.currency)
    names = ("total", "top_1", "top_5", "top_10", "hhi")
    return Outcome({name: getattr(found, name) for name in names}, found.working, given.currency)


class EffectivenessInput(Input):
    currency: Currency
    kind: Literal["collection_effectiveness"]
    beginning: Amount
    sales: Amount
    periods: Count = 1
    ending: Amount
    ending_current: Amount


class DilutionInput(Input):
    currency: Currency
    kind: Literal["dilution"]
    dilution: Amount
    base: AmountAboveZero


class RollRateInput(Input):
    currency: Currency
    kind: Literal["roll_rate"]
    from_balance: AmountAboveZero
    rolled_balance: Amount

    def check(self) -> None:
        if self.rolled_balance > self.from_balance:
            raise InvalidInput("ratio.rolled_above_balance", "rolled_balance", balance=self.from_balance)


class SalesToRecoverInput(Input):
    currency: Currency
    kind: Literal["sales_to_recover"]
    loss: Amount
    net_margin: RateAboveZero


RatioInput = EffectivenessInput | DilutionInput | RollRateInput | SalesToRecoverInput


def portfolio_ratio(given: RatioInput) -> Outcome:
    """One ratio of a whole ledger, in percent, or the sales that make good a loss."""
    if isinstance(given, SalesToRecoverInput):
        worked = advisory.sales_to_recover(given.loss, given.net_margin)
        result: dict[str, Any] = {"amount": worked.amount}
        return Outcome(result, worked.working, given.currency)
    if isinstance(given, EffectivenessInput):
        percentage, working = advisory.collection_effectiveness(
            given.beginning, given.sales, given.periods, given.ending, given.ending_current
        )
    elif isinstance(given, DilutionInput):
        percentage, working = advisory.dilution(given.dilution, given.base)
    else:
        percentage, working = advisory.roll_rate(given.from_balance, given.rolled_balance)
    return Outcome({"percentage": percentage}, working, given.currency)


_KINDS = ("collection_effectiveness", "dilution", "roll_rate", "sales_to_recover")
_RATIO: TypeAdapter[RatioInput] = TypeAdapter(
    Annotated[
        Annotated[EffectivenessInput, Tag("#collection_effectiveness")]
        | Annotated[DilutionInput, Tag("#dilution")]
        | Annotated[RollRateInput, Tag("#roll_rate")]
        | Annotated[SalesToRecoverInput, Tag("#sales_to_recover")],
        kind_in("kind", *_KINDS),
    ]
)

FIGURES = (
    Calculation(
        "ageing",
        TypeAdapter(AgeingInput),
        ageing,
        {
            "currency": "EUR",
            "as_of": "2026-06-30",
            "buckets": [30, 60, 90, 180],
            "items": [
                {"id": "A-1", "due": "2026-07-15", "amount": "100000.00", "insured": "90000.00"},
                {"id": "A-2", "due": "2026-06-20", "amount": "100000.00", "insured": "90000.00"},
                {"id": "A-3", "due": "2026-05-31", "amount": "300000.00", "insured": "200000.00"},
            ],
        },
    ),
    Calculation(
        "dso",
        TypeAdapter(DsoInput),
        dso,
        {
            "method": "simple",
            "receivables": "6000000.00",
            "sales": [
                {"amount": "4500000.00", "days": 30},
                {"amount": "4500000.00", "days": 30},
                {"amount": "4500000.00", "days": 30},
            ],
        },
    ),
    Calculation(
        "concentration",
        TypeAdapter(ConcentrationInput),
        concentration,
        {
            "currency": "EUR",
            "exposures": [
                {"id": "B-1", "amount": "35000.00"},
                {"id": "B-2", "amount": "20000.00"},
                {"id": "B-3", "group": "G-1", "amount": "9000.00"},
                {"id": "B-4", "group": "G-1", "amount": "6000.00"},
                {"id": "B-5", "amount": "10000.00"},
            ],
        },
    ),
    Calculation(
        "portfolio-ratio",
        _RATIO,
        portfolio_ratio,
        {
            "currency": "EUR",
            "kind": "collection_effectiveness",
            "beginning": "500000.00",
            "sales": "900000.00",
            "periods": 3,
            "ending": "450000.00",
            "ending_current": "380000.00",
        },
    ),
)

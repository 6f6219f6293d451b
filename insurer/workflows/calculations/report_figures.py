"""Figures of the reports as the contract writes them: provisions, expected loss, reinsurance, triangles."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, Tag, TypeAdapter

from insurer.kernel.errors import InvalidInput
from insurer.reports import facts as reports
from insurer.reports.facts import ReserveMethod
from insurer.workflows.calculations.contract import Input
from insurer.workflows.calculations.fields import (
    Amount,
    AmountAboveZero,
    Count,
    Currency,
    Flag,
    Rate,
    Rows,
    Share,
    SomeRows,
    Text,
    kind_in,
    shape_of,
)
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.calculations.statement import Outcome, share


class BucketInput(Input):
    label: Text
    amount: Amount
    rate: Share | None = None


class RollRatesInput(Input):
    sales: AmountAboveZero
    paid_by_bucket: Annotated[tuple[Amount, ...], Rows]


class ProvisionInput(Input):
    currency: Currency
    buckets: Annotated[tuple[BucketInput, ...], SomeRows]
    roll_rates: RollRatesInput | None = None

    def check(self) -> None:
        rolled = self.roll_rates
        for at, bucket in enumerate(self.buckets):
            if (bucket.rate is None) == (rolled is None):
                code = "input.missing" if rolled is None else "input.not_used_here"
                raise InvalidInput(code, f"buckets.{at}.rate")
        if rolled is not None and len(rolled.paid_by_bucket) != len(self.buckets) - 1:
            expected = len(self.buckets) - 1
            raise InvalidInput("provision.one_payment_per_bucket", "roll_rates.paid_by_bucket", expected=expected)


def provision(given: ProvisionInput) -> Outcome:
    """The provision on every bucket of age, at set rates or at rates derived from payments."""
    if given.roll_rates is None:
        buckets = [reports.ProvisionBucket(row.label, row.amount, row.rate or Fraction(0)) for row in given.buckets]
        found = reports.provision(buckets, given.currency)
    else:
        rates = reports.roll_rates(given.roll_rates.sales, given.roll_rates.paid_by_bucket)
        paired = zip(given.buckets, rates, strict=True)
        buckets = [reports.ProvisionBucket(row.label, row.amount, rate) for row, rate in paired]
        found = reports.provision(buckets, given.currency, "roll_rates.paid_by_bucket")
    lines = [
        {
            "label": line.bucket.label,
            "amount": line.bucket.amount,
            "rate": share(line.bucket.rate),
            "provision": line.provision,
        }
        for line in found.lines
    ]
    return Outcome({"lines": lines, "total": found.total}, found.working, given.currency)


class LossExposureInput(Input):
    id: Text | None = None
    amount: Amount
    probability: Share
    loss_given_default: Share


class ExpectedLossInput(Input):
    currency: Currency
    exposures: Annotated[tuple[LossExposureInput, ...], Rows]


def expected_loss(given: ExpectedLossInput) -> Outcome:
    """The loss to expect of every exposure."""
    rows = [
        reports.LossExposure(row.amount, row.probability, row.loss_given_default, row.id) for row in given.exposures
    ]
    found = reports.expected_loss(rows, given.currency)
    lines = [
        {"id": row.id, "amount": row.amount, "expected_loss": loss}
        for row, loss in zip(rows, found.losses, strict=True)
    ]
    return Outcome({"lines": lines, "total": found.total}, found.working, given.currency)


class QuotaShareInput(Input):
    type: Literal["quota_share"]
    cession: Share
    commission: Share

    def treaty(self) -> reports.QuotaShare:
        return reports.QuotaShare(self.cession, self.commission)


class SurplusInput(Input):
    type: Literal["surplus"]
    retention: AmountAboveZero
    lines: Count
    retained_line_counts: Flag = True
    commission: Share = Field(default="0", validate_default=True)

    def treaty(self) -> reports.Surplus:
        return reports.Surplus(self.retention, self.lines, self.retained_line_counts, self.commission)


class ExcessOfLossInput(Input):
    type: Literal["excess_of_loss"]
    retention: Amount
    limit: Amount

    def treaty(self) -> reports.ExcessOfLoss:
        return reports.ExcessOfLoss(self.retention, self.limit)


class StopLossInput(Input):
    type: Literal["stop_loss"]
    attachment: Rate
    limit: Rate


class RiskItemInput(Input):
    id: Text
    sum_insured: Amount | None = None
    premium: Amount | None = None
    claim: Amount | None = None


Treaty = Annotated[
    Annotated[QuotaShareInput, Tag("#quota_share")]
    | Annotated[SurplusInput, Tag("#surplus")]
    | Annotated[ExcessOfLossInput, Tag("#excess_of_loss")]
    | Annotated[StopLossInput, Tag("#stop_loss")],
    kind_in("type", "quota_share", "surplus", "excess_of_loss", "stop_loss"),
]


class ReinsuranceInput(Input):
    currency: Currency
    treaty: Treaty
    items: Annotated[tuple[RiskItemInput, ...], Rows] | None = None
    loss_ratio: Rate | None = None

    def check(self) -> None:
        needed, idle = ("items", "loss_ratio")
        if isinstance(self.treaty, StopLossInput):
            needed, idle = idle, needed
        if getattr(self, needed) is None:
            raise InvalidInput("input.missing", needed)
        if getattr(self, idle) is not None:
            raise InvalidInput("input.not_used_here", idle)


_CEDED = ("sum_reinsured", "ceded_premium", "commission", "recovery")


def reinsurance(given: ReinsuranceInput) -> Outcome:
    """What the treaty takes of every item, or of the loss ratio."""
    if isinstance(given.treaty, StopLossInput):
        assert given.loss_ratio is not None
        treaty = reports.StopLoss(given.treaty.attachment, given.treaty.limit)
        stopped = reports.stop_loss(treaty, given.loss_ratio)
        ratios = {"recovery_ratio": stopped.recovery_ratio, "net_ratio": stopped.net_ratio}
        return Outcome(ratios, stopped.working, given.currency)
    items = [reports.RiskItem(row.id, row.sum_insured, row.premium, row.claim) for row in given.items or ()]
    found = reports.cession(given.treaty.treaty(), items, given.currency)
    ceded = [
        {"id": item.id, "share": share(item.share), **{name: getattr(item, name) for name in _CEDED}}
        for item in found.items
    ]
    total = {name: getattr(found, name) for name in _CEDED}
    return Outcome({"items": ceded, "total": total}, found.working, given.currency)


Label = Annotated[
    Annotated[Text, Tag("#text")] | Annotated[int, Tag("#number")],
    shape_of((bool, "boolean"), (str, "text"), (int, "number")),
]
"""An origin or development as people write it: `"2024"`, `2024`, `12`."""


class TriangleInput(Input):
    currency: Currency
    kind: Literal["cumulative"]
    origin: Annotated[tuple[Label, ...], Field(min_length=2, max_length=60)]
    development: Annotated[tuple[Label, ...], Field(min_length=2, max_length=60)]
    values: Annotated[tuple[Annotated[tuple[Amount | None, ...], Rows], ...], Rows]
    method: ReserveMethod

    def triangle(self) -> reports.LossTriangle:
        """The known amounts of each row; an empty place after the latest amount is not part of it."""
        rows = []
        for at, row in enumerate(self.values):
            known = [amount for amount in row if amount is not None]
            if any(amount is None for amount in row[: len(known)]):
                raise InvalidInput("triangle.gap", f"values.{at}")
            rows.append(tuple(known))
        return reports.LossTriangle(tuple(map(str, self.origin)), tuple(map(str, self.development)), tuple(rows))


def triangle(given: TriangleInput) -> Outcome:
    """Reserves by chain ladder, with Mack's standard error when asked for."""
    found = reports.triangle_reserve(given.triangle(), given.method, given.currency)
    names = ("factors", "latest", "ultimate", "reserve", "reserve_by_origin")
    result = {name: getattr(found, name) for name in names}
    if found.standard_error is not None:
        result["standard_error"] = found.standard_error
        result["standard_error_by_origin"] = found.standard_error_by_origin
    return Outcome(result, found.working, given.currency)


FIGURES = (
    Calculation(
        "provision",
        TypeAdapter(ProvisionInput),
        provision,
        {
            "currency": "EUR",
            "buckets": [
                {"label": "not_due", "amount": "2000000.00", "rate": "0.005"},
                {"label": "1-30", "amount": "500000.00", "rate": "0.02"},
                {"label": "31-60", "amount": "300000.00", "rate": "0.05"},
                {"label": "61-90", "amount": "200000.00", "rate": "0.10"},
                {"label": "91-180", "amount": "100000.00", "rate": "0.30"},
                {"label": "181+", "amount": "100000.00", "rate": "1.00"},
            ],
        },
    ),
    Calculation(
        "expected-loss",
        TypeAdapter(ExpectedLossInput),
        expected_loss,
        {
            "currency": "EUR",
            "exposures": [{"id": "B-1", "amount": "1000000.00", "probability": "0.02", "loss_given_default": "0.60"}],
        },
    ),
    Calculation(
        "reinsurance",
        TypeAdapter(ReinsuranceInput),
        reinsurance,
        {
            "currency": "EUR",
            "treaty": {"type": "surplus", "retention": "100000.00", "lines": 5, "retained_line_counts": True},
            "items": [{"id": "B-1", "sum_insured": "400000.00", "premium": "2000.00", "claim": "50000.00"}],
        },
    ),
    Calculation(
        "triangle",
        TypeAdapter(TriangleInput),
        triangle,
        {
            "currency": "EUR",
            "kind": "cumulative",
            "origin": ["2021", "2022", "2023", "2024"],
            "development": [12, 24, 36, 48],
            "values": [
                ["100000.00", "150000.00", "160000.00", "162000.00"],
                ["110000.00", "170000.00", "175000.00"],
                ["120000.00", "180000.00"],
                ["100000.00"],
            ],
            "method": "mack",
        },
    ),
)

"""Interest on a debt paid late, as the contract writes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag, TypeAdapter

from claims import facts as claims
from claims.facts import InterestRounding
from insurer.kernel.errors import InvalidInput
from insurer.workflows.calculations.contract import Input, from_not_after_to
from insurer.workflows.calculations.fields import Amount, Currency, Day, Share, SomeRows, nil, shape_of
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.calculations.statement import Outcome, share


class InterestRateInput(Input):
    first: Day = Field(alias="from")
    annual_rate: Share | None = None
    daily_rate: Share | None = None

    def check(self) -> None:
        if (self.annual_rate is None) == (self.daily_rate is None):
            raise InvalidInput("input.one_of", "annual_rate", choices="annual_rate, daily_rate")


DayBaseInput = Annotated[
    Annotated[Literal[365, 360], Tag("#number")] | Annotated[Literal["actual"], Tag("#text")],
    shape_of((bool, "boolean"), (int, "number"), (str, "text")),
]


class LateInterestInput(Input):
    currency: Currency
    principal: Amount
    first: Day = Field(alias="from")
    end: Day = Field(alias="to")
    segments: Annotated[tuple[InterestRateInput, ...], SomeRows]
    day_base: DayBaseInput = 365
    fixed_compensation: Amount = nil()
    rounding: InterestRounding = InterestRounding.END

    def check(self) -> None:
        from_not_after_to(self.first, self.end)


def _segment(segment: claims.InterestSegment) -> dict[str, object]:
    return {
        "from": segment.first,
        "to": segment.end,
        "days": segment.days,
        "annual_rate": share(segment.rate.annual),
        "daily_rate": share(segment.rate.daily),
        "interest": segment.interest,
    }


def late_interest(given: LateInterestInput) -> Outcome:
    """Interest over all segments and the fixed sum on top."""
    found = claims.late_interest(
        given.principal,
        given.first,
        given.end,
        [claims.InterestRate(rate.first, rate.annual_rate, rate.daily_rate) for rate in given.segments],
        day_base=claims.DayBase(str(given.day_base)),
        fixed_compensation=given.fixed_compensation,
        rounding=given.rounding,
    )
    result = {
        "days": found.days,
        "interest": found.interest,
        "total": found.total,
        "segments": [_segment(segment) for segment in found.segments],
    }
    return Outcome(result, found.working, given.currency)


FIGURES = (
    Calculation(
        "late-interest",
        TypeAdapter(LateInterestInput),
        late_interest,
        {
            "currency": "EUR",
            "principal": "1000000.00",
            "from": "2024-06-01",
            "to": "2024-07-16",
            "segments": [
                {"from": "2024-01-01", "annual_rate": "0.1250"},
                {"from": "2024-07-01", "annual_rate": "0.1225"},
            ],
            "day_base": 365,
            "fixed_compensation": "40.00",
        },
    ),
)

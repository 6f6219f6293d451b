"""The strict field types a calculation's input is made of.

Every type reads through the kernel's one strict parser: amounts and rates are text or a whole JSON number,
days are `YYYY-MM-DD`, and what is not exactly that is refused with a code, never guessed at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Discriminator, Field, PlainValidator, StrictBool, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from insurer.kernel.errors import InvalidInput, Refusal
from insurer.kernel.money import Money, currency_decimals
from insurer.kernel.parsing import parse_amount, parse_day, parse_decimal

LARGEST_RATE = 10**6
LONGEST_SPAN = 36500
MOST_ROWS = 20_000


def refused(refusal: Refusal) -> PydanticCustomError:
    """A refusal in the form pydantic collects, keeping its code, its field below this one and its facts."""
    field = refusal.field if isinstance(refusal, InvalidInput) else ""
    return PydanticCustomError(refusal.code, "refused", {"below": field, "facts": refusal.facts})


def _reading(parse: Callable[[object, ValidationInfo], object]) -> PlainValidator:
    def read(value: object, info: ValidationInfo) -> object:
        try:
            return parse(value, info)
        except Refusal as refusal:
            raise refused(refusal) from None

    return PlainValidator(read)


def _amount(negative: bool, least: int | None = None) -> PlainValidator:
    def parse(value: object, info: ValidationInfo) -> Money:
        currency = (info.context or {}).get("currency")
        if currency is None:
            raise InvalidInput("input.no_currency", "")
        amount = parse_amount(value, currency, "", negative=negative)
        if least is not None and amount.minor < least:
            raise InvalidInput("input.not_above_zero", "", value=str(value)[:40])
        return amount

    return _reading(parse)


def _number(low: int | None, high: int, *, above: bool = False) -> PlainValidator:
    def parse(value: object, info: ValidationInfo) -> Decimal:
        number = parse_decimal(value, "")
        if low == 0 and number < 0:
            raise InvalidInput("input.negative", "", value=str(value)[:40])
        if above and number == 0:
            raise InvalidInput("input.not_above_zero", "", value=str(value)[:40])
        if abs(number) > high:
            raise InvalidInput("input.out_of_range", "", value=str(value)[:40])
        return number

    return _reading(parse)


def _whole(low: int, high: int) -> PlainValidator:
    def parse(value: object, info: ValidationInfo) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidInput("input.not_a_whole_number", "", value=str(value)[:40])
        if not low <= value <= high:
            raise InvalidInput("input.out_of_range", "", value=str(value)[:40])
        return value

    return _reading(parse)


def _currency(value: object, info: ValidationInfo) -> str:
    if not isinstance(value, str):
        raise InvalidInput("input.unknown_currency", "", value=str(value)[:40])
    currency_decimals(value)
    return value


def _day(value: object, info: ValidationInfo) -> date:
    return parse_day(value, "")


Amount = Annotated[Money, _amount(negative=False)]
"""An amount of the currency in force, not negative, with no more decimals than that currency has."""
AmountAboveZero = Annotated[Money, _amount(negative=False, least=1)]
SignedAmount = Annotated[Money, _amount(negative=True)]
Number = Annotated[Decimal, _number(0, 10**18)]
"""A figure without a currency, not negative."""
NumberAboveZero = Annotated[Decimal, _number(0, 10**18, above=True)]
SignedNumber = Annotated[Decimal, _number(None, 10**18)]
Share = Annotated[Decimal, _number(0, 1)]
"""A percentage as a fraction, 0 to 1."""
Rate = Annotated[Decimal, _number(0, LARGEST_RATE)]
"""A rate, factor or multiple, not negative."""
RateAboveZero = Annotated[Decimal, _number(0, LARGEST_RATE, above=True)]
Day = Annotated[date, _reading(_day)]
Currency = Annotated[str, _reading(_currency)]
Days = Annotated[int, _whole(0, LONGEST_SPAN)]
Months = Annotated[int, _whole(0, 1200)]
Count = Annotated[int, _whole(1, 1000)]
"""A number of things, at least one."""
Flag = StrictBool
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Rows = Field(max_length=MOST_ROWS)
"""Bounds a list that may be empty."""
SomeRows = Field(min_length=1, max_length=MOST_ROWS)
"""Bounds a list that needs at least one row."""


class _Context(dict[str, int | str | float]):
    """What an error says; hashable, as a part of an annotation has to be."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))


def kind_in(field: str, *kinds: str, default: str | None = None) -> Discriminator:
    """Which of several shapes an object has, by the text in its `field`; each shape is tagged `#kind`."""

    def tag(value: Any) -> str | None:
        kind = value.get(field, default) if isinstance(value, dict) else default
        return f"#{kind}" if isinstance(kind, str) else None

    return Discriminator(
        tag,
        custom_error_type="input.unknown_choice",
        custom_error_message="refused",
        custom_error_context=_Context(below=field, choices=", ".join(kinds)),
    )


def shape_of(*shapes: tuple[type, str]) -> Discriminator:
    """Which of several shapes a value has by its JSON type (`str`, `list`, `dict`); each is tagged `#name`."""

    def tag(value: Any) -> str | None:
        return next((f"#{name}" for kind, name in shapes if isinstance(value, kind)), None)

    return Discriminator(
        tag,
        custom_error_type="input.wrong_shape",
        custom_error_message="refused",
        custom_error_context=_Context(below="", choices=", ".join(name for _, name in shapes)),
    )


def nil() -> Any:
    """The default nought of an amount, read in the currency in force like any amount given."""
    return Field(default="0", validate_default=True)

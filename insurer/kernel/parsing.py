"""The one strict reading of amounts, numbers and days at the edge of the house.

Only ASCII digits, a plain decimal point, a bounded size. `１２３`, `1_000`, `1e5`, `NaN`, `+1`, a JSON float
or a boolean are refused, never guessed at. Files written by people and programs of other habits are
first brought into this form by their own reader, which says how it understood them.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import LARGEST, Money, currency_decimals

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


def parse_decimal(value: object, field: str) -> Decimal:
    """A finite decimal from text (`"0.90"`) or a whole JSON number; refuses everything else, naming `field`."""
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) >= 10**18:
            raise InvalidInput("input.out_of_range", field, value=str(value)[:40])
        return Decimal(value)
    if not isinstance(value, str):
        raise InvalidInput("input.not_a_number", field, value=str(value)[:40])
    if not _NUMBER.fullmatch(value):
        raise InvalidInput("input.not_a_number", field, value=value[:40])
    return Decimal(value)


def parse_amount(value: object, currency: str, field: str, *, negative: bool = False) -> Money:
    """An amount of `currency`; no more decimals than it has, not negative unless `negative`, within bounds."""
    number = parse_decimal(value, field)
    minor = number.scaleb(currency_decimals(currency))
    if minor != minor.to_integral_value():
        raise InvalidInput("input.too_many_decimals", field, value=str(value)[:40], currency=currency)
    if number < 0 and not negative:
        raise InvalidInput("input.negative", field, value=str(value)[:40])
    if abs(minor) > LARGEST:
        raise InvalidInput("input.out_of_range", field, value=str(value)[:40])
    return Money(int(minor), currency)


def parse_day(value: object, field: str) -> date:
    """A day written `YYYY-MM-DD` between 1900 and 2200."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise InvalidInput("input.not_a_date", field, value=str(value)[:40])
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise InvalidInput("input.not_a_date", field, value=value) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInput("input.out_of_range", field, value=value)
    return day

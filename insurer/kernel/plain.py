"""Frozen facts as plain JSON and back, by their declared types.

What a figure rests on is kept as text and read again years later: the same types, the same digits. A field whose
type leaves several kinds open (`object`, a union) carries the kind beside the value: `{"money": "EUR 1.00"}`.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from insurer.kernel.money import Money
from insurer.kernel.period import Period

T = TypeVar("T")
_OPEN_KINDS: tuple[tuple[str, type], ...] = (
    ("money", Money),
    ("decimal", Decimal),
    ("fraction", Fraction),
    ("moment", datetime),
    ("day", date),
    ("period", Period),
)
"""Kinds named beside a value; a moment is a date too, so it is asked for first."""


def to_plain(value: object, of: Any) -> Any:
    """`value`, which is of the declared type `of`, in JSON's own kinds only; a type without a form is a fault."""
    if value is None or of in (str, int, bool):
        return value
    if (scalar := _written(of, value)) is not None:
        return scalar
    if _is_open(of):
        return _open_to_plain(value)
    if (only := _optional(of)) is not None:
        return to_plain(value, only)
    if is_dataclass(of) and isinstance(of, type):
        return {name: to_plain(getattr(value, name), hint) for name, hint in _fields(of).items()}
    parts = get_args(of)
    if get_origin(of) is tuple:
        return [to_plain(part, parts[0]) for part in cast(Sequence[object], value)]
    if get_origin(of) in (Mapping, dict):
        return {str(key): to_plain(part, parts[1]) for key, part in cast(Mapping[object, object], value).items()}
    raise TypeError(f"{of} has no plain form")


def from_plain(of: type[T], plain: Any) -> T:
    """The value of type `of` that `to_plain` wrote."""
    return cast(T, _read(of, plain))


def _read(of: Any, plain: Any) -> Any:
    if plain is None or of in (str, int, bool):
        return plain
    if of in _READERS:
        return _READERS[of](plain)
    if isinstance(of, type) and issubclass(of, StrEnum):
        return of(plain)
    if _is_open(of):
        return _open_from_plain(plain)
    if (only := _optional(of)) is not None:
        return _read(only, plain)
    if is_dataclass(of) and isinstance(of, type):
        return of(**{name: _read(hint, plain[name]) for name, hint in _fields(of).items()})
    parts = get_args(of)
    if get_origin(of) is tuple:
        return tuple(_read(parts[0], part) for part in plain)
    if get_origin(of) in (Mapping, dict):
        return {key: _read(parts[1], part) for key, part in plain.items()}
    raise TypeError(f"{of} has no plain form")


def _written(of: Any, value: Any) -> str | None:
    """The text of a value of one of the kinds that are a text, else None."""
    if of is Money:
        return f"{value.currency} {value.plain()}"
    if of is Decimal:
        return f"{value:f}"
    if of is Fraction:
        return f"{value.numerator}/{value.denominator}"
    if of is datetime:
        return str(value.astimezone(UTC).isoformat(timespec="microseconds"))
    if of is date:
        return str(value.isoformat())
    if isinstance(of, type) and issubclass(of, StrEnum):
        return str(of(value).value)
    return None


def _money(text: str) -> Money:
    currency, amount = text.split(" ")
    return Money.of(amount, currency)


_READERS: Mapping[Any, Any] = {
    Money: _money,
    Decimal: Decimal,
    Fraction: Fraction,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


@cache
def _fields(of: Any) -> dict[str, Any]:
    """The declared type of each field of a frozen class that its constructor takes."""
    hints = get_type_hints(of)
    return {field.name: hints[field.name] for field in fields(of) if field.init}


def _alternatives(of: Any) -> tuple[Any, ...]:
    if get_origin(of) not in (Union, types.UnionType):
        return ()
    return tuple(part for part in get_args(of) if part is not type(None))


def _optional(of: Any) -> Any:
    """X of `X | None`, None of anything else."""
    alternatives = _alternatives(of)
    return alternatives[0] if len(alternatives) == 1 else None


def _is_open(of: Any) -> bool:
    return of is object or of is Any or len(_alternatives(of)) > 1


def _open_to_plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    for name, kind in _OPEN_KINDS:
        if isinstance(value, kind):
            return {name: to_plain(value, kind)}
    if isinstance(value, Mapping):
        return {"map": {str(key): _open_to_plain(part) for key, part in value.items()}}
    if isinstance(value, frozenset | set):
        return [_open_to_plain(part) for part in sorted(value)]
    if isinstance(value, list | tuple):
        return [_open_to_plain(part) for part in value]
    raise TypeError(f"{type(value).__name__} has no plain form")


def _open_from_plain(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_open_from_plain(part) for part in plain)
    if not isinstance(plain, dict):
        return plain
    ((name, inner),) = plain.items()
    if name == "map":
        return {key: _open_from_plain(part) for key, part in inner.items()}
    return _read(dict(_OPEN_KINDS)[name], inner)

"""Readers of a policy's terms: plain JSON in, one typed value out, everything else refused.

A reader also writes: `plain` turns a typed value (or a form's) into what is kept, so what was kept is always
what the reader has understood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_amount, parse_decimal
from policies.contracts.terms import CountryScope, LiabilityBase, LiabilityCap, Section
from policies.premiums.terms import BonusMalusStep, PremiumPart, PremiumRate

Reader = Callable[[object, str, str], object]
"""Reads a plain value of a policy in a currency; the third is the field's name, for the refusal."""
MOST_DAYS = 3660
_LONGEST_LIST = 300


def plain(value: object) -> object:
    """A typed value as plain JSON: amounts and rates as decimal text, tuples as lists."""
    match value:
        case None | bool() | int():
            return value
        case StrEnum():
            return value.value
        case str():
            return value
        case Decimal():
            return f"{value:f}"
        case Money():
            return value.plain()
        case CountryScope() | LiabilityCap():
            return value.plain()
        case PremiumRate():
            named = {name: getattr(value, name) for name in ("country_class", "payment_method", "term_to_days")}
            return {"rate": plain(value.rate), **{name: one for name, one in named.items() if one is not None}}
        case PremiumPart():
            name = "amount" if value.amount is not None else "percentage_of_estimate"
            return {name: plain(getattr(value, name))}
        case BonusMalusStep():
            return {"loss_ratio_to": plain(value.loss_ratio_to), "factor": plain(value.factor)}
        case Mapping():
            return {str(plain(key)): plain(one) for key, one in value.items()}
        case Sequence():
            return [plain(one) for one in value]
        case frozenset() | set():
            return sorted(str(plain(one)) for one in value)
    raise TypeError(f"no term is a {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class UnlessEmpty:
    """The same reader for a term that a policy may leave unset: null stays null."""

    inner: Reader

    def __call__(self, raw: object, currency: str, field: str) -> object:
        return None if raw is None else self.inner(raw, currency, field)


def amount(raw: object, currency: str, field: str) -> Money:
    """An amount of the policy's currency, not negative."""
    return parse_amount(raw, currency, field)


def share(raw: object, currency: str, field: str) -> Decimal:
    """A share from 0 to 1."""
    number = parse_decimal(raw, field)
    if not 0 <= number <= 1:
        raise InvalidInput("input.out_of_range", field, value=str(raw)[:40])
    return number


def insured_share(raw: object, currency: str, field: str) -> Decimal:
    """An insured percentage: above 0, at most 1."""
    number = share(raw, currency, field)
    if not number:
        raise InvalidInput("input.out_of_range", field, value=str(raw)[:40])
    return number


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds: days, months, instalments."""

    least: int
    most: int

    def __call__(self, raw: object, currency: str, field: str) -> int:
        number = parse_decimal(raw, field)
        if number != number.to_integral_value() or not self.least <= number <= self.most:
            raise InvalidInput("input.out_of_range", field, value=str(raw)[:40])
        return int(number)


days = Whole(0, MOST_DAYS)
months = Whole(0, 120)


def flag(raw: object, currency: str, field: str) -> bool:
    """Yes or no, never a word for it."""
    if not isinstance(raw, bool):
        raise InvalidInput("input.not_true_or_false", field, value=str(raw)[:40])
    return raw


@dataclass(frozen=True, slots=True)
class OneOf:
    """One code among those offered."""

    codes: tuple[str, ...]

    def __call__(self, raw: object, currency: str, field: str) -> str:
        if not isinstance(raw, str) or raw not in self.codes:
            raise InvalidInput("input.not_a_choice", field, value=str(raw)[:40])
        return raw


def sections(raw: object, currency: str, field: str) -> tuple[str, ...]:
    """The insured sections, at least one, each once."""
    chosen = [OneOf(tuple(Section))(one, currency, f"{field}.{at}") for at, one in enumerate(_list(raw, field))]
    if not chosen:
        raise InvalidInput("input.required", field)
    return tuple(str(section) for section in Section if section in chosen)


def countries(raw: object, currency: str, field: str) -> CountryScope:
    """`"*"`, or `{"insured": "*" | codes, "excluded": codes}`."""
    if raw == "*":
        return CountryScope()
    parts = _object(raw, field, ("insured", "excluded"))
    insured = parts.get("insured", "*")
    named = None if insured == "*" else frozenset(_codes(insured, f"{field}.insured"))
    if named is not None and not named:
        raise InvalidInput("input.required", f"{field}.insured")
    return CountryScope(named, frozenset(_codes(parts.get("excluded", []), f"{field}.excluded")))


def shares_by_cause(raw: object, currency: str, field: str) -> dict[str, Decimal]:
    """An insured percentage for each named cause of loss."""
    parts = _object(raw, field, None)
    return {cause: insured_share(one, currency, f"{field}.{cause}") for cause, one in sorted(parts.items())}


def rates(raw: object, currency: str, field: str) -> tuple[PremiumRate, ...]:
    """The table of premium rates; every row names its rate and, if it is special, class, method or term."""
    found = []
    for at, row in enumerate(_list(raw, field)):
        place = f"{field}.{at}"
        parts = _object(row, place, ("rate", "country_class", "payment_method", "term_to_days"))
        if "rate" not in parts:
            raise InvalidInput("input.missing", f"{place}.rate")
        term = parts.get("term_to_days")
        found.append(
            PremiumRate(
                rate=share(parts["rate"], currency, f"{place}.rate"),
                country_class=_word(parts.get("country_class"), f"{place}.country_class"),
                payment_method=_word(parts.get("payment_method"), f"{place}.payment_method"),
                term_to_days=None if term is None else days(term, currency, f"{place}.term_to_days"),
            )
        )
    return tuple(found)


def premium_part(raw: object, currency: str, field: str) -> PremiumPart:
    """A minimum or deposit: `{"amount"}` or `{"percentage_of_estimate"}`."""
    parts = _object(raw, field, ("amount", "percentage_of_estimate"))
    if len(parts) != 1:
        raise InvalidInput("input.one_of", field, choices="amount, percentage_of_estimate")
    if "amount" in parts:
        return PremiumPart(amount=amount(parts["amount"], currency, f"{field}.amount"))
    place = f"{field}.percentage_of_estimate"
    return PremiumPart(percentage_of_estimate=share(parts["percentage_of_estimate"], currency, place))


def liability(raw: object, currency: str, field: str) -> LiabilityCap:
    """An amount, or `{"amount"}`, or `{"multiple", "of"}`."""
    if isinstance(raw, str | int) and not isinstance(raw, bool):
        return LiabilityCap(amount=amount(raw, currency, field))
    parts = _object(raw, field, ("amount", "multiple", "of"))
    if ("amount" in parts) == ("multiple" in parts) or ("amount" in parts and "of" in parts):
        raise InvalidInput("input.one_of", field, choices="amount, multiple")
    if "amount" in parts:
        return LiabilityCap(amount=amount(parts["amount"], currency, f"{field}.amount"))
    multiple = parse_decimal(parts["multiple"], f"{field}.multiple")
    if not 0 < multiple <= 1000:
        raise InvalidInput("input.out_of_range", f"{field}.multiple", value=str(multiple))
    named = OneOf(tuple(LiabilityBase))(parts.get("of", LiabilityBase.PREMIUM_PAID.value), currency, f"{field}.of")
    return LiabilityCap(multiple=multiple, base=LiabilityBase(named))


def bonus_malus(raw: object, currency: str, field: str) -> tuple[BonusMalusStep, ...]:
    """Factors on the premium by loss ratio, rising; only the last one may have no end."""
    steps: list[BonusMalusStep] = []
    rows = _list(raw, field)
    for at, row in enumerate(rows):
        place = f"{field}.{at}"
        parts = _object(row, place, ("loss_ratio_to", "factor"))
        if "factor" not in parts:
            raise InvalidInput("input.missing", f"{place}.factor")
        until, factor = parts.get("loss_ratio_to"), parse_decimal(parts["factor"], f"{place}.factor")
        ratio = None if until is None else parse_decimal(until, f"{place}.loss_ratio_to")
        last = steps[-1].loss_ratio_to if steps else Decimal(-1)
        if last is None or (ratio is not None and ratio <= last) or not 0 < factor <= 10:
            raise InvalidInput("input.out_of_range", place, value=str(parts)[:40])
        steps.append(BonusMalusStep(ratio, factor))
    return tuple(steps)


def _list(raw: object, field: str) -> Sequence[object]:
    if not isinstance(raw, list) or len(raw) > _LONGEST_LIST:
        raise InvalidInput("input.not_a_list", field, value=str(raw)[:40])
    return raw


def _object(raw: object, field: str, names: Sequence[str] | None) -> Mapping[str, object]:
    if not isinstance(raw, dict) or len(raw) > _LONGEST_LIST:
        raise InvalidInput("input.not_an_object", field, value=str(raw)[:40])
    for name in raw:
        if names is not None and name not in names:
            raise InvalidInput("input.unknown_field", f"{field}.{name}")
        _word(name, field)
    return raw


def _codes(raw: object, field: str) -> list[str]:
    found = []
    for at, code in enumerate(_list(raw, field)):
        if not (isinstance(code, str) and len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            raise InvalidInput("input.not_a_country", f"{field}.{at}", value=str(code)[:40])
        found.append(code)
    return found


def _word(raw: object, field: str) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str) or not 0 < len(raw) <= 40:
        raise InvalidInput("input.not_text", field, value=str(raw)[:40])
    return raw

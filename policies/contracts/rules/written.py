"""Compound terms as people write them in one field, and back: `*, -RU`, `80%`, `20x`, `0.35% method=OA days=60`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from insurer.kernel.errors import InvalidInput
from insurer.kernel.parsing import parse_decimal
from policies.contracts.rules import reading
from policies.contracts.rules.reading import Reader, plain
from policies.contracts.terms import CountryScope, LiabilityBase, LiabilityCap
from policies.premiums.terms import BonusMalusStep, PremiumPart, PremiumRate

_RATE_PARTS = {"class": "country_class", "method": "payment_method", "days": "term_to_days"}
_MULTIPLE = re.compile(r"([0-9.]+)\s*[x×]\s*(minimum)?", re.ASCII | re.IGNORECASE)


def is_compound(reader: Reader) -> bool:
    """Whether the term has a written form of its own."""
    return reader in _READ


def from_text(reader: Reader, text: str, field: str) -> object:
    """The plain value of what was written; refuses what the form does not allow."""
    return _READ[reader](text.strip(), field)


def to_text(value: object) -> str:
    """A typed value as it is written in one field; nothing where the term is unset."""
    match value:
        case None:
            return ""
        case CountryScope():
            insured = ["*"] if value.insured is None else sorted(value.insured)
            return ", ".join([*insured, *(f"-{code}" for code in sorted(value.excluded))])
        case LiabilityCap(amount=None):
            of = " minimum" if value.base is LiabilityBase.MINIMUM_PREMIUM else ""
            return f"{_short(value.multiple or Decimal(0))}x{of}"
        case LiabilityCap(amount=amount) if amount is not None:
            return f"{amount.decimal:,f}"
        case PremiumPart(amount=None):
            return _percent(value.percentage_of_estimate or Decimal(0))
        case PremiumPart(amount=amount) if amount is not None:
            return f"{amount.decimal:,f}"
        case dict():
            return ", ".join(f"{cause} {_percent(share)}" for cause, share in value.items())
        case tuple():
            return "\n".join(_row(row) for row in value)
    raise TypeError(f"no written form of a {type(value).__name__}")


def _row(row: object) -> str:
    if isinstance(row, PremiumRate):
        named = [f"{word}={getattr(row, name)}" for word, name in _RATE_PARTS.items() if getattr(row, name) is not None]
        return " ".join([_percent(row.rate), *named])
    assert isinstance(row, BonusMalusStep)
    return f"{'above' if row.loss_ratio_to is None else _percent(row.loss_ratio_to)} {_short(row.factor)}"


def _countries(text: str, field: str) -> object:
    codes = [code.strip().upper() for code in text.replace("，", ",").split(",") if code.strip()]
    insured, excluded = (
        [code for code in codes if code[0] != "-"],
        [code[1:].strip() for code in codes if code[0] == "-"],
    )
    return {"insured": "*" if insured in (["*"], []) else insured, "excluded": excluded}


def _shares(text: str, field: str) -> object:
    found = {}
    for part in (part.strip() for part in text.replace("，", ",").split(",")):
        cause, _, share = part.rpartition(" ")
        if part:
            found[cause.strip()] = _share(share, field)
    return found


def _rates(text: str, field: str) -> object:
    rows = []
    for at, line in enumerate(line for line in text.splitlines() if line.strip()):
        rate, *named = line.split()
        row: dict[str, object] = {"rate": _share(rate, f"{field}.{at}.rate")}
        for word in named:
            name, _, value = word.partition("=")
            if name not in _RATE_PARTS or not value:
                raise InvalidInput("input.unknown_field", f"{field}.{at}")
            row[_RATE_PARTS[name]] = value
        rows.append(row)
    return rows


def _bonus(text: str, field: str) -> object:
    rows = []
    for at, line in enumerate(line for line in text.splitlines() if line.strip()):
        words = line.split()
        if len(words) != 2:
            raise InvalidInput("policy.bonus_line", f"{field}.{at}", line=line[:40])
        ratio = None if words[0].lower() == "above" else _share(words[0], f"{field}.{at}")
        rows.append({"loss_ratio_to": ratio, "factor": words[1]})
    return rows


def _part(text: str, field: str) -> object:
    if not text:
        return None
    if text.endswith(("%", "％")):
        return {"percentage_of_estimate": _share(text, field)}
    return {"amount": text.replace(",", "")}


def _liability(text: str, field: str) -> object:
    if not text:
        return None
    multiple = _MULTIPLE.fullmatch(text)
    if multiple:
        of = LiabilityBase.MINIMUM_PREMIUM if multiple[2] else LiabilityBase.PREMIUM_PAID
        return {"multiple": multiple[1], "of": of.value}
    return {"amount": text.replace(",", "")}


def _share(text: str, field: str) -> str:
    share = parse_decimal(text.strip().rstrip("%％").strip(), field) / 100
    return f"{share:f}"


def _percent(share: Decimal) -> str:
    return f"{_short(share * 100)}%"


def _short(number: Decimal) -> str:
    text = str(plain(number))
    return text.rstrip("0").rstrip(".") if "." in text else text


_READ: Mapping[Reader, Callable[[str, str], object]] = {
    reading.countries: _countries,
    reading.shares_by_cause: _shares,
    reading.rates: _rates,
    reading.bonus_malus: _bonus,
    reading.premium_part: _part,
    reading.liability: _liability,
}

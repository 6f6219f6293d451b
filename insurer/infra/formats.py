"""How facts read: money, days, moments, shares and counts in the reader's language. No request is needed."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import cache

from babel import Locale
from babel.numbers import get_currency_name

from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.kernel.rounding import half_up

_BABEL = {"en": "en_GB", "zh": "zh_Hans_CN"}
_SHARE_NAMES = ("share", "percentage", "ratio", "loading", "premium_rate", "interest_rate", "default_rate")


@cache
def babel_locale(locale: str) -> Locale:
    """Babel's locale for one of the reader's languages: British English or Simplified Chinese."""
    return Locale.parse(_BABEL[locale])


@cache
def _month_names(locale: str) -> tuple[str, ...]:
    names = babel_locale(locale).months["format"]["abbreviated"]
    return tuple(str(names[month]) for month in range(1, 13))


@cache
def currency_name(code: str, locale: str) -> str:
    """`Euro`, `欧元`."""
    return get_currency_name(code, locale=babel_locale(locale))


def money_text(amount: Money, locale: str) -> str:
    """`EUR 1,200,000.00`; in Chinese `1,200,000.00 欧元` and, as custom has it, `人民币 1,200,000.00 元`."""
    if locale != "zh":
        return str(amount)
    if amount.currency == "CNY":
        return f"人民币 {amount.decimal:,f} 元"
    return f"{amount.decimal:,f} {currency_name(amount.currency, locale)}"


def day_text(day: date, locale: str) -> str:
    """`5 Mar 2026`, `2026年3月5日`."""
    if locale == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_month_names(locale)[day.month - 1]} {day.year}"


def moment_text(moment: datetime, locale: str, zone: tzinfo = UTC) -> str:
    """`5 Mar 2026, 14:05 UTC`: the moment in `zone`, with the zone's name; a naive moment is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    local = moment.astimezone(zone)
    join = " " if locale == "zh" else ", "
    return f"{day_text(local.date(), locale)}{join}{local:%H:%M} {local.tzname()}"


def share_text(part: Decimal | Fraction, decimals: int | None = None) -> str:
    """A share as a percentage, `90%` or `0.35%`: every decimal it has, or rounded half-up to `decimals`."""
    hundredfold = part * 100
    if decimals is None and isinstance(hundredfold, Decimal):
        whole = hundredfold.quantize(Decimal(1)) if hundredfold == hundredfold.to_integral_value() else None
        return f"{(hundredfold.normalize() if whole is None else whole):,f}%"
    places = 2 if decimals is None else decimals
    rounded = Decimal(half_up(Fraction(hundredfold) * 10**places)).scaleb(-places)
    return f"{rounded:,f}%"


def number_text(number: Decimal | Fraction | int) -> str:
    """A number with thousands marks from 10,000 upwards, so that a year stays a year."""
    if isinstance(number, Fraction):
        number = Decimal(half_up(number * 10_000)).scaleb(-4).normalize()
    if isinstance(number, int) and abs(number) < 10_000:
        return str(number)
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"


def reads_as_share(name: str) -> bool:
    """Whether a fact of this name is shown as a percentage (`insured_share`, `loss_ratio`, `premium_rate`)."""
    return name.endswith(_SHARE_NAMES)


def shown(value: object, locale: str, name: str = "", zone: tzinfo = UTC) -> str:
    """A fact in the reader's language, by its type and, for shares, by its `name`."""
    match value:
        case str():
            return str(value)
        case None:
            return "–"
        case bool():
            return {"en": ("no", "yes"), "zh": ("否", "是")}[locale][value]
        case Money():
            return money_text(value, locale)
        case datetime():
            return moment_text(value, locale, zone)
        case date():
            return day_text(value, locale)
        case Period():
            return _period_text(value, locale)
        case Decimal() | Fraction():
            return share_text(value) if reads_as_share(name) else number_text(value)
        case int():
            return number_text(value)
        case Sequence() | Set():
            parts = [shown(part, locale, name, zone) for part in value]
            return ("、" if locale == "zh" else ", ").join(parts if isinstance(value, Sequence) else sorted(parts))
        case _:
            return str(value)


def _period_text(period: Period, locale: str) -> str:
    last = "…" if period.last is None else day_text(period.last, locale)
    return f"{day_text(period.first, locale)} – {last}"

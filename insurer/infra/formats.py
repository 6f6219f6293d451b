"""How facts read: money, days, moments, shares and counts in the reader's language. No request is needed.

A `Style` says how one reader wants days, moments and figures on pages; documents, files and the command line are
written as their language does, whoever asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from babel import Locale
from babel.numbers import get_currency_name

from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.kernel.rounding import half_up

_BABEL = {"en": "en_GB", "zh": "zh_Hans_CN"}
_SHARE_NAMES = ("share", "percentage", "ratio", "loading", "premium_rate", "interest_rate", "default_rate")
_MARKS = {"point": str.maketrans(",.", ".,"), "space": str.maketrans(",.", "\u202f,")}


@dataclass(frozen=True, slots=True)
class Style:
    """How days (`long`, `iso`, `short`) and figures (`comma`, `point`, `space`) are written, and the zone of moments.

    An empty word means: as the language does.
    """

    dates: str = ""
    numbers: str = ""
    zone: tzinfo = UTC


PLAIN = Style()


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


def grouped(figures: str, numbers: str) -> str:
    """`1,234.56` with the reader's marks: `1.234,56` for `point`, `1 234,56` for `space`."""
    return figures.translate(_MARKS[numbers]) if numbers in _MARKS else figures


def money_text(amount: Money, locale: str, style: Style = PLAIN) -> str:
    """`EUR 1,200,000.00`; in Chinese `1,200,000.00 欧元` and, as custom has it, `人民币 1,200,000.00 元`."""
    figures = grouped(f"{amount.decimal:,f}", style.numbers)
    if locale != "zh":
        return f"{amount.currency} {figures}"
    if amount.currency == "CNY":
        return f"人民币 {figures} 元"
    return f"{figures} {currency_name(amount.currency, locale)}"


@lru_cache(maxsize=20_000)
def day_text(day: date, locale: str, style: Style = PLAIN) -> str:
    """`5 Mar 2026`, `2026年3月5日`; `iso` is 2026-03-05; `short` is 05/03/2026 and in Chinese 2026/3/5."""
    if style.dates == "iso":
        return day.isoformat()
    if style.dates == "short":
        return f"{day.year}/{day.month}/{day.day}" if locale == "zh" else f"{day:%d/%m/%Y}"
    if locale == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_month_names(locale)[day.month - 1]} {day.year}"


def moment_text(moment: datetime, locale: str, style: Style = PLAIN) -> str:
    """`5 Mar 2026, 14:05 UTC`: the moment in the style's zone, with the zone's name; a naive moment is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    local = moment.astimezone(style.zone)
    join = " " if locale == "zh" or style.dates == "iso" else ", "
    return f"{day_text(local.date(), locale, style)}{join}{local:%H:%M} {local.tzname()}"


def share_text(part: Decimal | Fraction, decimals: int | None = None, style: Style = PLAIN) -> str:
    """A share as a percentage, `90%` or `0.35%`: every decimal it has, or rounded half-up to `decimals`."""
    hundredfold = part * 100
    if decimals is None and isinstance(hundredfold, Decimal):
        whole = hundredfold.quantize(Decimal(1)) if hundredfold == hundredfold.to_integral_value() else None
        return grouped(f"{(hundredfold.normalize() if whole is None else whole):,f}%", style.numbers)
    places = 2 if decimals is None else decimals
    rounded = Decimal(half_up(Fraction(hundredfold) * 10**places)).scaleb(-places)
    return grouped(f"{rounded:,f}%", style.numbers)


def number_text(number: Decimal | Fraction | int, style: Style = PLAIN) -> str:
    """A number with thousands marks from 10,000 upwards, so that a year stays a year."""
    if isinstance(number, Fraction):
        number = Decimal(half_up(number * 10_000)).scaleb(-4).normalize()
    if isinstance(number, int) and abs(number) < 10_000:
        return str(number)
    return grouped(f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}", style.numbers)


def reads_as_share(name: str) -> bool:
    """Whether a fact of this name is shown as a percentage (`insured_share`, `loss_ratio`, `premium_rate`)."""
    return name.endswith(_SHARE_NAMES)


def shown(value: object, locale: str, name: str = "", style: Style = PLAIN) -> str:
    """A fact in the reader's language, by its type and, for shares, by its `name`."""
    match value:
        case str():
            return str(value)
        case None:
            return "–"
        case bool():
            return {"en": ("no", "yes"), "zh": ("否", "是")}[locale][value]
        case Money():
            return money_text(value, locale, style)
        case datetime():
            return moment_text(value, locale, style)
        case date():
            return day_text(value, locale, style)
        case Period():
            return _period_text(value, locale, style)
        case Decimal() | Fraction():
            return share_text(value, style=style) if reads_as_share(name) else number_text(value, style)
        case int():
            return number_text(value, style)
        case Sequence() | Set():
            parts = [shown(part, locale, name, style) for part in value]
            return ("、" if locale == "zh" else ", ").join(parts if isinstance(value, Sequence) else sorted(parts))
        case _:
            return str(value)


def _period_text(period: Period, locale: str, style: Style) -> str:
    last = "…" if period.last is None else day_text(period.last, locale, style)
    return f"{day_text(period.first, locale, style)} – {last}"

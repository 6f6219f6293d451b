"""Currencies by ISO 4217: which exist, their names, and the signs a ledger writes instead of a code."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.metadata import version

import pycountry
from babel import Locale

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import currency_decimals
from insurer.reference.terms import Source

SOURCE = Source("ISO 4217 (pycountry, iso4217)", version("iso4217"))

UNMISTAKABLE_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₫": "VND", "₴": "UAH"}
"""Signs that stand for one currency. `$`, `¥` and `kr` stand for several and decide nothing."""

CUSTOMARY_CODES = {"RMB": "CNY", "CNH": "CNY", "人民币": "CNY", "人民币元": "CNY", "美元": "USD", "欧元": "EUR",
                   "港币": "HKD", "港元": "HKD", "日元": "JPY", "英镑": "GBP", "US$": "USD", "HK$": "HKD"}  # fmt: skip


@cache
def currencies() -> tuple[str, ...]:
    """Every currency an amount can be in (those with decimals defined), by code."""
    return tuple(sorted(entry.alpha_3 for entry in pycountry.currencies if _has_decimals(entry.alpha_3)))


def _has_decimals(code: str) -> bool:
    try:
        currency_decimals(code)
    except InvalidInput:
        return False
    return True


def currency_name(code: str, locale: str) -> str:
    """The currency's name in the reader's language; refuses an unknown code."""
    currency_decimals(code)
    return str(Locale.parse(locale).currencies.get(code, code))


@lru_cache(maxsize=4096)
def read_currency(written: str) -> str | None:
    """The code a written currency means (`eur`, `RMB`, `€`, `美元`), or None when it means none or several."""
    text = written.strip()
    code = CUSTOMARY_CODES.get(text.upper()) or UNMISTAKABLE_SIGNS.get(text) or text.upper()
    return code if code.isascii() and _has_decimals(code) else None

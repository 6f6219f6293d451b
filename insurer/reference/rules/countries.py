"""Countries by ISO 3166-1: codes of two and three letters, of three digits, and names in English and Chinese.

A code nobody has is told apart from a code somebody has: ledgers carry both, and a buyer in country 391 is
in no country of ours until a person says in which.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.metadata import version

import pycountry
from babel import Locale

from insurer.kernel.errors import InvalidInput
from insurer.reference.terms import CodeStanding, Country, CountryReading, Source

SOURCE = Source("ISO 3166-1 (pycountry, iso-codes)", version("pycountry"))
NAMES_SOURCE = Source("Unicode CLDR (Babel)", version("babel"))

CUSTOMARY_CODES = {"UK": "GB", "EL": "GR"}
"""Codes in daily use beside the standard: reserved for the United Kingdom, and the EU's VAT prefix of Greece."""

CUSTOMARY_NAMES = {
    "America": "US",
    "Britain": "GB",
    "Burma": "MM",
    "Cape Verde": "CV",
    "Czech Republic": "CZ",
    "England": "GB",
    "Great Britain": "GB",
    "Holland": "NL",
    "Hong Kong": "HK",
    "Hong Kong SAR": "HK",
    "Ivory Coast": "CI",
    "Korea": "KR",
    "Macau": "MO",
    "Macedonia": "MK",
    "Mainland China": "CN",
    "P.R. China": "CN",
    "P.R.C.": "CN",
    "Republic of Korea": "KR",
    "Russia": "RU",
    "South Korea": "KR",
    "Swaziland": "SZ",
    "Turkey": "TR",
    "U.A.E.": "AE",
    "U.K.": "GB",
    "U.S.": "US",
    "U.S.A.": "US",
    "United States of America": "US",
    "Vietnam": "VN",
    "中国大陆": "CN",
    "中华人民共和国": "CN",
    "中国台湾": "TW",
    "中国香港": "HK",
    "香港": "HK",
    "中国澳门": "MO",
    "澳门": "MO",
    "南韩": "KR",
    "阿联酋": "AE",
}


@cache
def countries() -> tuple[Country, ...]:
    """Every country of the standard, by two-letter code."""
    found = (Country(c.alpha_2, c.alpha_3, c.numeric, c.name) for c in pycountry.countries)
    return tuple(sorted(found, key=lambda country: country.alpha2))


@cache
def _by_code() -> dict[str, Country]:
    codes: dict[str, Country] = {}
    for country in countries():
        codes |= dict.fromkeys((country.alpha2, country.alpha3, country.numeric), country)
    return codes | {customary: codes[alpha2] for customary, alpha2 in CUSTOMARY_CODES.items()}


def country(alpha2: str) -> Country:
    """The country of a two-letter code; refuses a code that is not assigned."""
    found = _by_code().get(alpha2)
    if found is None or found.alpha2 != alpha2:
        raise InvalidInput("reference.unknown_country", "country", value=alpha2[:40])
    return found


def country_name(alpha2: str, locale: str) -> str:
    """The country's name in the reader's language (`en`, `zh_Hans`)."""
    return str(Locale.parse(locale).territories.get(alpha2) or country(alpha2).name)


@lru_cache(maxsize=4096)
def read_country(written: str) -> CountryReading:
    """What a written country means: `DE`, `deu`, `276`, `76` (Brazil's 076), `Germany`, `德国`."""
    text = unicodedata.normalize("NFKC", written).strip()
    code = text.upper()
    if re.fullmatch(r"[0-9]{1,3}", code):
        code = code.zfill(3)
    found = _by_code().get(code)
    if found is None and (alpha2 := _by_name().get(_name_key(text))):
        found = _by_code()[alpha2]
    if found is not None:
        return CountryReading(written, CodeStanding.ASSIGNED, found.alpha2)
    has_form = re.fullmatch(r"[A-Z]{2,3}|[0-9]{3}", code) is not None
    return CountryReading(written, CodeStanding.UNASSIGNED if has_form else CodeStanding.UNKNOWN)


@cache
def _by_name() -> dict[str, str]:
    """Every known name's key with its two-letter code; a key that two countries share is left out."""
    holders: dict[str, set[str]] = {}
    locales = [Locale.parse(name).territories for name in ("en", "zh_Hans")]
    for entry in pycountry.countries:
        names = [getattr(entry, kind, None) for kind in ("name", "common_name", "official_name")]
        names += [territories.get(entry.alpha_2) for territories in locales]
        for name in filter(None, names):
            holders.setdefault(_name_key(name), set()).add(entry.alpha_2)
    known = {key: codes.pop() for key, codes in holders.items() if len(codes) == 1}
    return known | {_name_key(name): alpha2 for name, alpha2 in CUSTOMARY_NAMES.items()}


def _name_key(name: str) -> str:
    """A name without case, accents, punctuation, spaces and a leading "the"."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(char for char in plain if char.isalnum())
    return plain.removeprefix("the") if plain.startswith("the") and len(plain) > 6 else plain

"""Company names: which are fit to be recorded, the key under which one name is one name, and the Latin reading.

The key of `Acme Trading GmbH & Co. KG`, `ACME  Trading` and `acme-trading ag` is the same; that of `Аcme` with a
Cyrillic А is not, but its look is: `lookalike_key` folds letters that look alike, so it can be shown to a person.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from pypinyin import lazy_pinyin

from insurer.kernel.errors import InvalidInput
from insurer.parties.rules.legal_forms import CHINESE, LATIN, LATIN_FIRST, OTHER_SCRIPTS

LONGEST_NAME = 300
_FORM_WORDS = max(len(form.split()) for form in LATIN)
_WHOLE_FORMS = (*OTHER_SCRIPTS, *sorted(CHINESE, key=len, reverse=True))
_FIRST_WORDS = max(len(form.split()) for form in LATIN_FIRST)
_VOICING = 8
"""Combining class of the marks that turn Japanese か into が: part of the letter, not an accent."""
_JOINING = {"and", "und", "et", "y", "e", "i", "og", "och", "en", "the"}
_CONFUSABLE = str.maketrans(
    "аᴀαеεорρсһхχуγіιјѕԁԛԝкκмνпτтвьᏼ0‐‑–—1l|",
    "aaaeeoppchxxyyiijsdqwkkmvnttbbbo----iii",
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def fit_name(name: str, field: str = "name") -> str:
    """The name trimmed and composed; refuses an empty one, invisible or direction-changing characters, mixed scripts.

    InvalidInput codes: `parties.name.empty`, `.too_long`, `.invisible_character`, `.mixed_scripts`.
    """
    composed = " ".join(unicodedata.normalize("NFC", name).split())
    if not any(char.isalnum() for char in composed):
        raise InvalidInput("parties.name.empty", field)
    if len(composed) > LONGEST_NAME:
        raise InvalidInput("parties.name.too_long", field, most=LONGEST_NAME)
    for char in name:
        if unicodedata.category(char) in ("Cf", "Cc", "Co", "Cs", "Cn") and char not in "\t\n\r":
            raise InvalidInput("parties.name.invisible_character", field, character=f"U+{ord(char):04X}")
    for word in re.findall(r"\w+", composed):
        if len(scripts := _scripts(word)) > 1:
            raise InvalidInput("parties.name.mixed_scripts", field, word=word[:60], scripts=sorted(scripts))
    return composed


def _scripts(word: str) -> set[str]:
    """Of Latin, Greek and Cyrillic, the scripts the word's letters are of: one word of two is a disguise."""
    names = (unicodedata.name(char, "") for char in unicodedata.normalize("NFKC", word) if char.isalpha())
    return {script for name in names if (script := name.partition(" ")[0]) in ("LATIN", "GREEK", "CYRILLIC")}


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """One key for one name: no case, accents, punctuation, spaces between words kept single, no legal form.

    A name that is nothing but a legal form keeps it.
    """
    folded = _folded(name)
    return _without_forms(folded) or folded


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    parts = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in parts if unicodedata.combining(char) in (0, _VOICING))
    bare = _without_whole_forms(unicodedata.normalize("NFC", bare).strip())
    words = "".join(char if char.isalnum() else "" if char in ".'’`" else " " for char in _initials(bare)).split()
    return " ".join(word for word in words if word not in _JOINING) or " ".join(words)


def _without_whole_forms(text: str) -> str:
    """The text without a form of a script that parts words by other means, at its end and before the name."""
    if text in _WHOLE_FORMS:
        return text
    for form in _WHOLE_FORMS:
        joined = bool(_UNSPACED.search(form)) or not form[0].isalnum()
        if text.endswith(form) and (joined or text[-len(form) - 1] == " "):
            text = text[: -len(form)].rstrip()
            break
    for form in OTHER_SCRIPTS:
        joined = bool(_UNSPACED.search(form)) or not form[0].isalnum()
        if text.startswith(form) and len(text) > len(form) and (joined or not text[len(form)].isalnum()):
            return text[len(form) :].lstrip()
    return text


def _initials(text: str) -> str:
    """Letters parted by dots or slashes only become one word: `S.A.`, `s.p.a`, `a/s`."""
    return re.sub(r"\b(\w)[./](?=\w\b)", r"\1", text)


def _without_forms(folded: str) -> str:
    """The words without the legal forms at the end and before the name."""
    words = folded.split()
    changed = True
    while changed and len(words) > 1:
        changed = False
        for count in range(min(_FORM_WORDS, len(words) - 1), 0, -1):
            if " ".join(words[-count:]) in LATIN:
                words, changed = words[:-count], True
                break
    for count in range(min(_FIRST_WORDS, len(words) - 1), 0, -1):
        if " ".join(words[:count]) in LATIN_FIRST:
            return " ".join(words[count:])
    return " ".join(words)


@lru_cache(maxsize=65_536)
def lookalike_key(name: str) -> str:
    """The key with letters that look alike made one, so a disguised name meets the one it imitates."""
    return unicodedata.normalize("NFKC", name_key(name)).translate(_CONFUSABLE).replace("rn", "m").replace("vv", "w")


@lru_cache(maxsize=65_536)
def latin_key(name: str) -> str:
    """The key of the name's Latin reading, by which `华强贸易有限公司` meets `Hua Qiang Mao Yi Co., Ltd.`"""
    return name_key(latin_name(name_key(name)))


def search_key(name: str, name_as_key: str, latin_as_key: str) -> str:
    """The names that a company is found by parts of, a line each: its name in lower case and its two keys."""
    return "\n".join(dict.fromkeys((name.casefold(), name_as_key, latin_as_key)))


def searched_parts(typed: str) -> tuple[str, ...]:
    """The parts of search keys that answer to what was typed: as typed and as the keys make it.

    What holds another part is left out, for whatever has it has the other. Nothing when nothing was typed.
    """
    wanted = " ".join(typed.split())
    parts = {wanted.casefold(), name_key(wanted), latin_key(wanted)} - {""}
    return tuple(sorted(one for one in parts if not any(other != one and other in one for other in parts)))


def latin_name(name: str) -> str:
    """The name in Latin letters: Chinese by pinyin, other scripts letter by letter; a Latin name stays as it is."""
    if name.isascii():
        return name
    if _HAN.search(name) and not re.search(r"[\u3040-\u30ff]", name):
        syllables = lazy_pinyin(unicodedata.normalize("NFKC", name), errors=lambda other: str(anyascii(other)).strip())
        return " ".join(part[:1].upper() + part[1:] for part in syllables if part)
    if all("LATIN" in unicodedata.name(char, "") for char in name if char.isalpha()):
        return name
    return " ".join(anyascii(name).split())

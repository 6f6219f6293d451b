"""Words for the codes of working lines and refusals, with no request in flight: the command line has none."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

_TRANSLATIONS = Path(__file__).parents[2] / "infra" / "translations"


@cache
def _catalogue(locale: str) -> dict[str, str]:
    merged: dict[str, str] = {}
    for path in sorted(_TRANSLATIONS.glob(f"*/{locale}/LC_MESSAGES/messages.po")):
        with path.open("rb") as lines:
            merged.update({str(entry.id): str(entry.string) for entry in read_po(lines) if entry.id and entry.string})
    return merged


def words(key: str, locale: str, **facts: str) -> str:
    """The text of `key` in `locale` with its facts filled in."""
    text = _catalogue(locale).get(key)
    return key if text is None else text % facts

"""Paper: what every letter and schedule carries, and the words put into its layout in the addressee's language."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from insurer.infra import languages
from insurer.infra.catalogues import ROOT
from insurer.infra.web.status import status_badge, tone

_COUNTERS = {"[page]": "counter(page)", "[pages]": "counter(pages)"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """The company at the head of the paper."""

    name: str
    address: str
    city: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """Head and foot of one document. `day` is its date; nothing on paper reads the clock.

    `document` is the number under which it was issued; on a `translation` that of the document it translates.
    """

    reference: str
    title: str
    day: date
    issuer: Issuer
    addressee: tuple[str, ...] = ()
    fingerprint: str = ""
    verify_at: str = ""
    document: str = ""
    translation: bool = False


def compose(template: str, locale: str, paper: Paper, **facts: object) -> str:
    """The HTML of a document: `template` (below `templates/`) filled in `locale`. Needs no application."""
    with languages.speaking(locale):
        return (
            _environment()
            .get_template(template)
            .render(
                paper=paper,
                page_of=css_content(languages.here("paper.page_of")),
                **facts,
            )
        )


def fingerprint(facts: Mapping[str, object]) -> str:
    """What the document says, as a hash to compare: SHA-256 of its facts, the first 32 digits in groups of four."""
    said = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    digest = hashlib.sha256(said.encode()).hexdigest()[:32]
    return " ".join(digest[place : place + 4] for place in range(0, 32, 4))


def css_content(words: str) -> str:
    """Words with [page] and [pages] as a CSS `content` value."""
    parts = [part for part in re.split(r"(\[pages?\])", words) if part]
    return " ".join(_COUNTERS.get(part) or _css_string(part) for part in parts)


def _css_string(words: str) -> str:
    return (
        '"' + "".join(letter if letter.isalnum() or letter == " " else f"\\{ord(letter):x} " for letter in words) + '"'
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(languages.language_globals())
    environment.globals.update(status_badge=status_badge, tone=tone)
    return environment

"""Paper: what every letter and schedule carries, and the words put into its layout in the addressee's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from insurer.infra import languages
from insurer.infra.catalogues import ROOT
from insurer.infra.documents.squares import squares
from insurer.infra.web.status import status_badge, tone

PREVIEW = "PREVIEW · 预览"
"""Across a paper that nobody has issued, in both languages whatever its own."""
_SPACE_AFTER_A_WIDE_MARK = re.compile(r"(?<=[。；，：！？）]) +")
"""A wide mark brings its own room: nothing stands between two Chinese sentences of one paragraph."""
_COUNTERS = {"[page]": "counter(page)", "[pages]": "counter(pages)"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """The company at the head of the paper."""

    name: str
    address: str
    city: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """What makes a paper an issued one: its number and the fingerprint by which a reader has it verified.

    `address` is where, without number and fingerprint. On a `translation` all are those of the paper translated.
    """

    number: str
    fingerprint: str
    address: str = ""
    translation: bool = False

    @property
    def grouped(self) -> str:
        """The fingerprint in groups of four, to be read and typed."""
        return grouped(self.fingerprint)

    @property
    def link(self) -> str:
        """Where the paper is verified, number and fingerprint filled in."""
        return f"{self.address}?number={self.number}&fingerprint={self.fingerprint}"


@dataclass(frozen=True, slots=True)
class Paper:
    """Head and foot of one document. `day` is its date; nothing on paper reads the clock.

    Without a `seal` nobody has issued it; a `preview` says so across every page.
    """

    reference: str
    title: str
    day: date
    issuer: Issuer
    addressee: tuple[str, ...] = ()
    seal: Seal | None = None
    preview: bool = False


def compose(template: str, locale: str, paper: Paper, **facts: object) -> str:
    """The HTML of a document: `template` (below `templates/`) filled in `locale`. Needs no application."""
    with languages.speaking(locale):
        layout = _environment().get_template(template)
        mark, pages = PREVIEW, css_content(languages.here("paper.page_of"))
        html = layout.render(paper=paper, page_of=pages, preview_mark=mark, **facts)
    return _SPACE_AFTER_A_WIDE_MARK.sub("", html) if locale == "zh" else html


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four."""
    return " ".join(fingerprint[place : place + 4] for place in range(0, len(fingerprint), 4))


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
    environment.globals.update(status_badge=status_badge, tone=tone, squares=squares)
    return environment

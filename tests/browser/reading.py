"""What a page says and what it is made of, read without a browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import lxml.html
from lxml.html import HtmlElement
from tinyhtml5.parser import HTMLParser

_SILENT = {"script", "style", "code", "pre", "textarea", "template"}
_SPOKEN = ("aria-label", "title", "placeholder", "alt")
_LINK = re.compile(r'<a\b[^>]*\shref="(/[^"#]*)')
_FILE = re.compile(r"\.(pdf|csv|xlsx|xml|ics|zip|svg|json)$")
_SWITCH = re.compile(r"[?&](format|lang|theme)=")
_LATIN = re.compile(r"[A-Za-z]{3,}")
_DATA = re.compile(
    r"\S+\.(csv|xlsx|pdf|json|xml)\b|[A-Z]{2,5}-\d{4}-\d+|\S*@\S+|\b[A-Z]{3}\b|\b[A-Z]{2}\d{2}( [A-Z0-9]{1,4})+\b|https?://\S+|\b[0-9a-f]{8,}\b"
    r"|\b[A-Z0-9]+[-/][\w/-]*\d[\w/-]*|\b(Tradecover|English|IBAN|BIC|TOTP|XLSX|UTC|Chrome|Chromium|Linux|Werkzeug)\b"
)
"""References, addresses, codes and the like, which stand alike in every language."""


def parsed(page: str) -> HtmlElement:
    """The page as a tree."""
    return lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))


def elements(tree: HtmlElement) -> set[str]:
    """What the page is made of: every kind of element by its name, class and type."""
    return {f"{one.tag}.{one.get('class', '')}.{one.get('type', '')}" for one in tree.iter("*")}


def words(tree: HtmlElement) -> set[str]:
    """Every piece of text that a reader sees or hears, except what is said to be of another language or of none."""
    return set(_words(tree.find("body"), tree.get("lang", "")))


def _words(holder: HtmlElement, tongue: str) -> Iterator[str]:
    if not isinstance(holder.tag, str) or (holder.tag in _SILENT and not holder.get("placeholder")):
        return
    if holder.get("lang", tongue) != tongue or holder.get("translate") == "no":
        return
    said = [holder.get(name) for name in _SPOKEN]
    if holder.tag not in _SILENT:
        said += [holder.text, *(child.tail for child in holder)]
        for child in holder:
            yield from _words(child, tongue)
    yield from (" ".join(text.split()) for text in said if text and text.strip())


def untranslated(english: set[str], chinese: set[str], names: re.Pattern[str]) -> list[str]:
    """Latin words that stand on the Chinese page exactly as on the English one and are neither name nor reference."""
    return sorted(text for text in english & chinese if _LATIN.search(_DATA.sub("", names.sub("", text))))


def markup_faults(page: str) -> list[str]:
    """Where the page does not parse as HTML without a complaint of the parser."""
    parser = HTMLParser()
    parser.parse(page)
    return [f"markup at {place}: {code} {facts}" for place, code, facts in parser.errors]


def repeated_names(tree: HtmlElement) -> list[str]:
    """Ids that more than one element bears."""
    counted = Counter(one.get("id") for one in tree.iter("*") if one.get("id"))
    return sorted(name for name, times in counted.items() if times > 1)


def links(page: str) -> list[str]:
    """The addresses of ours that the page leads to, without files and switches of the same page."""
    found = [unescape(href) for href in _LINK.findall(page)]
    return [href for href in found if not _FILE.search(urlsplit(href).path) and not _SWITCH.search(href)]

"""The reader's language: one way to say anything, on pages, in PDFs and mails, at the command line and in jobs.

`text(key, locale, **facts)` needs neither request nor application. `_(key, **facts)` says it in the language of
whoever is being spoken to: the one set by `speaking(...)`, else the reader of the present request, else English.
Days, moments and figures said to the reader of a page are in the style that person has chosen.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, LazyString, get_locale
from markupsafe import Markup, escape

from insurer.infra import catalogues, formats
from insurer.infra.formats import PLAIN, Style
from insurer.infra.web.guard import present_actor
from insurer.kernel.money import Money
from insurer.kernel.working import Working

LOCALES = tuple(catalogues.FOLDERS)
DEFAULT = "en"
LANGUAGE_NAMES = {"en": "English", "zh": "简体中文"}
LANGUAGE_COOKIE = "lang"
SWITCH_FIELD = "_language"
"""What a form is sent with when its reader only wants it in another language."""
_HTML_LANG = {"en": "en", "zh": "zh-Hans"}
_BABEL_TAGS = {"en": "en_GB", "zh": "zh_Hans_CN"}
_TAGS = {"en": "en", "en-gb": "en", "en-us": "en", "zh": "zh", "zh-hans": "zh", "zh-cn": "zh", "zh-hans-cn": "zh"}
_speaking: ContextVar[str | None] = ContextVar("speaking", default=None)
_log = logging.getLogger("tradecover.languages")
_HAN = re.compile(r"[\u3400-\u9fff]")
_AROUND_A_FACT = re.compile(r"( ?)%\((\w+)\)s( ?)")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_strict = False
_reported: set[tuple[str, str]] = set()


class WordsMissing(LookupError):
    """A message or one of its facts is missing; raised only where every word is demanded, as in tests."""


def demand_every_word(demand: bool = True) -> None:
    """Let a missing message raise instead of being logged and shown as its key. Tests demand every word."""
    global _strict
    _strict = demand


def our_locale(tag: str | None) -> str | None:
    """`en` or `zh` for any tag of theirs (`zh_Hans`, `zh-CN`, `en-GB`), None for another language or none."""
    return None if tag is None else _TAGS.get(tag.lower().replace("_", "-"))


def html_lang(locale: str) -> str:
    """The value of HTML's `lang`: `en`, `zh-Hans`."""
    return _HTML_LANG[_known_locale(locale)]


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Say everything inside in `locale`, whoever reads the page: a letter speaks its addressee's language."""
    token = _speaking.set(_known_locale(locale))
    try:
        yield
    finally:
        _speaking.reset(token)


def reader_locale() -> str:
    """`en` or `zh`: the language set by `speaking`, else of the present request, else English."""
    if (locale := _speaking.get()) is not None:
        return locale
    found = get_locale() if has_request_context() else None
    return DEFAULT if found is None else str(found.language)


def reader_style() -> Style:
    """How the reader of this page wants days and figures, and in which zone; inside `speaking` as the language does.

    Who has set no zone reads moments in the house's.
    """
    if not has_app_context() or _speaking.get() is not None:
        return _style("", "", _house_zone())
    actor = present_actor()
    if actor is None:
        return _style("", "", _house_zone())
    return _style(actor.dates, actor.numbers, actor.time_zone or _house_zone())


@cache
def _style(dates: str, numbers: str, zone: str) -> Style:
    return Style(dates, numbers, ZoneInfo(zone))


def text(key: str, locale: str, /, **facts: object) -> str:
    """What `key` (a code or an English sentence) says in `locale`, its facts put into that language too."""
    return _text(key, locale, facts, PLAIN)


def _text(key: str, locale: str, facts: Mapping[str, object], style: Style) -> str:
    locale = _known_locale(locale)
    message = _message(key, locale, facts)
    if not facts and "%" not in message:
        return message
    words = {name: said(value, locale, name, style) for name, value in facts.items()}
    return _filled(message, words, key)


def known(key: str, locale: str) -> bool:
    """Whether the catalogue of `locale` has an entry for `key`."""
    return key in catalogues.words(_known_locale(locale))


def here(key: str, /, **facts: object) -> str:
    """`text` in the reader's language. A fact that is markup (a link) makes the sentence markup, the rest escaped."""
    locale = reader_locale()
    style = reader_style() if facts else PLAIN
    if not any(hasattr(value, "__html__") and not isinstance(value, LazyString) for value in facts.values()):
        return _text(key, locale, facts, style)
    words = {
        name: value if hasattr(value, "__html__") else escape(said(value, locale, name, style))
        for name, value in facts.items()
    }
    return Markup(_filled(str(escape(_message(key, locale, facts))), words, key))  # noqa: S704 - every part is escaped


_ = here


def lazy(key: str, /, **facts: object) -> LazyString:
    """`here`, said when it is read: for form labels and other words fixed before a request comes."""
    return LazyString(here, key, **facts)


def counted(one: str, many: str, count: int, **facts: object) -> str:
    """`one` for a count of one in English, else `many`; Chinese has a single form. `%(count)s` is a fact."""
    return here(one if count == 1 and reader_locale() == "en" else many, count=count, **facts)


def shown(value: object, locale: str | None = None, name: str = "") -> str:
    """One fact in the language of `locale` or of the reader; codes the catalogue knows become words."""
    reader = reader_locale()
    locale = _known_locale(locale) if locale else reader
    return said(value, locale, name, reader_style() if locale == reader else _style("", "", _house_zone()))


def text_of(value: object, name: str = "") -> str:
    """A fact as a file says it: in the reader's language, in no reader's own style."""
    return said(value, reader_locale(), name)


def figure(amount: Money) -> str:
    """An amount without its currency, in the reader's figures: `1,200.00`."""
    return formats.grouped(f"{amount.decimal:,f}", reader_style().numbers)


def share_shown(part: Decimal | Fraction, decimals: int | None = None) -> str:
    """`share_text` in the reader's figures."""
    return formats.share_text(part, decimals, reader_style())


def label(of: StrEnum, locale: str | None = None) -> str:
    """The word for a member of an enumeration: `ClaimState.FILED` is the message `claim_state.filed`."""
    return text(label_key(of), locale or reader_locale())


def label_key(of: StrEnum) -> str:
    """The message key of an enumeration's member: the class name in lower_snake_case, a dot, the value."""
    name = type(of).__name__
    snake = "".join(f"_{letter.lower()}" if letter.isupper() and place else letter.lower()
                    for place, letter in enumerate(name))  # fmt: skip
    return f"{snake}.{of.value}"


@dataclass(frozen=True, slots=True)
class WorkingRow:
    """One line of a calculation as people read it."""

    code: str
    label: str
    value: str
    clause: str
    detail: str


def working_table(working: Working, locale: str, style: Style = PLAIN) -> list[WorkingRow]:
    """A working line by line in words: what was done, what came out, the clause, and the facts behind it.

    The detail is the message `<code>.detail` where the catalogue has one.
    """
    locale = _known_locale(locale)
    return [
        WorkingRow(
            code=line.code,
            label=_text(line.code, locale, line.facts, style),
            value=formats.grouped(str(line.result), style.numbers)
            if isinstance(line.result, Money)
            else said(line.result, locale, line.code, style),
            clause=clause_text(line.clause, locale),
            detail=_text(key, locale, line.facts, style) if known(key := f"{line.code}.detail", locale) else "",
        )
        for line in working.lines
    ]


def clause_text(clause: str, locale: str) -> str:
    """A clause's name; a bare number such as `§ 5.2` or a word without an entry stands for itself."""
    if catalogues.is_code(clause) or known(clause, locale):
        return text(clause, locale)
    return clause


def init_languages(app: Flask, choose_locale: Callable[[], str | None] = lambda: None) -> None:
    """Give `app` the reader's language: the link just followed, else the cookie it left, else what
    `choose_locale` says (the person's own setting), else the browser's wish, else English."""
    catalogues.compile_catalogues()
    demand_every_word(app.testing or _strict)

    def select() -> str:
        house = our_locale(app.config.get("BABEL_DEFAULT_LOCALE")) or DEFAULT
        return _BABEL_TAGS[asked_locale() or our_locale(choose_locale()) or _browser_locale() or house]

    Babel(app, locale_selector=select)
    app.jinja_env.globals.update(language_globals())

    @app.before_request
    def note_switch() -> None:
        if request.method == "POST":
            g.switched_to = our_locale(request.form.get(SWITCH_FIELD))

    @app.after_request
    def keep_choice(response: Response) -> Response:
        if switching() and response.status_code == 422:
            response.status_code = 200  # nothing was refused: the page was only asked for in another language
        chosen = g.get("switched_to") or _linked_locale()
        if chosen and request.cookies.get(LANGUAGE_COOKIE) != chosen:
            secure = bool(app.config.get("SESSION_COOKIE_SECURE"))
            response.set_cookie(
                LANGUAGE_COOKIE, chosen, max_age=365 * 86_400, secure=secure, httponly=True, samesite="Lax"
            )
        return response


def language_globals() -> Mapping[str, object]:
    """What every template may say, on pages and on paper."""
    return {
        "_": here,
        "gettext": here,
        "counted": counted,
        "shown": shown,
        "label": label,
        "locale": reader_locale,
        "html_lang": lambda: html_lang(reader_locale()),
        "working_table": lambda working: working_table(working, reader_locale(), reader_style()),
        "share_text": share_shown,
        "figure": figure,
        "figure_example": lambda: formats.grouped("1,234,567.50", reader_style().numbers),
    }


def switching() -> bool:
    """Whether a form was sent only to see its page in another language: nothing may be judged or done."""
    return has_request_context() and g.get("switched_to") is not None


def asked_locale() -> str | None:
    """The language that this request asks for by a form or by `?lang=`, or by the cookie of an earlier choice."""
    linked = g.get("switched_to") or _linked_locale()
    return linked or our_locale(request.cookies.get(LANGUAGE_COOKIE))


def _linked_locale() -> str | None:
    # A form is sent to the address of its page, which may still name a language that was left since then.
    if request.mimetype in _FORMS and request.cookies.get(LANGUAGE_COOKIE):
        return None
    return our_locale(request.args.get("lang"))


def _browser_locale() -> str | None:
    return our_locale(
        request.accept_languages.best_match(["en", "en-GB", "en-US", "zh", "zh-CN", "zh-Hans", "zh-Hans-CN"])
    )


def _known_locale(locale: str) -> str:
    found = our_locale(locale)
    if found is None:
        raise ValueError(f"not one of our languages: {locale}")
    return found


def _house_zone() -> str:
    """The time zone in which moments are shown: the application's, else UTC."""
    return str(current_app.config.get("BABEL_DEFAULT_TIMEZONE", "UTC")) if has_app_context() else "UTC"


def _message(key: str, locale: str, facts: Mapping[str, object]) -> str:
    words = catalogues.words(locale)
    if locale == "en" and facts.get("count") == 1 and (single := words.get(f"{key}.one")):
        return single
    found = words.get(key)
    if found is not None:
        return found
    if locale == "en" and not catalogues.is_code(key):
        return key
    _missing(f"no words in {locale} for {key!r}", key, locale)
    return key


def _filled(message: str, said: Mapping[str, object], key: str) -> str:
    if _HAN.search(message):
        message = _AROUND_A_FACT.sub(lambda found: _closed_up(found, said), message)
    try:
        return message % said
    except KeyError as absent:
        _missing(f"{key!r} asks for the fact {absent}", key, "facts")
        return message % {**dict.fromkeys(catalogues.placeholders(message), "?"), **said}


def _closed_up(found: re.Match[str], said: Mapping[str, object]) -> str:
    """A fact's place in a Chinese sentence: the space that parts it from the words is for Latin letters and figures."""
    value = str(said.get(found[2], ""))
    before = "" if _HAN.match(value[:1]) else found[1]
    after = "" if _HAN.match(value[-1:]) else found[3]
    return f"{before}%({found[2]})s{after}"


def _missing(what: str, key: str, where: str) -> None:
    if _strict:
        raise WordsMissing(what)
    if (key, where) not in _reported:
        _reported.add((key, where))
        _log.error("words missing: %s", what)


_ENUMERATION_OF = {"kind": "receipt_kind"}
"""Facts that a kept working holds as the bare value of an enumeration's member, and the enumeration."""


def said(value: object, locale: str, name: str = "", style: Style = PLAIN) -> str:
    """A fact in words: a code or an enumeration's member by its message, everything else by its type."""
    if isinstance(value, StrEnum) and known(key := label_key(value), locale):
        return text(key, locale)
    if isinstance(value, str):
        plain = str(value)
        if name in _ENUMERATION_OF and known(key := f"{_ENUMERATION_OF[name]}.{plain}", locale):
            return text(key, locale)
        return catalogues.words(locale)[plain] if catalogues.is_code(plain) and known(plain, locale) else plain
    if isinstance(value, list | tuple | frozenset | set) and value:
        parts = [said(part, locale, name, style) for part in value]
        return ("、" if locale == "zh" else ", ").join(parts if isinstance(value, list | tuple) else sorted(parts))
    return formats.shown(value, locale, name, style)

"""The underwriter's queue: what waits, by when it is to be answered, and what the figures suggest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import get_template_attribute, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import ColumnElement, Row, and_, false, or_, select

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.db import db
from insurer.infra.formats import share_text
from insurer.infra.languages import _, here, reader_locale, shown
from insurer.infra.web.exports import asked_export
from insurer.infra.web.guard import allow, present_actor
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import Line, Listing
from insurer.infra.web.lists import answered as answered_list
from insurer.infra.web.paging import Query
from insurer.infra.web.tables import Column, Filter, Table, cell
from insurer.parties.public import parties_named
from insurer.reference.facts import country_name, sector
from policies.public import policies_list
from underwriting.authority.queries import authority_of
from underwriting.limits import pages
from underwriting.limits.desk.blueprint import desk
from underwriting.limits.desk.reading import Flag, Waiting, flag_tone, waiting_rows
from underwriting.limits.models import LimitRequest
from underwriting.limits.rules.credit_limit import NEED
from underwriting.limits.rules.recommended import BUYER, GROUP, TRADE
from underwriting.limits.rules.service_level import answer_by
from underwriting.limits.states import RequestState

COLUMNS = (
    Column("number", "Request", "code", narrow=True),
    Column("buyer", "Buyer", narrow=True),
    Column("asked_at", "Answer by", "date", sortable=True, narrow=True),
    Column("asked", "Asked", "money", sortable=True, narrow=True),
    Column("suggested", "Suggested"),
    Column("used", "Capacity used", "share"),
    Column("flags", "Flags"),
)
FILE_COLUMNS = (
    Column("number", "Request", "code"),
    Column("buyer", "Buyer"),
    Column("country", "Country"),
    Column("sector", "Sector"),
    Column("asked_at", "Answer by", "date", sortable=True),
    Column("asked", "Asked", "money", sortable=True),
    Column("standing", "Limit today", "money"),
    Column("suggested", "Suggested", "money"),
    Column("used", "Capacity used", "share"),
    Column("flags", "Flags"),
)
_MONEY = Column("asked", "", "money")
MINE, ABOVE = "mine", "above"


def filters() -> tuple[Filter, ...]:
    """Buyer, policy, and whether the reader may decide alone."""
    reach = ((MINE, here("Within your authority")), (ABOVE, here("Above your authority")))
    return (Filter("buyer", "Buyer"), Filter("policy", "Policy"), Filter("reach", "Authority", "choice", reach))


@desk.get("/")
@allow(May.LIMIT_READ)
def queue() -> ResponseReturnValue:
    """What waits for a person; the request whose answer is due first stands first. Also as a file."""
    return answered_list(_waiting_listing(), _queue_page)


def _queue_page(table: Table) -> str:
    waiting, late = _counts()
    return render_template(
        "underwriting/limits/desk/queue.html",
        table=table,
        waiting=waiting,
        late=late,
        first=table.rows[0].href if table.rows else "",
        may=May,
        crumbs=[Crumb(_("Limits"))],
    )


@desk.get("/answered")
@allow(May.LIMIT_READ)
def answered() -> ResponseReturnValue:
    """Every request that was answered, the newest first, with what was granted. Also as a file."""
    crumbs = [Crumb(_("Limits"), url_for(".queue")), Crumb(_("Answered requests"))]
    return answered_list(
        _answered_listing(),
        lambda table: render_template("underwriting/limits/desk/answered.html", table=table, crumbs=crumbs),
    )


def _waiting_listing() -> Listing:
    as_file = asked_export() is not None
    return Listing(
        name="waiting",
        caption=_("Requests that wait for a decision"),
        empty=_("No request is waiting."),
        columns=FILE_COLUMNS if as_file else COLUMNS,
        filters=filters(),
        statement=lambda wanted: _requests(RequestState.REFERRED, wanted),
        keys={"asked_at": LimitRequest.asked_at, "asked": LimitRequest.amount_minor},
        unique=LimitRequest.id,
        lines=lambda rows: _waiting_lines(rows, _file_values if as_file else _values),
        sort="asked_at",
    )


def _answered_listing() -> Listing:
    columns = tuple(replace(column, sortable=column.key == "asked_at") for column in pages.REQUEST_COLUMNS)
    return Listing(
        name="answered",
        caption=_("Answered requests"),
        empty=_("No request was answered yet."),
        columns=columns,
        filters=(Filter("buyer", "Buyer"), Filter("policy", "Policy")),
        statement=lambda wanted: _requests(RequestState.DECIDED, wanted),
        keys={"asked_at": LimitRequest.asked_at},
        unique=LimitRequest.id,
        lines=_answered_lines,
        sort="asked_at",
        descending=True,
    )


def _requests(state: RequestState, wanted: Mapping[str, str]) -> Query:
    return select(LimitRequest).where(LimitRequest.state == state, *_wanted(wanted))


def _waiting_lines(rows: Sequence[Row[Any]], values: Callable[[Waiting], Sequence[object]]) -> list[Line]:
    found = waiting_rows([row[0] for row in rows], _roles(), today())
    return [(values(one), url_for(".limit_request", number=one.request.number)) for one in found]


def _answered_lines(rows: Sequence[Row[Any]]) -> list[Line]:
    return [
        (values, url_for(".limit_request", number=values[0]))
        for values in pages.request_values([row[0] for row in rows])
    ]


def next_number(after: str) -> str | None:
    """The request to look at after this one: of those that wait the one whose answer is due first."""
    return db.session.scalar(
        select(LimitRequest.number)
        .where(LimitRequest.state == RequestState.REFERRED, LimitRequest.number != after)
        .order_by(LimitRequest.asked_at, LimitRequest.id)
        .limit(1)
    )


def _counts() -> tuple[int, int]:
    """How many requests wait, and how many of them past the day of their answer."""
    moments = db.session.scalars(select(LimitRequest.asked_at).where(LimitRequest.state == RequestState.REFERRED)).all()
    return len(moments), sum(1 for moment in moments if answer_by(moment.date()) < today())


def _roles() -> frozenset[str]:
    actor = present_actor()
    return actor.roles if actor else frozenset()


def _wanted(wanted: Mapping[str, str]) -> list[ColumnElement[bool]]:
    """The filters of the list as conditions."""
    found: list[ColumnElement[bool]] = []
    if "buyer" in wanted:
        found.append(LimitRequest.party_id.in_([one.id for one in parties_named(wanted["buyer"], most=200)]))
    if "policy" in wanted:
        number = wanted["policy"].upper()
        found.append(LimitRequest.policy_id.in_([one.id for one in policies_list() if number in one.number]))
    if (reach := wanted.get("reach")) in (MINE, ABOVE):
        within = _within_authority()
        found.append(within if reach == MINE else ~within)
    return found


def _within_authority() -> ColumnElement[bool]:
    """Requests whose amount the reader may grant in one decision."""
    currencies = db.session.scalars(
        select(LimitRequest.currency).where(LimitRequest.state == RequestState.REFERRED).distinct()
    ).all()
    reach = {currency: authority_of(_roles(), today(), currency) for currency in currencies}
    return or_(
        false(),
        *(
            and_(LimitRequest.currency == currency, LimitRequest.amount_minor <= found.per_decision.minor)
            for currency, found in reach.items()
            if found is not None
        ),
    )


def _values(one: Waiting) -> Sequence[object]:
    """A request as the queue shows it."""
    locale = reader_locale()
    standing = here("none") if one.limit_today is None else shown(one.limit_today)
    return (
        one.request.number,
        _over(one.buyer.shown_name(locale), " · ".join(part for part in (place_of(one), trade_of(one)) if part)),
        clock(one),
        _over(cell(_MONEY, one.request.amount, locale), here("today %(amount)s", amount=standing)),
        suggestion(one),
        "" if one.used is None else share_text(one.used, 0),
        Markup(" ").join(flag_badge(flag) for flag in one.flags),
    )


def _file_values(one: Waiting) -> Sequence[object]:
    """A request as the file holds it: every amount and day in a cell of its own."""
    return (
        one.request.number,
        one.buyer.shown_name(reader_locale()),
        place_of(one),
        trade_of(one),
        answer_by(one.request.asked_at.date()),
        one.request.amount,
        one.limit_today,
        one.recommended.recommended,
        one.used,
        ", ".join(here(f"limits.flag.{flag.value}") for flag in one.flags),
    )


def _over(first: str, second: str) -> Markup:
    return Markup("{}<small>{}</small>").format(first, second)


def place_of(one: Waiting) -> str:
    """The buyer's country in the reader's language."""
    country = one.buyer.country
    return country_name(country, reader_locale()) if country else one.buyer.entry.country_written or "–"


def trade_of(one: Waiting) -> str:
    """The buyer's sector in the reader's language, empty when it is not known."""
    return sector(one.buyer.entry.sector).name(reader_locale()) if one.buyer.entry.sector else ""


def clock(one: Waiting) -> Markup:
    """Days left for the answer."""
    drawn = get_template_attribute("_macros/parts.html", "clock")
    return Markup(drawn(answer_by(one.request.asked_at.date()), today()))  # noqa: S704 - a macro's markup


def suggestion(one: Waiting) -> Markup:
    """What the figures recommend and which of them rules."""
    found = one.recommended
    head = cell(_MONEY, found.recommended, reader_locale()) if found.recommended else here("Refuse")
    return _over(Markup("<strong>{}</strong>").format(head), here(RULES.get(found.binding, found.binding)))


RULES = {
    NEED: "limits.ruled.need",
    TRADE: "limits.ruled.trade",
    BUYER: "limits.headroom",
    GROUP: "limits.group_headroom",
}
"""The words for the measure that holds a recommendation down."""


def flag_badge(flag: Flag) -> Markup:
    """A flag as word and colour."""
    return Markup('<span class="status status-{}">{}</span>').format(flag_tone(flag), here(f"limits.flag.{flag.value}"))

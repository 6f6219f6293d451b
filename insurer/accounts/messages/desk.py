"""The insurer's log of messages: what was told to whom by which way, how far the mail came, and who read it when."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import Row

from insurer.accounts.facts import May
from insurer.accounts.messages import queries
from insurer.accounts.messages.documents import titles_of
from insurer.accounts.messages.panels import directory
from insurer.infra.languages import here, shown
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.status import status_badge
from insurer.infra.web.tables import Column, Filter, Page, Table, TableRow, list_state, table_row

desk = Blueprint("messages_desk", __name__, url_prefix="/desk/messages")

COLUMNS = (
    Column("title", "Message", narrow=True),
    Column("policyholder", "Policyholder"),
    Column("login", "Told to"),
    Column("sent_at", "Told on", "moment", sortable=True, narrow=True),
    Column("delivery", "Mail"),
    Column("read_at", "Read on", "moment", narrow=True),
)


@desk.get("/")
@allow(May.POLICY_READ)
def log() -> ResponseReturnValue:
    """Every message with the proof of its reading; by policy, by login, or only what nobody has read."""
    filters = (
        Filter("policy", "Policy"),
        Filter("login", "Login"),
        Filter("read", "Read", "choice", (("yes", here("read")), ("no", here("not read yet")))),
    )
    state = list_state(COLUMNS, filters, sort="sent_at", descending=True)
    page = queries.log_page(state)
    table = Table(
        "messages",
        COLUMNS,
        _rows(page),
        state,
        filters,
        page,
        caption=here("Messages"),
        empty=here("No message was sent."),
    )
    return render_template("accounts/messages/desk/log.html", table=table, crumbs=[Crumb(here("Messages"))])


def _rows(page: Page[Row[Any]]) -> list[TableRow]:
    found = [queries.told(row) for row in page.items]
    titles = titles_of([one.message for one in found])
    companies = directory().companies({one.message.policyholder_id for one in found})
    return [
        table_row(
            COLUMNS,
            (
                titles[one.message.id],
                _two_lines(companies[one.message.policyholder_id], one.message.policy or ""),
                _two_lines(one.person, one.login),
                one.message.sent_at,
                _mail(one),
                one.read_at or here("not read yet"),
            ),
        )
        for one in found
    ]


def _two_lines(above: str, below: str) -> Markup:
    """A name with its number or login beneath."""
    return Markup("{}<small>{}</small>").format(above, below)


def _mail(one: queries.Told) -> Markup:
    """How far the mail of a message has come, and when, or why not."""
    more = shown(one.mailed_at) if one.mailed_at is not None else one.error
    return Markup("{} <small>{}</small>").format(status_badge(one.delivery), more)

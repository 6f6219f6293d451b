"""A small application that stands on the web floor alone: no database, no accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from types import SimpleNamespace

import pytest
from flask import Blueprint, Flask, g, render_template_string, request
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from insurer.infra import languages
from insurer.infra.languages import lazy
from insurer.infra.web.floor import init_web
from insurer.infra.web.forms import AmountField, DayField, LineField, SafeForm, ShareField
from insurer.infra.web.guard import allow, public, signed_in
from insurer.infra.web.layout import NavGroup, NavItem
from insurer.infra.web.tables import Column, Filter, Page, Table, list_state, table_row
from insurer.kernel.acting import Actor
from insurer.kernel.errors import Conflict, InvalidInput, NotFound
from insurer.kernel.money import Money


class May(StrEnum):
    """Permissions of this application."""

    LOOK = "test.look"
    PAY = "test.pay"


class Entry(SafeForm):
    """One of every field."""

    buyer = LineField(lazy("Reference"))
    amount = AmountField(lazy("Amount"), currency="EUR")
    share = ShareField(lazy("Status"))
    due = DayField(lazy("Date"), need=False)


COLUMNS = (Column("number", "Reference", "code", sortable=True), Column("amount", "Amount", "money", sortable=True))
FILTERS = (Filter("q", "Search"),)

PAGE = """{% extends "_layout/desk.html" %}{% from "_macros/tables.html" import table %}
{% set crumbs = [crumb(_("Home"), "/"), crumb(_("Search"))] %}
{% block heading %}{{ _("Search") }}{% endblock %}{% block content %}{{ table(list) }}{% endblock %}"""
FORM = """{% extends "_layout/portal.html" %}{% from "_macros/forms.html" import begin, field, actions %}
{% block heading %}{{ _("Save") }}{% endblock %}
{% block content %}{{ begin(form) }}
{% for name in ("buyer", "amount", "share", "due") %}{{ field(form[name]) }}{% endfor %}
{{ actions(_("Save")) }}</form>{% endblock %}"""

pages = Blueprint("pages", __name__)
pay = Blueprint("pay", __name__)


@pages.get("/")
@public
def index() -> str:
    state = list_state(COLUMNS, FILTERS, sort="number")
    rows = [table_row(COLUMNS, ("<b>A-1</b>", Money.of("1234.5", "EUR")), "/a/1")]
    return render_template_string(
        PAGE, list=Table("things", COLUMNS, rows, state, FILTERS, Page(rows, "next", None), ("csv",))
    )


@pages.route("/form", methods=["GET", "POST"])
@public
def form() -> tuple[str, int]:
    entry = Entry()
    ok = entry.validate_on_submit()
    if ok and entry.buyer.data == "refused":
        entry.refuse(InvalidInput("input.negative", "amount"))
        ok = False
    return render_template_string(FORM, form=entry), 422 if request.method == "POST" and not ok else 200


@pages.get("/me")
@signed_in
def me() -> str:
    return "me"


@pages.get("/api/conflict")
@public
def conflict() -> str:
    raise Conflict("ledger.already_reversed", number=7)


@pages.get("/api/field")
@public
def bad_field() -> str:
    raise InvalidInput("input.not_a_number", "invoices.0.amount", value="x")


@pages.get("/foreign")
@public
def foreign() -> str:
    raise NotFound("row.absent")


@pages.get("/broken")
@public
def broken() -> str:
    return str(Decimal(1) / Decimal(0))


@pages.get("/away")
@public
def away() -> str:
    raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))


@pay.route("/pay", methods=["GET", "POST"])
@allow(May.PAY)
def pay_now() -> str:
    return "paid"


@pytest.fixture
def make_floor() -> Iterator[Callable[..., Flask]]:
    def make(**config: object) -> Flask:
        from insurer.infra.catalogues import ROOT

        app = Flask("insurer", template_folder=str(ROOT / "templates"), static_folder=None)
        app.config.update(SECRET_KEY="a key for tests", TESTING=True, WTF_CSRF_ENABLED=False, **config)
        groups = [NavGroup("", (NavItem("Home", "pages.index"), NavItem("Amount", "pay.pay_now", May.PAY)))]
        init_web(app, navigation={"desk": groups, "portal": groups})

        @app.before_request
        def sign_in() -> None:
            held = request.headers.get("X-Test-Permission")
            if held is not None:
                actor = Actor("a.test", "A. Test", None, frozenset({held}))
                g.act = SimpleNamespace(actor=actor, at=datetime(2026, 1, 1, tzinfo=UTC))

        app.register_blueprint(pages)
        app.register_blueprint(pay)
        return app

    yield make
    languages.demand_every_word(False)


@pytest.fixture
def floor(make_floor: Callable[..., Flask]) -> Flask:
    return make_floor()


@pytest.fixture
def browser(floor: Flask) -> FlaskClient:
    return floor.test_client()

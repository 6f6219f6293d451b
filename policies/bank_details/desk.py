"""Bank details at the premium desk: whose account stands, whose waits, and entering one on a policyholder's behalf."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import now
from insurer.infra.languages import _, reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.parties.public import parties, party_of
from policies.assignments.queries import assignees
from policies.bank_details import queries
from policies.bank_details.forms import detail_form
from policies.bank_details.pages import detail_page, entered
from policies.contracts.queries import policies_list

desk = Blueprint("bank_details_desk", __name__, url_prefix="/desk/bank-details")

COLUMNS = (
    Column("company", "Company", narrow=True),
    Column("account", "Bank account"),
    Column("holder", "Account holder"),
    Column("age", "Days since it was entered", "number"),
    Column("state", "Status", "status", narrow=True),
    Column("waiting", "Waiting to be verified"),
)


@desk.get("/")
@allow(May.BANK_DETAIL_READ)
def overview() -> ResponseReturnValue:
    """Every policyholder and assignee with the account that stands and the one that waits."""
    companies = parties({policy.policyholder for policy in policies_list()} | assignees())
    at, rows = now(), []
    for company in sorted(companies.values(), key=lambda one: one.shown_name(reader_locale())):
        standing, waiting = queries.standing_detail(company.id), queries.detail_to_verify(company.id)
        values = (
            company.shown_name(reader_locale()),
            standing.masked if standing else _("none verified yet"),
            standing.holder if standing else "",
            standing.age_days(at) if standing else None,
            standing.state(at) if standing else None,
            waiting.masked if waiting else "",
        )
        rows.append(table_row(COLUMNS, values, url_for(".show", public_id=company.public_id)))
    table = Table("companies", COLUMNS, rows, caption=_("Bank details"), empty=_("There is no policyholder yet."))
    return render_template("policies/bank_details/desk/overview.html", table=table, crumbs=[Crumb(_("Bank details"))])


@desk.get("/<public_id>")
@allow(May.BANK_DETAIL_READ)
def show(public_id: str) -> ResponseReturnValue:
    """One policyholder's accounts."""
    return detail_page("desk", party_of(public_id), detail_form(in_house=True, formdata=None), _crumbs(public_id))


@desk.post("/<public_id>")
@allow(May.BANK_DETAIL_ENTER)
def enter(public_id: str) -> ResponseReturnValue:
    """Enter an account on the policyholder's behalf, resting on a paper."""
    return entered("desk", party_of(public_id), _crumbs(public_id), url_for(".show", public_id=public_id))


def _crumbs(public_id: str) -> list[Crumb]:
    name = party_of(public_id).shown_name(reader_locale())
    return [Crumb(_("Bank details"), url_for(".overview")), Crumb(name)]

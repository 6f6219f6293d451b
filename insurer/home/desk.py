"""Where everybody arrives; for the insurer's people the books and the auditor's trail."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.home.queries.subject import subject_crumb
from insurer.home.queries.trail import audit_page
from insurer.home.queries.waiting import claims_by_state, waiting, year_so_far
from insurer.home.terms import YearRow
from insurer.infra.audit.timeline import timeline
from insurer.infra.audit.trail import verify
from insurer.infra.clock import now, today
from insurer.infra.languages import here
from insurer.infra.ledger import trial_balance, trial_balance_difference
from insurer.infra.web.guard import allow, permitted, present_actor, public
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Filter, Table, list_state, table_row
from insurer.kernel.parsing import parse_day

start = Blueprint("home", __name__)
desk = Blueprint("home_desk", __name__, url_prefix="/desk")
books_desk = Blueprint("books_desk", __name__, url_prefix="/desk/books")
audit_desk = Blueprint("audit_desk", __name__, url_prefix="/desk/audit")

AUDIT_COLUMNS = (
    Column("sequence", "Record", "number", sortable=True, narrow=True),
    Column("at", "Moment", "moment"),
    Column("login", "By"),
    Column("what", "What", narrow=True),
    Column("subject", "Concerning", "code"),
    Column("facts", "Facts"),
)
AUDIT_FILTERS = (Filter("subject", "Concerning"), Filter("login", "By"), Filter("text", "Facts"))
BOOK_COLUMNS = (
    Column("account", "Account", narrow=True),
    Column("debits", "Debits", "money"),
    Column("credits", "Credits", "money"),
    Column("balance", "Balance", "money", narrow=True),
)


YEAR_COLUMNS = (
    Column("currency", "Currency", "code", narrow=True),
    Column("written", "Premium written", "money", narrow=True),
    Column("claims_paid", "Claims paid", "money"),
    Column("recovered", "Recovered", "money"),
    Column("insured", "Insured when last declared", "money"),
)


@start.get("/")
@public
def begin() -> ResponseReturnValue:
    """To the sign-in, the desk or the portal, by who comes."""
    actor = present_actor()
    if actor is None:
        return redirect(url_for("accounts.sign_in_page"))
    return redirect(url_for("home_desk.overview" if actor.scope.everything else "home_portal.overview"))


@desk.get("/")
@allow(May.HOME_READ, May.ACCOUNT_MANAGE)
def overview() -> ResponseReturnValue:
    """What waits for this person, what waits in the house, claims by state, the year so far."""
    own, others = waiting(today(), now())
    return render_template(
        "home/desk/overview.html",
        own=own,
        others=others,
        claims=claims_by_state() if permitted(May.CLAIM_READ) else [],
        year=year_table() if permitted(May.BOOKS_READ) else None,
        today=today(),
    )


def year_table() -> Table:
    rows = [table_row(YEAR_COLUMNS, _year_cells(row)) for row in year_so_far(today())]
    return Table(
        "year", YEAR_COLUMNS, rows, caption=here("The year so far"), empty=here("Nothing was booked this year.")
    )


def _year_cells(row: YearRow) -> tuple[object, ...]:
    return row.currency, row.written, row.claims_paid, row.recovered, row.insured


@desk.get("/timeline/<path:subject>")
@allow(May.HOME_READ)
def events(subject: str) -> ResponseReturnValue:
    """Everything that happened to one policy, buyer, claim or paper, newest first."""
    about = subject_crumb(subject, "desk")
    crumbs = [about, Crumb(here("Timeline"))]
    return render_template("home/desk/timeline.html", about=about, events=timeline(subject), crumbs=crumbs)


@books_desk.get("/")
@allow(May.BOOKS_READ)
def books() -> ResponseReturnValue:
    """The trial balance of any day."""
    day = parse_day(request.args["as_of"], "as_of") if request.args.get("as_of") else today()
    balances = trial_balance(day)
    table = Table(
        "books",
        BOOK_COLUMNS,
        [table_row(BOOK_COLUMNS, (row.account, row.debits, row.credits, row.balance)) for row in balances],
        caption=here("Trial balance"),
        empty=here("Nothing was booked by this day."),
    )
    return render_template(
        "home/desk/books.html",
        table=table,
        day=day,
        differences=trial_balance_difference(balances),
        crumbs=[Crumb(here("Books"))],
    )


@audit_desk.get("/")
@allow(May.AUDIT_READ)
def audit() -> ResponseReturnValue:
    """The trail, newest first, searched by subject, person or fact."""
    state = list_state(AUDIT_COLUMNS, AUDIT_FILTERS, sort="sequence", descending=True)
    page = audit_page(state)
    rows = [
        table_row(
            AUDIT_COLUMNS,
            (row.sequence, row.at, row.login, row.what, row.subject, "" if row.facts == "{}" else row.facts),
        )
        for row in page.items
    ]
    table = Table("audit", AUDIT_COLUMNS, rows, state, AUDIT_FILTERS, page, caption=here("Audit trail"))
    checked = verify() if request.args.get("verify") else None
    return render_template("home/desk/audit.html", table=table, checked=checked, crumbs=[Crumb(here("Audit trail"))])

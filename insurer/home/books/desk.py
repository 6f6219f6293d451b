"""The books: from the trial balance to the account, from the account to the entry, from there to the act."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.home.books.queries import entry_view, movement_words, postings_listing
from insurer.home.queries.subject import desk_page
from insurer.infra.clock import today
from insurer.infra.languages import _, label
from insurer.infra.ledger import Account, trial_balance, trial_balance_difference
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import answered
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import NotFound
from insurer.kernel.parsing import parse_day

desk = Blueprint("books_desk", __name__, url_prefix="/desk/books")

COLUMNS = (
    Column("account", "Account", narrow=True),
    Column("debits", "Debits", "money"),
    Column("credits", "Credits", "money"),
    Column("balance", "Balance", "money", narrow=True),
)


@desk.get("/")
@allow(May.BOOKS_READ)
def books() -> ResponseReturnValue:
    """The trial balance of any day; every account opens to its postings."""
    day = _day()
    balances = trial_balance(day)
    rows = [
        table_row(
            COLUMNS,
            (row.account, row.debits, row.credits, row.balance),
            url_for(
                ".account", account=row.account.value, as_of=day.isoformat(), currency=row.debits.currency, view="all"
            ),
        )
        for row in balances
    ]
    table = Table("books", COLUMNS, rows, caption=_("Trial balance"), empty=_("Nothing was booked by this day."))
    return render_template(
        "home/books/desk/books.html",
        table=table,
        day=day,
        differences=trial_balance_difference(balances),
        crumbs=[Crumb(_("Books"))],
    )


@desk.get("/accounts/<account>")
@allow(May.BOOKS_READ)
def account(account: str) -> ResponseReturnValue:
    """The postings of one account by a day."""
    if account not in set(Account):
        raise NotFound("ledger.no_such_account", account=account[:40])
    found, day = Account(account), _day()
    return answered(
        postings_listing(found, day),
        lambda table: render_template(
            "home/books/desk/account.html",
            table=table,
            account=found,
            day=day,
            balances=[row for row in trial_balance(day) if row.account is found],
            crumbs=[Crumb(_("Books"), url_for(".books", as_of=day.isoformat())), Crumb(label(found))],
        ),
    )


@desk.get("/entries/<number>")
@allow(May.BOOKS_READ)
def entry(number: str) -> ResponseReturnValue:
    """One entry: its sides, the paper it is for, and the act that booked it."""
    view = entry_view(number)
    return render_template(
        "home/books/desk/entry.html",
        view=view,
        words=movement_words(view.entry.kind),
        paper=desk_page(view.entry.reference),
        account_name=lambda code: label(Account(code)),
        may=May,
        crumbs=[Crumb(_("Books"), url_for(".books")), Crumb(number)],
    )


def _day() -> date:
    asked = request.args.get("as_of")
    return parse_day(asked, "as_of") if asked else today()

"""The review of access: the report, as a file too, and its sign-off."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.people import services
from insurer.accounts.people.desk.entry import desk, refuse
from insurer.accounts.people.forms import SignOffForm
from insurer.accounts.people.queries.review import Review, ReviewLine, access_review, last_review
from insurer.accounts.terms import May
from insurer.infra.clock import clock, today
from insurer.infra.languages import here, label
from insurer.infra.web.exports import EXPORTS, asked_export, export_file
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, list_state, table_row
from insurer.kernel.errors import Refusal

COLUMNS = (
    Column("person", "Person", narrow=True),
    Column("login", "Sign-in name", "code"),
    Column("role", "Role", narrow=True),
    Column("since", "Since", "date"),
    Column("last", "Last day", "date"),
    Column("by", "By", "code"),
    Column("agreed_by", "Agreed by", "code"),
    Column("second_factor", "Second factor"),
    Column("seen_at", "Last seen", "moment"),
    Column("findings", "To look at", narrow=True),
)
SHOWN = (
    Column("person", "Person", narrow=True),
    Column("role", "Role", narrow=True),
    Column("since", "Since", "date"),
    Column("by", "By", "code"),
    Column("second_factor", "Second factor"),
    Column("seen_at", "Last seen", "date"),
    Column("findings", "To look at", narrow=True),
)
"""What stands on the page; a file has every column."""


@desk.get("/review")
@allow(May.ACCOUNT_MANAGE)
def review() -> ResponseReturnValue:
    """Every person with every right today and what speaks against it; as a file when asked."""
    found = access_review(today())
    if kind := asked_export():
        return export_file(kind, "access-review", COLUMNS, [_values(line) for line in found.lines])
    return _page(found, SignOffForm())


@desk.post("/review")
@allow(May.ACCOUNT_MANAGE)
def sign_off() -> ResponseReturnValue:
    """Sign off exactly what was shown."""
    form = SignOffForm()
    try:
        if form.validate():
            services.sign_off_access_review(g.act, seen=request.form.get("seen", ""), findings=form.findings.data)
            flash(here("The review is signed off."))
            return redirect(url_for(".review"), 303)
    except Refusal as refusal:
        refuse(form, refusal)
    return _page(access_review(today()), form, 422)


def _page(found: Review, form: SignOffForm, status: int = 200) -> ResponseReturnValue:
    table = Table(
        "review",
        SHOWN,
        [table_row(SHOWN, _shown(line), url_for(".person", login=line.entrant.login)) for line in found.lines],
        state=list_state((), sort="person"),
        exports=EXPORTS,
        caption=here("Review of access"),
    )
    page = render_template(
        "accounts/people/desk/review.html",
        review=found,
        table=table,
        last=last_review(),
        form=form,
        crumbs=[Crumb(here("People"), url_for(".people")), Crumb(here("Review of access"))],
    )
    return page, status


def _values(line: ReviewLine) -> tuple[Any, ...]:
    one, held = line.entrant, line.held
    return (
        one.person,
        one.login,
        label(held.role) if held else here("none"),
        held.first if held else None,
        held.last if held else None,
        held.granted_by if held else "",
        held.agreed_by if held else "",
        here("yes") if one.second_factor else here("no"),
        one.seen_at,
        " · ".join(label(finding) for finding in line.findings),
    )


def _shown(line: ReviewLine) -> tuple[object, ...]:
    person, _login, role, since, _last, by, agreed_by, second_factor, seen_at, found = _values(line)
    hands = " + ".join(str(one) for one in (by, agreed_by) if one)
    return person, role, since, hands, second_factor, clock().day_of(seen_at) if seen_at else None, found

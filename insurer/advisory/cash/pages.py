"""The 13 weeks of cash: chart, table, what-if, entries, and the whole as a file. Expected days are machine-made."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.advisory.cash.forms import entry_form
from insurer.advisory.cash.queries import cash_book, cash_entry
from insurer.advisory.cash.rules import CashView, Inflow, cash_view, delayed
from insurer.advisory.cash.services import CashKind, cancel_cash, enter_cash
from insurer.advisory.warning.pages.frame import chosen_policy
from insurer.infra.clock import today
from insurer.infra.languages import here, reader_locale, shown
from insurer.infra.web.exports import EXPORTS, asked_export, export_file
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import permitted
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column
from insurer.kernel.errors import Conflict, InvalidInput, NotFound
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties

COLUMNS = (
    Column("first", "From", "date", narrow=True),
    Column("last", "Until", "date"),
    Column("insured", "Insured inflow", "money", narrow=True),
    Column("uninsured", "Uninsured inflow", "money", narrow=True),
    Column("out", "Payments to come", "money"),
    Column("cash", "Cash at the end", "money"),
)
MOST_DAYS = 365
NOT_AT_ALL = "never"
LARGEST = 30


def view_page(side: str, form: SafeForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Thirteen weeks from today, as expected and as asked."""
    choice, day = chosen_policy(), today()
    policy = choice.policy
    if policy is None:
        return _shown(side, "cash", choice=choice, policy=None, crumbs=[Crumb(here("13 weeks of cash"))])
    book = cash_book(policy, day)
    buyers = parties(list({one.buyer for one in book.inflows}))
    asked, shift = _asked(buyers)
    inflows: Sequence[Inflow] = book.inflows if asked is None else delayed(book.inflows, {asked.id: shift})
    opening = None if book.opening is None else book.opening.amount
    found = cash_view(inflows, book.payments, opening, day, policy.currency)
    if (kind := asked_export()) is not None:
        rows = [(one.first, one.last, one.insured, one.uninsured, one.out, one.cash) for one in found.weeks]
        return export_file(kind, "cash-13-weeks", COLUMNS, rows)
    plain = cash_view(book.inflows, book.payments, opening, day, policy.currency)
    page = _shown(
        side,
        "cash",
        choice=choice,
        policy=policy,
        book=book,
        view=found,
        plain=plain if asked is not None else None,
        buyers=_largest(book.inflows, buyers, policy.currency),
        asked=asked,
        shift=NOT_AT_ALL if asked is not None and shift is None else shift,
        chart=[(shown(week.first), (week.insured, week.uninsured)) for week in found.weeks],
        course=_course(found, plain if asked is not None else None),
        weeks=[shown(week.last) for week in found.weeks],
        form=form or entry_form(policy.currency),
        may_act=permitted(May.WARNING_ACT) and side == "portal",
        exports=EXPORTS,
        crumbs=[
            Crumb(here("Early warning"), url_for(f"warning_{side}.overview", policy=policy.number)),
            Crumb(here("13 weeks of cash")),
        ],
    )
    return page, status


def _course(found: CashView, plain: CashView | None) -> list[tuple[str, list[Money]]]:
    """The cash at the end of each week as lines, where an opening is known."""
    series = [] if plain is None else [(here("As expected"), plain)]
    series.append((here("As asked") if plain is not None else here("Cash"), found))
    return [
        (name, [week.cash for week in view.weeks if week.cash is not None])
        for name, view in series
        if view.weeks[0].cash is not None
    ]


def _asked(buyers: dict[PartyId, PartyFacts]) -> tuple[PartyFacts | None, int | None]:
    """Which buyer is asked about, and how many days later it pays; None is not at all."""
    public_id, written = request.args.get("buyer", ""), request.args.get("later", "")
    buyer = next((one for one in buyers.values() if one.public_id == public_id), None)
    if buyer is None or not written:
        return None, None
    if written == NOT_AT_ALL:
        return buyer, None
    if not written.isdigit() or int(written) > MOST_DAYS:
        raise InvalidInput("input.out_of_range", "later", value=written[:40])
    return buyer, int(written)


def _largest(inflows: Sequence[Inflow], buyers: dict[PartyId, PartyFacts], currency: str) -> list[tuple[str, str]]:
    """The buyers that owe most, by name, to be asked about."""
    owed: dict[PartyId, int] = {}
    for one in inflows:
        owed[one.buyer] = owed.get(one.buyer, 0) + one.amount.minor
    first = sorted(owed, key=lambda key: (-owed[key], key))[:LARGEST]
    locale = reader_locale()
    return [
        (buyers[key].public_id, f"{buyers[key].shown_name(locale)} · {shown(Money(owed[key], currency))}")
        for key in first
    ]


def enter_page(side: str) -> ResponseReturnValue:
    """Keep an entry."""
    policy = chosen_policy().policy
    if policy is None:
        raise NotFound("warning.no_such_policy", number="")
    form = entry_form(policy.currency)
    if not form.validate():
        return view_page(side, form, 422)
    try:
        enter_cash(
            g.act, policy.policyholder, kind=CashKind(form["kind"].data), day=form["day"].data,
            amount=form["amount"].data, words=form["words"].data or "",
        )  # fmt: skip
    except InvalidInput as refusal:
        form.refuse(refusal)
        return view_page(side, form, 422)
    flash(here("The entry is kept."))
    return redirect(url_for(".view", policy=policy.number), 303)


def cancel_page(_side: str, entry: int) -> ResponseReturnValue:
    """Take an entry back."""
    cash_entry(entry)
    try:
        cancel_cash(g.act, entry)
        flash(here("The entry does not count any more."))
    except Conflict as refusal:
        flash(here(refusal.code, **refusal.facts))
    return redirect(url_for(".view", policy=request.args.get("policy") or None), 303)


def _shown(side: str, page: str, **values: object) -> str:
    return render_template(f"advisory/cash/{page}.html", layout=f"_layout/{side}.html", side=side, **values)

"""Reducing or withdrawing the limits on one buyer under every policy: first who is hit, then the act."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _, counted, reader_locale
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, OutOfTurn
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, party_of
from underwriting.exposure.queries.trade import trades_of
from underwriting.limits.desk.blueprint import desk
from underwriting.limits.forms import reduction_form
from underwriting.limits.services.reductions import Hit, digest, hits, reduce_limits

COLUMNS = (
    Column("policy", "Policy", "code", narrow=True),
    Column("policyholder", "Policyholder", narrow=True),
    Column("before", "Limit today", "money"),
    Column("after", "New limit", "money", narrow=True),
    Column("from", "For shipments from", "date"),
    Column("owed", "Outstanding", "money"),
    Column("above", "Outstanding above the new limit", "money"),
)


@desk.get("/buyers/<public_id>/reduction")
@allow(May.LIMIT_DECIDE)
def reduction(public_id: str) -> ResponseReturnValue:
    """What part to keep, and once that is said, everyone who is hit with what they lose; nothing is sent."""
    buyer = party_of(public_id)
    asked = bool(request.args.get("keep"))
    form = reduction_form(formdata=request.args if asked else None, meta={"csrf": False})
    if not asked:
        form["ship_from"].data = today()
        return _page(buyer, form, None)
    if not form.validate():
        return _page(buyer, form, None), 422
    if form["ship_from"].data < today():
        form.refuse(InvalidInput("limits.back_dated", "ship_from", day=form["ship_from"].data, today=today()))
        return _page(buyer, form, None), 422
    return _page(buyer, form, hits(buyer.id, form["keep"].data, form["ship_from"].data))


@desk.post("/buyers/<public_id>/reduction")
@allow(May.LIMIT_DECIDE)
def reduce(public_id: str) -> ResponseReturnValue:
    """Reduce for exactly those who were listed."""
    buyer, form = party_of(public_id), reduction_form()
    if not form.validate():
        return _page(buyer, form, None), 422
    keep, day = form["keep"].data, form["ship_from"].data
    try:
        number = reduce_limits(
            g.act, buyer.id, keep=keep, ship_from=day, reason=form["reason"].data, seen=form["seen"].data
        )
    except (InvalidInput, Conflict, NotAllowed, OutOfTurn) as refusal:
        field = refusal.field if isinstance(refusal, InvalidInput) else "keep"
        form.refuse(InvalidInput(refusal.code, field, **refusal.facts))
        return _page(buyer, form, hits(buyer.id, keep, day)), refusal.status
    flash(counted("%(count)s limit was reduced.", "%(count)s limits were reduced.", number), "good")
    return redirect(url_for("buyers_desk.buyer", public_id=public_id), 303)


def _page(buyer: PartyFacts, form: SafeForm, found: list[Hit] | None) -> str:
    name = buyer.shown_name(reader_locale())
    return render_template(
        "underwriting/limits/desk/reduction.html",
        buyer=buyer,
        form=form,
        keep=form["keep"].data if isinstance(form["keep"].data, Decimal) else None,
        table=None if found is None else _table(buyer, found),
        seen=digest(found) if found else "",
        count=len(found or ()),
        crumbs=[
            Crumb(_("Buyers"), url_for("buyers_desk.buyers")),
            Crumb(name, url_for("buyers_desk.buyer", public_id=buyer.public_id)),
            Crumb(_("Reduce all limits")),
        ],
    )


def _table(buyer: PartyFacts, found: list[Hit]) -> Table:
    """Those hit, what each loses, and what stands above the new limit and runs off."""
    holders = parties([hit.policy.policyholder for hit in found])
    policies = {hit.policy.id: hit.policy for hit in found}
    trades = trades_of([(key, buyer.id) for key in policies], policies, today())
    rows = []
    for hit in found:
        owed = trades[hit.policy.id, buyer.id].owed
        above = (owed - hit.after).floor_zero() if owed else Money.zero(hit.policy.currency)
        holder = holders[hit.policy.policyholder].shown_name(reader_locale())
        values = (hit.policy.number, holder, hit.before, hit.after, hit.ship_from, owed, above)
        rows.append(table_row(COLUMNS, values, url_for("policies_desk.policy", number=hit.policy.number)))
    return Table("hits", COLUMNS, rows, caption=_("Who is hit"), empty=_("No limit on this buyer becomes smaller."))

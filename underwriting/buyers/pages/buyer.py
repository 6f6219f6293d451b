"""The page of one buyer under one policy: what it owes, its limits, and what may be changed."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, TableRow, table_row
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, OutOfTurn
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, party_of
from policies.facts import PolicyFacts
from policies.public import policy_facts
from underwriting.buyers.pages.choosing import chosen_policy, names_of, place
from underwriting.buyers.queries import buyers_of, policies_with
from underwriting.exposure.queries import verdicts
from underwriting.limits import queries
from underwriting.limits.forms import change_form
from underwriting.limits.services.decisions import change_limit, place_hold, release_hold

COLUMNS = (
    Column("buyer", "Buyer", narrow=True),
    Column("country", "Country"),
    Column("reference", "Customer number", "code"),
    Column("open", "Outstanding", "money", narrow=True),
    Column("insured", "Insured", "money"),
    Column("limit", "Limit today", "money", narrow=True),
)


def buyers_page(side: str) -> ResponseReturnValue:
    """The buyers of one policy with what they owe and the limit of today."""
    choice = chosen_policy()
    rows = _rows(choice.policy) if choice.policy else []
    table = Table("buyers", COLUMNS, rows, caption=_("Buyers"), empty=_("The policy has no buyer yet."))
    return _render(side, "buyers", choice=choice, table=table, crumbs=[Crumb(_("Buyers"))])


def _rows(policy: PolicyFacts) -> list[TableRow]:
    references = buyers_of(policy.id)
    found, names = parties(list(references)), names_of(list(references))
    owed = {one.buyer.id: one.verdict for one in verdicts(policy.id, today())}
    histories = queries.limit_histories(policy.id)
    nothing = Money.zero(policy.currency)
    rows: list[TableRow] = []
    for key in sorted(references, key=lambda one: names[one]):
        standing = histories[key].for_shipment(today()) if key in histories else None
        verdict = owed.get(key)
        values = (
            names[key],
            place(found[key]),
            ", ".join(references[key]),
            verdict.outstanding if verdict else nothing,
            verdict.insured if verdict else nothing,
            standing.amount if standing else None,
        )
        rows.append(table_row(COLUMNS, values, url_for(".buyer", public_id=found[key].public_id, policy=policy.number)))
    return rows


def buyer_page(side: str, public_id: str, form: SafeForm | None = None, status: int = 200) -> ResponseReturnValue:
    """One buyer: facts, open items, decisions with both times, timeline."""
    buyer, policies = _buyer(public_id)
    asked = request.args.get("policy", "")
    policy = next((one for one in policies if one.number == asked), policies[-1])
    found = next(iter(verdicts(policy.id, today(), party_id=buyer.id)), None)
    if form is None:
        form = change_form(policy.currency, formdata=None)
        form["ship_from"].data = max(today(), policy.period.first)
    page = _render(
        side,
        "buyer",
        buyer=buyer,
        place=place(buyer),
        policies=policies,
        policy=policy,
        references=buyers_of(policy.id)[buyer.id],
        found=found,
        standing=queries.limit_history(policy.id, buyer.id).for_shipment(max(today(), policy.period.first)),
        decisions=list(reversed(queries.decisions_on(policy.id, buyer.id))),
        held=queries.held(policy.id, buyer.id, max(today(), policy.period.first)),
        form=form,
        may=May,
        events=timeline(f"buyer:{public_id}"),
        crumbs=[Crumb(_("Buyers"), url_for(".buyers", policy=policy.number)), Crumb(buyer.name)],
    )
    return page, status


def change_page(public_id: str) -> ResponseReturnValue:
    """Change, hold or release the limit for later shipments."""
    buyer, policies = _buyer(public_id)
    policy = next((one for one in policies if one.number == request.args.get("policy", "")), None)
    if policy is None:
        raise NotFound("buyers.absent", party=public_id[:40])
    form = change_form(policy.currency)
    try:
        if not _changed(form, policy, buyer):
            return buyer_page("desk", public_id, form, 422)
    except (InvalidInput, Conflict, NotAllowed, OutOfTurn) as refusal:
        field = refusal.field if isinstance(refusal, InvalidInput) else "amount"
        form.refuse(InvalidInput(refusal.code, field, **refusal.facts))
        return buyer_page("desk", public_id, form, refusal.status)
    flash(_("The limit was changed for later shipments."))
    return redirect(url_for(".buyer", public_id=public_id, policy=policy.number), 303)


def _changed(form: SafeForm, policy: PolicyFacts, buyer: PartyFacts) -> bool:
    """Do what the button says; False when the form is not filled in."""
    what = request.form.get("what", "change")
    if what == "release":
        release_hold(g.act, policy.id, buyer.id)
        return True
    if what == "hold":
        place_hold(g.act, policy.id, buyer.id, reason=request.form.get("reason", ""))
        return True
    if not form.validate():
        return False
    change_limit(
        g.act, policy.id, buyer.id,
        amount=form["amount"].data, ship_from=form["ship_from"].data, reason=form["reason"].data,
    )  # fmt: skip
    return True


def _buyer(public_id: str) -> tuple[PartyFacts, list[PolicyFacts]]:
    """The company and the reader's policies under which it is a buyer; without one it does not exist for the reader."""
    buyer = party_of(public_id)
    policies = [policy_facts(one) for one in policies_with(buyer.id)]
    if not policies:
        raise NotFound("buyers.absent", party=public_id[:40])
    return buyer, policies


def _render(side: str, page: str, **values: object) -> str:
    layout = f"_layout/{side}.html"
    return render_template(f"underwriting/buyers/{side}/{page}.html", layout=layout, side=side, **values)

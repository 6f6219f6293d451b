"""The pages of orders on both sides: the check, the orders with their state, the seller's own limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import permitted
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, TableRow, table_row
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from policies.facts import PolicyFacts
from policies.public import policy_facts, terms_of
from underwriting.buyers.pages.choosing import buyer_choices, buyer_under, chosen_policy, names_of
from underwriting.buyers.queries import buyers_of
from underwriting.limits.queries import limit_histories
from underwriting.limits.terms import PaymentMethod
from underwriting.orders import queries
from underwriting.orders.forms import ReleaseForm, RuleForm, order_form, own_limit_form
from underwriting.orders.services import (
    close_order,
    enter_order,
    release_order,
    set_order_rule,
    set_own_limit,
)
from underwriting.orders.states import LIVE
from underwriting.orders.terms import OrderAnswer, OrderAsked

COLUMNS = (
    Column("number", "Order", "code", narrow=True),
    Column("reference", "Your order number", "code"),
    Column("buyer", "Buyer", narrow=True),
    Column("amount", "Amount", "money"),
    Column("uninsured", "Not insured", "money"),
    Column("ships_on", "Day of shipment", "date"),
    Column("outcome", "Order check", "status"),
    Column("state", "State", "status", narrow=True),
)
LIMIT_COLUMNS = (
    Column("buyer", "Buyer", narrow=True),
    Column("own", "Own limit", "money", narrow=True),
    Column("insured", "Insurer's limit", "money", narrow=True),
    Column("ordered", "Ordered, not shipped", "money"),
    Column("days", "Longest payment term in days", "number"),
    Column("since", "From", "date"),
)


def overview_page(side: str) -> ResponseReturnValue:
    """The orders under one policy, those that are held first."""
    choice = chosen_policy()
    found = queries.orders_of([choice.policy.id]) if choice.policy else []
    names = names_of({one.row.party_id for one in found})
    order = {"held": 0, "released": 1, "open": 1}
    rows = [
        table_row(
            COLUMNS,
            (one.row.number, one.row.reference, names[one.row.party_id], one.row.amount, one.answer.uninsured or None,
             one.row.ships_on, one.answer.outcome, one.state),
            url_for(".show", number=one.row.number),
        )
        for one in sorted(found, key=lambda view: order.get(view.state.value, 2))
    ]  # fmt: skip
    table = Table("orders", COLUMNS, rows, caption=_("Orders"), empty=_("No order was entered yet."))
    return _render(side, "overview", choice=choice, table=table, crumbs=[Crumb(_("Orders"))])


def check_page(side: str) -> ResponseReturnValue:
    """The order check: asked as often as one likes, entered once."""
    choice = chosen_policy()
    if choice.policy is None:
        return _render(side, "check", choice=choice, form=None, answer=None, crumbs=_crumbs(_("Check an order")))
    policy = choice.policy
    form = order_form(buyer_choices(policy), policy.currency)
    if request.method == "GET":
        _usual(form, policy)
        return _check(side, form, None)
    try:
        if not form.validate():
            return _check(side, form, None), 422
        buyer, order = buyer_under(policy, form["buyer"].data), _asked(form)
        if order.deposit > order.amount:
            raise InvalidInput("orders.deposit_beyond_amount", "deposit")
        if "enter" not in request.form:
            return _check(side, form, queries.checked(policy, buyer.id, order, today()))
        number = enter_order(g.act, policy.id, buyer.id, reference=form["reference"].data or "", order=order)
        flash(_("The order %(number)s is entered.", number=number))
        return redirect(url_for(".show", number=number), 303)
    except InvalidInput as refusal:
        form.refuse(refusal)
    return _check(side, form, None), 422


def show_page(side: str, number: str, form: ReleaseForm | None = None, status: int = 200) -> ResponseReturnValue:
    """One order: the answer as it was given, and the steps since."""
    view = queries.order_numbered(number)
    policy = policy_facts(view.row.policy_id)
    page = _render(
        side,
        "show",
        view=view,
        answer=view.answer,
        policy=policy,
        buyer=names_of([view.row.party_id])[view.row.party_id],
        form=form or ReleaseForm(formdata=None),
        live=view.state in LIVE,
        crumbs=_crumbs(number),
    )
    return page, status


def release_page(side: str, number: str) -> ResponseReturnValue:
    """Let a held order through, with the reason."""
    form = ReleaseForm()
    queries.order_numbered(number)
    if not form.validate():
        return show_page(side, number, form, 422)
    release_order(g.act, number, reason=form.reason.data)
    flash(_("The order is released."))
    return redirect(url_for(".show", number=number), 303)


def close_page(side: str, number: str, move: str) -> ResponseReturnValue:
    """The order was shipped, or is cancelled."""
    close_order(g.act, number, move)
    flash(_("The order is marked as shipped.") if move == "ship" else _("The order is cancelled."))
    return redirect(url_for(".show", number=number), 303)


def limits_page(side: str, form: RuleForm | None = None, status: int = 200) -> ResponseReturnValue:
    """The seller's own limits beside the insurer's, buyer by buyer, and the rule for overdues."""
    choice = chosen_policy()
    table, days = None, 0
    if choice.policy:
        table, days = _limits_table(side, choice.policy), queries.overdue_days(choice.policy.id)
    form = form or RuleForm(formdata=None, days=Decimal(days))
    page = _render(side, "limits", choice=choice, table=table, days=days, form=form, crumbs=_crumbs(_("Own limits")))
    return page, status


def rule_page(side: str) -> ResponseReturnValue:
    """Change from how many days late on orders are held."""
    choice, form = chosen_policy(), RuleForm()
    if choice.policy is None:
        raise NotFound("limits.no_policy")
    if not form.validate():
        return limits_page(side, form, 422)
    set_order_rule(g.act, choice.policy.id, days=int(form.days.data))
    flash(_("The rule holds from now on."))
    return redirect(url_for(".limits", policy=choice.policy.number), 303)


def own_limit_page(side: str, public_id: str) -> ResponseReturnValue:
    """The seller's own limit on one buyer: what stood, and a new one."""
    choice = chosen_policy()
    if choice.policy is None:
        raise NotFound("limits.no_policy")
    policy, buyer = choice.policy, buyer_under(choice.policy, public_id)
    form = own_limit_form(policy.currency)
    if request.method == "GET":
        form["valid_from"].data = today()
        return _own_limit(side, policy, buyer, form)
    try:
        if form.validate():
            set_own_limit(
                g.act,
                policy.id,
                buyer.id,
                amount=form["amount"].data,
                payment_days=form["payment_days"].data,
                valid_from=form["valid_from"].data,
                reason=form["reason"].data,
            )
            flash(_("The own limit is set."))
            return redirect(url_for(".limits", policy=policy.number), 303)
    except InvalidInput as refusal:
        form.refuse(refusal)
    return _own_limit(side, policy, buyer, form), 422


def _own_limit(side: str, policy: PolicyFacts, buyer: PartyFacts, form: SafeForm) -> str:
    history = queries.own_limit_history(policy.id, buyer.id)
    crumbs = [*_crumbs(_("Own limits"), url_for(".limits", policy=policy.number)), Crumb(buyer.name)]
    return _render(side, "own_limit", policy=policy, buyer=buyer, form=form, history=history, crumbs=crumbs)


def _limits_table(side: str, policy: PolicyFacts) -> Table:
    day = today()
    shipped = max(day, policy.period.first)
    own, histories, ordered = queries.own_limits(policy.id, day), limit_histories(policy.id), _ordered(policy)
    rows, changes = list[TableRow](), side == "portal" and permitted(May.ORDER_RELEASE)
    choices = dict(buyer_choices(policy))
    for party in _by_public_id(policy, choices):
        standing = histories[party.id].for_shipment(shipped) if party.id in histories else None
        mine = own.get(party.id)
        values = (
            choices[party.public_id], mine.amount if mine else None, standing.amount if standing else None,
            ordered.get(party.id), mine.payment_days if mine else None, mine.valid_from if mine else None,
        )  # fmt: skip
        href = url_for(".own_limit", buyer=party.public_id, policy=policy.number) if changes else ""
        rows.append(table_row(LIMIT_COLUMNS, values, href))
    return Table("own-limits", LIMIT_COLUMNS, rows, caption=_("Own limits"), empty=_("The policy has no buyer yet."))


def _by_public_id(policy: PolicyFacts, choices: dict[str, str]) -> list[PartyFacts]:
    found = {one.public_id: one for one in parties(list(buyers_of(policy.id))).values()}
    return [found[public_id] for public_id in choices]


def _ordered(policy: PolicyFacts) -> dict[int, Money]:
    found: dict[int, Money] = {}
    for one in queries.orders_of([policy.id], live=True):
        key = one.row.party_id
        found[key] = found.get(key, Money.zero(policy.currency)) + one.row.exposure
    return found


def _usual(form: SafeForm, policy: PolicyFacts) -> None:
    """The form as most orders are: the policy's currency and longest term, open account, shipped today."""
    form["currency"].data = policy.currency
    form["method"].data = PaymentMethod.OA.value
    form["ships_on"].data = _today_under(policy)
    form["payment_days"].data = terms_of(policy.id).days("maximum_payment_term_days", today())
    form["buyer"].data = request.args.get("buyer", "")


def _today_under(policy: PolicyFacts) -> date:
    return max(today(), policy.period.first)


def _asked(form: SafeForm) -> OrderAsked:
    amount: Money = form["amount"].data
    return OrderAsked(
        amount=amount,
        deposit=form["deposit"].data or Money.zero(amount.currency),
        payment_days=int(form["payment_days"].data),
        method=PaymentMethod(form["method"].data),
        ships_on=form["ships_on"].data,
    )


def _check(side: str, form: SafeForm, answer: OrderAnswer | None) -> str:
    return _render(side, "check", choice=chosen_policy(), form=form, answer=answer, crumbs=_crumbs(_("Check an order")))


def _crumbs(last: str, href: str = "") -> list[Crumb]:
    return [Crumb(_("Orders"), url_for(".overview")), Crumb(last, href) if href else Crumb(last)]


def _render(side: str, page: str, **values: object) -> str:
    return render_template(
        f"underwriting/orders/{side}/{page}.html", layout=f"_layout/{side}.html", side=side, may=May, **values
    )

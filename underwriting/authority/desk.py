"""The authority desk: who may decide and pay how much today, how it came to be, and proposing a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.accounts.public import standing_matter
from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import allow, permitted
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.parsing import parse_day
from policies.public import PaymentAuthorityRow, payment_authorities, payment_authorities_ever
from underwriting.authority.forms import (
    CURRENCIES,
    ChooseForm,
    limits_form,
    limits_of,
    payments_form,
    payments_of,
    roles,
)
from underwriting.authority.models import UnderwritingAuthority
from underwriting.authority.panels import role_name
from underwriting.authority.queries import authorities, authorities_ever
from underwriting.authority.services import (
    RULE_CHANGE,
    limit_authority_on,
    payment_authority_on,
    propose_limit_authority,
    propose_payment_authority,
)

desk = Blueprint("authority_desk", __name__, url_prefix="/desk/authority")

LIMITS = (
    Column("role", "Role", narrow=True),
    Column("per_decision", "In one decision", "money", narrow=True),
    Column("per_buyer", "On one buyer and its group", "money"),
    Column("per_period", "Over the period", "money"),
    Column("months", "Months", "number"),
    Column("valid_from", "In force from", "date"),
    Column("by", "Recorded by", "code"),
)
PAYMENTS = (
    Column("role", "Role", narrow=True),
    Column("settle", "Approves up to", "money", narrow=True),
    Column("pay", "Pays up to", "money", narrow=True),
    Column("refund", "Refunds up to", "money"),
    Column("third", "Third person above", "money"),
    Column("valid_from", "In force from", "date"),
    Column("by", "Recorded by", "code"),
)


@desk.get("/")
@allow(May.APPROVAL_READ)
def overview() -> ResponseReturnValue:
    """Today's authorities, or those of another day, and every row that was ever recorded."""
    asked = request.args.get("as_of", "").strip()
    day = parse_day(asked, "as_of") if asked else today()
    return render_template(
        "underwriting/authority/desk/overview.html",
        day=day,
        limits=_limits("limits", authorities(day), _("Authority over limits")),
        payments=_payments("payments", payment_authorities(day), _("Authority over payments")),
        history=_limits("limits_ever", authorities_ever(), _("Limits: every row"), links=False),
        payments_history=_payments("payments_ever", payment_authorities_ever(), _("Payments: every row"), links=False),
        form=ChooseForm(formdata=None),
        crumbs=[Crumb(_("Authority"))],
    )


@desk.post("/choose")
@allow(May.RULE_PROPOSE)
def choose() -> ResponseReturnValue:
    """Go to the change of one role's authority in one currency."""
    form = ChooseForm()
    if not form.validate():
        raise InvalidInput("input.not_a_choice", "role")
    return redirect(url_for(f".{form.table.data}", role=form.role.data, currency=form.currency.data), 303)


@desk.get("/limits/<role>/<currency>")
@allow(May.APPROVAL_READ)
def limits(role: str, currency: str) -> ResponseReturnValue:
    """What a role may grant, and the form for another authority."""
    _known(role, currency)
    form, term = limits_form(currency, formdata=None), limit_authority_on(role, currency, today())
    form["valid_from"].data = today()
    if term is not None:
        form["per_decision"].data, form["per_buyer"].data = term.per_decision, term.per_buyer
        if term.over_period is not None:
            form["per_period"].data, form["months"].data = term.over_period.most, term.over_period.months
    return _change_page("limits", role, currency, form)


@desk.post("/limits/<role>/<currency>")
@allow(May.RULE_PROPOSE)
def propose_limits(role: str, currency: str) -> ResponseReturnValue:
    """Put another authority over limits forward."""
    _known(role, currency)
    form = limits_form(currency)
    return _proposed(
        "limits",
        role,
        currency,
        form,
        lambda: propose_limit_authority(g.act, limits_of(form, role), **_from_when(form)),
    )


@desk.get("/payments/<role>/<currency>")
@allow(May.APPROVAL_READ)
def payments(role: str, currency: str) -> ResponseReturnValue:
    """What a role may let out of the house, and the form for another authority."""
    _known(role, currency)
    form, term = payments_form(currency, formdata=None), payment_authority_on(role, currency, today())
    form["valid_from"].data = today()
    if term is not None:
        for name in ("settle_up_to", "pay_up_to", "refund_up_to", "third_person_above"):
            form[name].data = getattr(term, name)
    return _change_page("payments", role, currency, form)


@desk.post("/payments/<role>/<currency>")
@allow(May.RULE_PROPOSE)
def propose_payments(role: str, currency: str) -> ResponseReturnValue:
    """Put another authority over payments forward."""
    _known(role, currency)
    form = payments_form(currency)
    return _proposed(
        "payments",
        role,
        currency,
        form,
        lambda: propose_payment_authority(g.act, payments_of(form, role), **_from_when(form)),
    )


def _proposed(table: str, role: str, currency: str, form: SafeForm, propose: Callable[[], None]) -> ResponseReturnValue:
    """Put a change forward by `propose`, or show what is wrong with it."""
    if not form.validate():
        return _change_page(table, role, currency, form), 422
    try:
        propose()
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _change_page(table, role, currency, form), 422
    flash(_("The change is before a second person. Nothing has changed yet."), "good")
    return redirect(url_for(".overview"), 303)


def _from_when(form: SafeForm) -> dict[str, Any]:
    return {"valid_from": form["valid_from"].data, "reason": form["reason"].data}


def _known(role: str, currency: str) -> None:
    if role not in roles() or currency not in CURRENCIES:
        raise NotFound("page.absent")


def _change_page(table: str, role: str, currency: str, form: SafeForm) -> str:
    return render_template(
        f"underwriting/authority/desk/{table}.html",
        role=role_name(role),
        currency=currency,
        form=form,
        matter=standing_matter(RULE_CHANGE, f"authority:{table}:{role}:{currency}"),
        may=May,
        crumbs=[Crumb(_("Authority"), url_for(".overview")), Crumb(f"{role_name(role)} · {currency}")],
    )


def _limits(name: str, found: list[UnderwritingAuthority], caption: str, links: bool = True) -> Table:
    rows = []
    for row in found:
        bound = row.over_period
        values = (
            role_name(row.role), row.per_decision, row.per_buyer, bound.most if bound else None,
            bound.months if bound else None, row.valid_from, row.recorded_by,
        )  # fmt: skip
        rows.append(table_row(LIMITS, values, _href(".limits", row.role, row.currency) if links else ""))
    return Table(name, LIMITS, rows, caption=caption, empty=_("No authority was given."))


def _payments(name: str, found: list[PaymentAuthorityRow], caption: str, links: bool = True) -> Table:
    rows = []
    for row in found:
        term = row.term()
        values = (
            role_name(row.role), term.settle_up_to or None, term.pay_up_to or None, term.refund_up_to or None,
            term.third_person_above,
            row.valid_from, row.recorded_by,
        )  # fmt: skip
        rows.append(table_row(PAYMENTS, values, _href(".payments", row.role, row.currency) if links else ""))
    return Table(name, PAYMENTS, rows, caption=caption, empty=_("No authority was given."))


def _href(endpoint: str, role: str, currency: str) -> str:
    shown = permitted(May.APPROVAL_READ) and role in roles() and currency in CURRENCIES
    return url_for(endpoint, role=role, currency=currency) if shown else ""

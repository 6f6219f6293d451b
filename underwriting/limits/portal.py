"""Limits as the policyholder sees them: asking, the answer with its working, and what stands today."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.languages import _
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import PartyId
from insurer.parties.facts import PartyEntry
from policies.facts import PolicyFacts
from underwriting.buyers.pages.choosing import Choice, buyer_choices, buyer_under, chosen_policy
from underwriting.buyers.queries import buyers_by_reference
from underwriting.buyers.services import NamedBuyer, name_buyer
from underwriting.limits import pages, queries
from underwriting.limits.forms import request_form
from underwriting.limits.services.requests import request_limit
from underwriting.limits.terms import PaymentMethod

portal = Blueprint("limits_portal", __name__, url_prefix="/portal/limits")


@portal.get("/")
@allow(May.LIMIT_READ)
def limits() -> ResponseReturnValue:
    """Requests and standing limits of one policy."""
    choice = chosen_policy()
    policy = choice.policy
    asked = queries.requests_of([policy.id]) if policy else []
    table = pages.requests_table(
        "requests",
        asked,
        lambda number: url_for(".answer", number=number),
        _("Limit requests"),
        _("You have not asked for a limit yet."),
    )
    standing = None
    if policy is not None:
        number = policy.number
        standing = pages.limits_table(
            policy, lambda buyer: url_for("buyers_portal.buyer", public_id=buyer.public_id, policy=number)
        )
    return render_template(
        "underwriting/limits/portal/limits.html",
        choice=choice,
        table=table,
        standing=standing,
        may=May,
        crumbs=[Crumb(_("Limits"))],
    )


@portal.get("/new")
@allow(May.LIMIT_REQUEST)
def ask() -> ResponseReturnValue:
    choice = chosen_policy()
    policy = _needed(choice)
    form = request_form(policy.currency, buyer_choices(policy))
    form["buyer"].data = request.args.get("buyer", "")
    return _ask_page(choice, policy, form)


@portal.post("/new")
@allow(May.LIMIT_REQUEST)
def ask_now() -> ResponseReturnValue:
    """Ask for the limit; a buyer that is new to the policyholder is named first."""
    choice = chosen_policy()
    policy = _needed(choice)
    form = request_form(policy.currency, buyer_choices(policy))
    if not form.validate():
        return _ask_page(choice, policy, form), 422
    try:
        method = form["method"].data
        request_id = request_limit(
            g.act,
            policy.id,
            _buyer(policy, form),
            amount=form["amount"].data,
            payment_days=form["payment_days"].data,
            method=PaymentMethod(method) if method else None,
        )
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _ask_page(choice, policy, form), 422
    number = queries.request_of(request_id).number
    flash(_("Your request %(number)s was received.", number=number))
    return redirect(url_for(".answer", number=number), 303)


@portal.get("/<number>")
@allow(May.LIMIT_READ)
def answer(number: str) -> ResponseReturnValue:
    """One request with its answer, line by line, and what would change it."""
    view = pages.request_view(queries.request_numbered(number))
    return render_template(
        "underwriting/limits/portal/answer.html",
        view=view,
        crumbs=[Crumb(_("Limits"), url_for(".limits", policy=view.policy.number)), Crumb(number)],
    )


def _buyer(policy: PolicyFacts, form: SafeForm) -> PartyId:
    """The buyer chosen from the list, or the new one named."""
    if form["buyer"].data:
        return buyer_under(policy, form["buyer"].data).id
    name, country = form["name"].data, form["country"].data
    for field, value in (("name", name), ("country", country)):
        if not value:
            raise InvalidInput("input.required", field)
    reference = form["reference"].data or name
    if reference in buyers_by_reference(policy.id):
        raise InvalidInput("buyers.reference_used", "reference", value=reference)
    return name_buyer(g.act, policy.id, NamedBuyer(reference, PartyEntry(name, country=country), named=True))


def _needed(choice: Choice) -> PolicyFacts:
    if choice.policy is None:
        raise NotFound("limits.no_policy")
    return choice.policy


def _ask_page(choice: Choice, policy: PolicyFacts, form: SafeForm) -> str:
    return render_template(
        "underwriting/limits/portal/ask.html",
        choice=choice,
        policy=policy,
        form=form,
        crumbs=[Crumb(_("Limits"), url_for(".limits", policy=policy.number)), Crumb(_("Ask for a limit"))],
    )

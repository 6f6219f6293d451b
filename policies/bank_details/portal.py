"""Bank details for a policyholder's administrator: where indemnities and refunds go."""

from __future__ import annotations

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.languages import _, reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.kernel.acting import Actor
from insurer.kernel.errors import NotFound
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, party_of
from policies.bank_details.forms import detail_form
from policies.bank_details.pages import detail_page, entered

portal = Blueprint("bank_details_portal", __name__, url_prefix="/portal/bank-details")


@portal.get("/")
@allow(May.BANK_DETAIL_READ)
def overview() -> ResponseReturnValue:
    """The reader's company; a choice where they look after several."""
    actor: Actor = g.act.actor
    companies = sorted(parties(actor.scope.policyholders).values(), key=lambda one: one.shown_name(reader_locale()))
    if len(companies) == 1:
        return _shown(companies[0])
    return render_template(
        "policies/bank_details/portal/overview.html",
        companies=[(one.shown_name(reader_locale()), one.public_id) for one in companies],
        crumbs=[Crumb(_("Bank details"))],
    )


@portal.get("/<public_id>")
@allow(May.BANK_DETAIL_READ)
def show(public_id: str) -> ResponseReturnValue:
    """One company's accounts."""
    return _shown(_own(public_id))


@portal.post("/<public_id>")
@allow(May.BANK_DETAIL_ENTER)
def enter(public_id: str) -> ResponseReturnValue:
    """Enter another account."""
    company = _own(public_id)
    return entered("portal", company, [Crumb(_("Bank details"))], url_for(".show", public_id=public_id))


def _shown(company: PartyFacts) -> str:
    return detail_page("portal", company, detail_form(in_house=False, formdata=None), [Crumb(_("Bank details"))])


def _own(public_id: str) -> PartyFacts:
    """A company of the reader's; any other does not exist for them."""
    company, actor = party_of(public_id), g.act.actor
    if company.id not in actor.scope.policyholders:
        raise NotFound("parties.absent", party=public_id[:40])
    return company

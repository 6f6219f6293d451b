"""The reserve of a claim, set by its examiner."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from claims.cases.desk import case_page
from claims.cases.queries import claim_numbered
from claims.reserves.forms import ReserveForm
from claims.reserves.services import set_reserve
from insurer.accounts.facts import May
from insurer.infra.languages import here
from insurer.infra.web.guard import allow
from insurer.kernel.errors import InvalidInput
from policies.public import policy_facts

desk = Blueprint("reserves_desk", __name__, url_prefix="/desk/claims/<number>/reserve")


@desk.post("")
@allow(May.CLAIM_ASSESS)
def reserve(number: str) -> ResponseReturnValue:
    """Set the reserve; what stood before stays on record."""
    claim = claim_numbered(number)
    g.reserve_currency = policy_facts(claim.policy).currency
    form = ReserveForm()
    if not form.validate():
        return case_page(number, reserve=form, status=422)
    try:
        set_reserve(g.act, claim.id, amount=form.amount.data, reason=form.reason.data)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return case_page(number, reserve=form, status=422)
    flash(here("The reserve is %(amount)s.", amount=form.amount.data), "good")
    return redirect(url_for("claims_desk.show", number=number, _anchor="reserve"), 303)

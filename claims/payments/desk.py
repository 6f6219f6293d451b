"""The payer's way to a second person when the account has changed since the indemnity was approved."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from claims.cases.forms import ReasonForm
from claims.cases.queries import claim_numbered
from claims.payments.services import put_payment_forward
from insurer.accounts.facts import May
from insurer.infra.languages import _
from insurer.infra.web.guard import allow
from insurer.kernel.errors import InvalidInput

desk = Blueprint("payments_desk", __name__, url_prefix="/desk/claims")


@desk.post("/<number>/payment/put-forward")
@allow(May.CLAIM_PAY)
def put_forward(number: str) -> ResponseReturnValue:
    """Ask a second person to agree that the indemnity goes to the account that stands now."""
    claim, form = claim_numbered(number), ReasonForm()
    if not form.validate():
        raise InvalidInput("input.required", "reason")
    put_payment_forward(g.act, claim.id, reason=form.reason.data)
    flash(_("The payment is before a second person."), "good")
    return redirect(url_for("claims_desk.show", number=number), 303)

"""Payment terms as the insurer's people read them."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.payment_terms import pages

SIDE = "desk"
desk = Blueprint("payment_terms_desk", __name__, url_prefix="/desk/payment-terms")


@desk.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@desk.get("/deposits")
@allow(May.LEDGER_READ)
def deposits() -> ResponseReturnValue:
    return pages.deposits_page(SIDE)


@desk.get("/<buyer>")
@allow(May.LEDGER_READ)
def buyer(buyer: str) -> ResponseReturnValue:
    return pages.buyer_page(SIDE, buyer)

"""Payment terms as the policyholder keeps them."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.payment_terms import pages

SIDE = "portal"
portal = Blueprint("payment_terms_portal", __name__, url_prefix="/portal/payment-terms")


@portal.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@portal.get("/due")
@allow(May.LEDGER_READ)
def due() -> ResponseReturnValue:
    return pages.due_page(SIDE)


@portal.post("/due")
@allow(May.LEDGER_READ)
def due_now() -> ResponseReturnValue:
    return pages.due_page(SIDE)


@portal.get("/deposits")
@allow(May.LEDGER_READ)
def deposits() -> ResponseReturnValue:
    return pages.deposits_page(SIDE)


@portal.get("/<buyer>")
@allow(May.LEDGER_READ)
def buyer(buyer: str) -> ResponseReturnValue:
    return pages.buyer_page(SIDE, buyer)


@portal.post("/<buyer>")
@allow(May.LEDGER_IMPORT)
def keep(buyer: str) -> ResponseReturnValue:
    return pages.buyer_page(SIDE, buyer)

"""Orders as the policyholder checks, enters and releases them."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.orders import pages

SIDE = "portal"
portal = Blueprint("orders_portal", __name__, url_prefix="/portal/orders")


@portal.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@portal.get("/check")
@allow(May.ORDER_ENTER)
def check() -> ResponseReturnValue:
    return pages.check_page(SIDE)


@portal.post("/check")
@allow(May.ORDER_ENTER)
def check_now() -> ResponseReturnValue:
    return pages.check_page(SIDE)


@portal.get("/limits")
@allow(May.LEDGER_READ)
def limits() -> ResponseReturnValue:
    return pages.limits_page(SIDE)


@portal.post("/limits")
@allow(May.ORDER_RELEASE)
def rule() -> ResponseReturnValue:
    return pages.rule_page(SIDE)


@portal.get("/limits/<buyer>")
@allow(May.ORDER_RELEASE)
def own_limit(buyer: str) -> ResponseReturnValue:
    return pages.own_limit_page(SIDE, buyer)


@portal.post("/limits/<buyer>")
@allow(May.ORDER_RELEASE)
def own_limit_now(buyer: str) -> ResponseReturnValue:
    return pages.own_limit_page(SIDE, buyer)


@portal.get("/<number>")
@allow(May.LEDGER_READ)
def show(number: str) -> ResponseReturnValue:
    return pages.show_page(SIDE, number)


@portal.post("/<number>/release")
@allow(May.ORDER_RELEASE)
def release(number: str) -> ResponseReturnValue:
    return pages.release_page(SIDE, number)


@portal.post("/<number>/ship")
@allow(May.ORDER_ENTER)
def ship(number: str) -> ResponseReturnValue:
    return pages.close_page(SIDE, number, "ship")


@portal.post("/<number>/cancel")
@allow(May.ORDER_ENTER)
def cancel(number: str) -> ResponseReturnValue:
    return pages.close_page(SIDE, number, "cancel")

"""Commercial drafts as the policyholder records them."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.drafts import pages

SIDE = "portal"
portal = Blueprint("drafts_portal", __name__, url_prefix="/portal/drafts")


@portal.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@portal.get("/new")
@allow(May.LEDGER_IMPORT)
def record() -> ResponseReturnValue:
    return pages.record_page(SIDE)


@portal.post("/new")
@allow(May.LEDGER_IMPORT)
def record_now() -> ResponseReturnValue:
    return pages.record_page(SIDE)


@portal.get("/<number>")
@allow(May.LEDGER_READ)
def show(number: str) -> ResponseReturnValue:
    return pages.show_page(SIDE, number)


@portal.post("/<number>")
@allow(May.LEDGER_IMPORT)
def step(number: str) -> ResponseReturnValue:
    return pages.step_page(SIDE, number)

"""Collection cases for the policyholder."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from claims.collections import pages
from insurer.accounts.facts import May
from insurer.infra.web.guard import allow

SIDE = "portal"
portal = Blueprint("collections_portal", __name__, url_prefix="/portal/collections")


@portal.get("/")
@allow(May.OVERDUE_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@portal.post("/")
@allow(May.OVERDUE_NOTIFY)
def open_now() -> ResponseReturnValue:
    return pages.opened(SIDE)


@portal.get("/<number>")
@allow(May.OVERDUE_READ)
def show(number: str) -> ResponseReturnValue:
    return pages.case_page(SIDE, number)


@portal.post("/<number>/steps")
@allow(May.OVERDUE_NOTIFY)
def step(number: str) -> ResponseReturnValue:
    return pages.stepped(SIDE, number)


@portal.post("/<number>/close")
@allow(May.OVERDUE_NOTIFY)
def close(number: str) -> ResponseReturnValue:
    return pages.closed(SIDE, number)

"""Collection cases for the insurer's people."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from claims.collections import pages
from insurer.accounts.facts import May
from insurer.infra.web.guard import allow

SIDE = "desk"
desk = Blueprint("collections_desk", __name__, url_prefix="/desk/collections")


@desk.get("/")
@allow(May.OVERDUE_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@desk.post("/")
@allow(May.OVERDUE_NOTIFY)
def open_now() -> ResponseReturnValue:
    return pages.opened(SIDE)


@desk.get("/<number>")
@allow(May.OVERDUE_READ)
def show(number: str) -> ResponseReturnValue:
    return pages.case_page(SIDE, number)


@desk.post("/<number>/steps")
@allow(May.OVERDUE_NOTIFY)
def step(number: str) -> ResponseReturnValue:
    return pages.stepped(SIDE, number)


@desk.post("/<number>/close")
@allow(May.OVERDUE_NOTIFY)
def close(number: str) -> ResponseReturnValue:
    return pages.closed(SIDE, number)

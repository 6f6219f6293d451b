"""Buyers at the underwriter's desk."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.buyers.pages import buyer as pages

SIDE = "desk"
desk = Blueprint("buyers_desk", __name__, url_prefix="/desk/buyers")


@desk.get("/")
@allow(May.LIMIT_READ)
def buyers() -> ResponseReturnValue:
    return pages.buyers_page(SIDE)


@desk.get("/review")
@allow(May.LIMIT_READ)
def review() -> ResponseReturnValue:
    """Buyers to look at again."""
    return pages.review_page()


@desk.get("/<public_id>")
@allow(May.LIMIT_READ)
def buyer(public_id: str) -> ResponseReturnValue:
    return pages.buyer_page(SIDE, public_id)


@desk.post("/<public_id>")
@allow(May.LIMIT_DECIDE)
def change(public_id: str) -> ResponseReturnValue:
    return pages.change_page(public_id)

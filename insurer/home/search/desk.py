"""The search of the insurer's people."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.home.search.pages import search_page
from insurer.infra.web.guard import allow
from insurer.infra.web.limits import costly

desk = Blueprint("search_desk", __name__, url_prefix="/desk/search")


@desk.get("/")
@allow(May.HOME_READ)
@costly("search")
def search() -> ResponseReturnValue:
    return search_page("desk")

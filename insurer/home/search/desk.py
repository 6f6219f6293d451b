"""The search of the insurer's people."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.home.search.pages import search_page
from insurer.infra.web.guard import allow

desk = Blueprint("search_desk", __name__, url_prefix="/desk/search")


@desk.get("/")
@allow(May.HOME_READ)
def search() -> ResponseReturnValue:
    return search_page("desk")

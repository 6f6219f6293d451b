"""The search of a policyholder's people."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.home.search.pages import search_page
from insurer.infra.web.guard import allow
from insurer.infra.web.limits import costly

portal = Blueprint("search_portal", __name__, url_prefix="/portal/search")


@portal.get("/")
@allow(May.HOME_READ)
@costly("search")
def search() -> ResponseReturnValue:
    return search_page("portal")

"""What to collect first, for the insurer's people."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.advisory.worklist import pages
from insurer.infra.web.guard import allow

SIDE = "desk"
desk = Blueprint("worklist_desk", __name__, url_prefix="/desk/worklist")


@desk.get("/")
@allow(May.OVERDUE_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)

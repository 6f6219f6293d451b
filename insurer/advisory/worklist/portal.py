"""What to collect first, for the policyholder."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.advisory.worklist import pages
from insurer.infra.web.guard import allow

SIDE = "portal"
portal = Blueprint("worklist_portal", __name__, url_prefix="/portal/worklist")


@portal.get("/")
@allow(May.OVERDUE_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)

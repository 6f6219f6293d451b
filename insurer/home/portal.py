"""Where a policyholder arrives."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.web.guard import allow

portal = Blueprint("home_portal", __name__, url_prefix="/portal")


@portal.get("/")
@allow(May.HOME_READ)
def overview() -> ResponseReturnValue:
    return render_template("home/portal/overview.html", today=today())

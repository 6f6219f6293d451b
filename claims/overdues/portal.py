"""Overdues for the policyholder: notified in two clicks from the list."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from claims.overdues.desk import buyer_page, confirmation_pdf, notice_page, notified, overview_page
from claims.overdues.forms import NotifyForm
from insurer.accounts.facts import May
from insurer.infra.web.guard import allow

portal = Blueprint("overdues_portal", __name__, url_prefix="/portal/overdues")


@portal.get("/")
@allow(May.OVERDUE_READ)
def overview() -> ResponseReturnValue:
    return overview_page("portal")


@portal.get("/<policy>/<buyer>")
@allow(May.OVERDUE_READ)
def buyer(policy: str, buyer: str) -> ResponseReturnValue:
    return buyer_page("portal", policy, buyer, NotifyForm(formdata=None))


@portal.post("/<policy>/<buyer>")
@allow(May.OVERDUE_NOTIFY)
def notify(policy: str, buyer: str) -> ResponseReturnValue:
    return notified("portal", policy, buyer, NotifyForm())


@portal.get("/notices/<number>")
@allow(May.OVERDUE_READ)
def notice(number: str) -> ResponseReturnValue:
    return notice_page("portal", number)


@portal.get("/notices/<number>/confirmation.pdf")
@allow(May.OVERDUE_READ)
def confirmation(number: str) -> ResponseReturnValue:
    return confirmation_pdf(number)

"""Early warning for policyholders, on their own ledgers."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.advisory.warning.pages import alert as alerts
from insurer.advisory.warning.pages import overview as watching
from insurer.advisory.warning.pages import settings
from insurer.infra.web.guard import allow

SIDE = "portal"
portal = Blueprint("warning_portal", __name__, url_prefix="/portal/early-warning")


@portal.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return watching.overview_page(SIDE)


@portal.get("/watch-list")
@allow(May.LEDGER_READ)
def watch_list() -> ResponseReturnValue:
    return watching.watch_page(SIDE)


@portal.get("/reading")
@allow(May.LEDGER_READ)
def reading() -> ResponseReturnValue:
    return watching.reading_page(SIDE)


@portal.get("/alerts/<number>")
@allow(May.LEDGER_READ)
def alert(number: str) -> ResponseReturnValue:
    return alerts.alert_page(SIDE, number)


@portal.post("/alerts/<number>/acknowledge")
@allow(May.WARNING_ACT)
def acknowledge(number: str) -> ResponseReturnValue:
    return alerts.acknowledge_page(SIDE, number)


@portal.post("/alerts/<number>/close")
@allow(May.WARNING_ACT)
def close(number: str) -> ResponseReturnValue:
    return alerts.close_page(SIDE, number)


@portal.get("/thresholds")
@allow(May.LEDGER_READ)
def thresholds() -> ResponseReturnValue:
    return settings.thresholds_page(SIDE)


@portal.get("/thresholds/<name>")
@allow(May.WARNING_SET)
def threshold(name: str) -> ResponseReturnValue:
    return settings.threshold_page(SIDE, name)


@portal.post("/thresholds/<name>")
@allow(May.WARNING_SET)
def set_threshold(name: str) -> ResponseReturnValue:
    return settings.set_threshold_page(SIDE, name)


@portal.get("/figures")
@allow(May.LEDGER_READ)
def figures() -> ResponseReturnValue:
    return settings.figures_page(SIDE)


@portal.post("/figures")
@allow(May.WARNING_ACT)
def enter_figures() -> ResponseReturnValue:
    return settings.enter_figures_page(SIDE)

"""The receivables ledger as the policyholder keeps it up to date."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.receivables.pages import results, sending

SIDE = "portal"
portal = Blueprint("receivables_portal", __name__, url_prefix="/portal/receivables")


@portal.get("/")
@allow(May.LEDGER_READ)
def imports() -> ResponseReturnValue:
    return results.imports_page(SIDE)


@portal.get("/upload")
@allow(May.LEDGER_IMPORT)
def upload() -> ResponseReturnValue:
    return sending.upload_page(SIDE)


@portal.post("/upload")
@allow(May.LEDGER_IMPORT)
def upload_now() -> ResponseReturnValue:
    return sending.upload_page(SIDE)


@portal.post("/confirm")
@allow(May.LEDGER_IMPORT)
def confirm() -> ResponseReturnValue:
    return sending.confirm_page(SIDE)


@portal.get("/<number>")
@allow(May.LEDGER_READ)
def ledger_import(number: str) -> ResponseReturnValue:
    return results.import_page(SIDE, number)


@portal.get("/<number>/refused.csv")
@allow(May.LEDGER_READ)
def refused(number: str) -> ResponseReturnValue:
    return results.refused_file(number, "csv")


@portal.get("/<number>/refused.xlsx")
@allow(May.LEDGER_READ)
def refused_workbook(number: str) -> ResponseReturnValue:
    return results.refused_file(number, "xlsx")


@portal.post("/<number>/cancel")
@allow(May.LEDGER_IMPORT)
def cancel(number: str) -> ResponseReturnValue:
    return results.cancel_now(number)

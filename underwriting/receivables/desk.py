"""The receivables ledger at the insurer's desk."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.receivables.pages import results, sending

SIDE = "desk"
desk = Blueprint("receivables_desk", __name__, url_prefix="/desk/receivables")


@desk.get("/")
@allow(May.LEDGER_READ)
def imports() -> ResponseReturnValue:
    return results.imports_page(SIDE)


@desk.get("/upload")
@allow(May.LEDGER_IMPORT)
def upload() -> ResponseReturnValue:
    return sending.upload_page(SIDE)


@desk.post("/upload")
@allow(May.LEDGER_IMPORT)
def upload_now() -> ResponseReturnValue:
    return sending.upload_page(SIDE)


@desk.post("/confirm")
@allow(May.LEDGER_IMPORT)
def confirm() -> ResponseReturnValue:
    return sending.confirm_page(SIDE)


@desk.get("/<number>")
@allow(May.LEDGER_READ)
def ledger_import(number: str) -> ResponseReturnValue:
    return results.import_page(SIDE, number)


@desk.get("/<number>/refused.csv")
@allow(May.LEDGER_READ)
def refused(number: str) -> ResponseReturnValue:
    return results.refused_file(number, "csv")


@desk.get("/<number>/refused.xlsx")
@allow(May.LEDGER_READ)
def refused_workbook(number: str) -> ResponseReturnValue:
    return results.refused_file(number, "xlsx")


@desk.post("/<number>/cancel")
@allow(May.LEDGER_IMPORT)
def cancel(number: str) -> ResponseReturnValue:
    return results.cancel_now(number)

"""The policyholder files a claim in three screens."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from claims.filing import pages
from insurer.accounts.facts import May
from insurer.infra.web.guard import allow

SIDE = "portal"
portal = Blueprint("filing_portal", __name__, url_prefix="/portal/claims/file/<policy>/<buyer>")


@portal.get("")
@allow(May.CLAIM_FILE)
def debts(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.debts_page(SIDE, policy, buyer)


@portal.post("")
@allow(May.CLAIM_FILE)
def debts_now(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.debts_kept(SIDE, policy, buyer)


@portal.get("/papers")
@allow(May.CLAIM_FILE)
def papers(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.papers_page(SIDE, policy, buyer)


@portal.post("/papers")
@allow(May.CLAIM_FILE)
def papers_now(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.papers_sent(SIDE, policy, buyer)


@portal.get("/papers/<key>")
@allow(May.CLAIM_FILE)
def paper(policy: str, buyer: str, key: str) -> ResponseReturnValue:
    return pages.paper_file(policy, buyer, key)


@portal.post("/papers/<key>/back")
@allow(May.CLAIM_FILE)
def paper_back(policy: str, buyer: str, key: str) -> ResponseReturnValue:
    return pages.paper_back(policy, buyer, key)


@portal.get("/review")
@allow(May.CLAIM_FILE)
def review(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.review_page(SIDE, policy, buyer)


@portal.post("/review")
@allow(May.CLAIM_FILE)
def file_now(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.filed(SIDE, policy, buyer)


@portal.post("/discard")
@allow(May.CLAIM_FILE)
def discard(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.discarded(SIDE, policy, buyer)

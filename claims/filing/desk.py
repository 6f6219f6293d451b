"""The insurer's people file a claim for a policyholder, in the same three screens."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from claims.filing import pages
from insurer.accounts.facts import May
from insurer.infra.web.guard import allow

SIDE = "desk"
desk = Blueprint("filing_desk", __name__, url_prefix="/desk/claims/file/<policy>/<buyer>")


@desk.get("")
@allow(May.CLAIM_FILE)
def debts(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.debts_page(SIDE, policy, buyer)


@desk.post("")
@allow(May.CLAIM_FILE)
def debts_now(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.debts_kept(SIDE, policy, buyer)


@desk.get("/papers")
@allow(May.CLAIM_FILE)
def papers(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.papers_page(SIDE, policy, buyer)


@desk.post("/papers")
@allow(May.CLAIM_FILE)
def papers_now(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.papers_sent(SIDE, policy, buyer)


@desk.get("/papers/<key>")
@allow(May.CLAIM_FILE)
def paper(policy: str, buyer: str, key: str) -> ResponseReturnValue:
    return pages.paper_file(policy, buyer, key)


@desk.post("/papers/<key>/back")
@allow(May.CLAIM_FILE)
def paper_back(policy: str, buyer: str, key: str) -> ResponseReturnValue:
    return pages.paper_back(policy, buyer, key)


@desk.get("/review")
@allow(May.CLAIM_FILE)
def review(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.review_page(SIDE, policy, buyer)


@desk.post("/review")
@allow(May.CLAIM_FILE)
def file_now(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.filed(SIDE, policy, buyer)


@desk.post("/discard")
@allow(May.CLAIM_FILE)
def discard(policy: str, buyer: str) -> ResponseReturnValue:
    return pages.discarded(SIDE, policy, buyer)

"""Where a policyholder arrives."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.accounts.public import previous_visit
from insurer.home.queries.own import Holding, deadlines_of, decisions, holdings, open_claims
from insurer.home.queries.subject import subject_crumb
from insurer.home.terms import Deadline
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import today
from insurer.infra.languages import here
from insurer.infra.web.guard import allow, permitted, present_actor
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import NotFound

portal = Blueprint("home_portal", __name__, url_prefix="/portal")

POLICY_COLUMNS = (
    Column("number", "Policy", "code", narrow=True),
    Column("period", "Period", narrow=True),
    Column("currency", "Currency", "code"),
    Column("state", "State", "status"),
)
CLAIM_COLUMNS = (
    Column("number", "Claim", "code", narrow=True),
    Column("buyer", "Buyer", narrow=True),
    Column("claimed", "Claimed", "money"),
    Column("filed_on", "Filed on", "date"),
    Column("state", "State", "status"),
)


@portal.get("/")
@allow(May.HOME_READ)
def overview() -> ResponseReturnValue:
    """Policies in force, ledger against cover, clocks, decisions since the last visit, open claims."""
    day, actor = today(), present_actor()
    found = holdings(day)
    visited = previous_visit(actor.login) if actor is not None else None
    deadlines: list[Deadline] = deadlines_of(found, day)
    return render_template(
        "home/portal/overview.html",
        policies=_policies(found),
        covers=[cover for one in found if (cover := one.cover) is not None and cover.open],
        deadlines=deadlines,
        decisions=decisions(visited),
        visited=visited,
        claims=_claims() if permitted(May.CLAIM_READ) else None,
        today=day,
    )


@portal.get("/timeline/<path:subject>")
@allow(May.HOME_READ)
def events(subject: str) -> ResponseReturnValue:
    """Everything that happened to one policy, buyer, claim or paper of one's own; of another's nothing is known."""
    found = timeline(subject)
    if not found:
        raise NotFound("home.no_such_subject", subject=subject[:80])
    about = subject_crumb(subject, "portal")
    crumbs = [about, Crumb(here("Timeline"))]
    return render_template("home/portal/timeline.html", about=about, events=found, crumbs=crumbs)


def _policies(found: Sequence[Holding]) -> Table:
    rows = [
        table_row(
            POLICY_COLUMNS,
            (one.policy.number, one.policy.period, one.policy.currency, one.policy.state),
            url_for("policies_portal.policy", number=one.policy.number),
        )
        for one in found
    ]
    return Table(
        "policies", POLICY_COLUMNS, rows, caption=here("Policies in force"), empty=here("No policy is in force.")
    )


def _claims() -> Table:
    rows = [
        table_row(
            CLAIM_COLUMNS,
            (
                claim.number,
                buyer,
                claim.currency_totals[0],
                claim.filed_on,
                claim.state,
            ),
            url_for("claims_portal.show", number=claim.number),
        )
        for claim, buyer in open_claims()
    ]
    return Table("claims", CLAIM_COLUMNS, rows, caption=here("Open claims"), empty=here("No claim is open."))

"""What is assigned to a bank: the policies, the limits of the buyers concerned, claims and payments. Nothing else."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import now, today
from insurer.infra.formats import shown
from insurer.infra.languages import here, reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.workflows.assigned.queries import Assigned, assigned_to

portal = Blueprint("assigned_portal", __name__, url_prefix="/portal/assigned")

POLICY_COLUMNS = (
    Column("policyholder", "Policyholder", narrow=True),
    Column("number", "Policy", "code"),
    Column("reference", "Assignment, reference"),
    Column("first", "First day", "date"),
    Column("last", "Last day", "date"),
    Column("buyers", "Claim payments", narrow=True),
)
LIMIT_COLUMNS = (
    Column("buyer", "Buyer", narrow=True),
    Column("number", "Policy", "code"),
    Column("limit", "Limit today", "money", narrow=True),
)
CLAIM_COLUMNS = (
    Column("number", "Claim", "code", narrow=True),
    Column("buyer", "Buyer"),
    Column("policy", "Policy", "code"),
    Column("filed_on", "Filed on", "date"),
    Column("claimed", "Claimed", "money"),
    Column("state", "State", "status", narrow=True),
    Column("paid", "Paid", "money"),
    Column("paid_on", "Paid on", "date"),
    Column("payee", "Paid to"),
)


@portal.get("/")
@allow(May.ASSIGNMENT_READ)
def overview() -> ResponseReturnValue:
    """Everything that is assigned to the reader's bank today."""
    found = assigned_to(g.act.actor.login, today(), now())
    return render_template(
        "workflows/assigned/portal/overview.html",
        policies=_policies(found),
        limits=_limits(found),
        claims=_claims(found),
        crumbs=[Crumb(here("Assigned to you"))],
    )


def _policies(found: Assigned) -> Table:
    rows = [
        table_row(
            POLICY_COLUMNS,
            (
                found.names[one.policyholder],
                found.numbers[one.policy],
                one.reference,
                one.first,
                one.last,
                here("all buyers")
                if one.buyers is None
                else shown(sorted(found.names[buyer] for buyer in one.buyers), reader_locale()),
            ),
        )
        for one in found.assignments
    ]
    empty = here("Nothing is assigned to you today.")
    return Table("assignments", POLICY_COLUMNS, rows, caption=here("Assigned policies"), empty=empty)


def _limits(found: Assigned) -> Table:
    rows = [
        table_row(LIMIT_COLUMNS, (found.names[buyer], found.numbers[policy], amount))
        for policy, buyer, amount in found.limits
    ]
    return Table("limits", LIMIT_COLUMNS, rows, caption=here("Limits"), empty=here("No limit stands today."))


def _claims(found: Assigned) -> Table:
    rows = [
        table_row(
            CLAIM_COLUMNS,
            (
                one.claim.number,
                found.names[one.claim.party],
                found.numbers[one.claim.policy],
                one.claim.filed_on,
                one.claim.currency_totals[0],
                one.claim.state,
                one.paid,
                one.paid_on,
                "" if one.paid is None else here("you") if one.to_reader else here("the policyholder"),
            ),
        )
        for one in found.claims
    ]
    return Table("claims", CLAIM_COLUMNS, rows, caption=here("Claims"), empty=here("No claim was filed."))

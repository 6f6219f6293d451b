"""The list of claims on both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import url_for
from sqlalchemy import Row

from claims.cases import queries
from claims.cases.models import Claim
from claims.cases.states import ClaimState
from insurer.infra.languages import here, reader_locale
from insurer.infra.web.lists import Line, Listing
from insurer.infra.web.paging import Query
from insurer.infra.web.tables import Column, Filter
from insurer.parties.public import party_names
from policies.public import policies_by_id

COLUMNS = (
    Column("number", "Claim", "code", sortable=True, narrow=True),
    Column("buyer", "Buyer", narrow=True),
    Column("policy", "Policy", "code"),
    Column("cause", "Cause of loss"),
    Column("filed_on", "Filed on", "date", sortable=True),
    Column("claimed", "Claimed", "money"),
    Column("state", "State", "status"),
)
FILTERS = (Filter("state", "State", "choice", ClaimState), Filter("number", "Claim"))


def claims_listing(side: str) -> Listing:
    """The claims of the reader's scope, newest first."""
    return Listing(
        name="claims",
        caption=here("Claims"),
        empty=here("No claim was filed."),
        columns=COLUMNS,
        filters=FILTERS,
        statement=_claims,
        keys={"number": Claim.number, "filed_on": Claim.filed_on},
        unique=Claim.number,
        lines=partial(_lines, side),
        sort="number",
        descending=True,
    )


def _claims(filters: Mapping[str, str]) -> Query:
    wanted = filters.get("state")
    query = queries.claims_query(state=ClaimState(wanted) if wanted in set(ClaimState) else None)
    if "number" in filters:
        query = query.where(Claim.number.icontains(filters["number"], autoescape=True))
    return query


def _lines(side: str, rows: Sequence[Row[Any]]) -> list[Line]:
    claims = queries.facts_of_all([row[0] for row in rows])
    buyers = party_names({claim.party for claim in claims}, reader_locale())
    policies = policies_by_id({claim.policy for claim in claims})
    address = url_for(f"claims_{side}.overview")
    return [
        (
            (
                claim.number,
                buyers[claim.party],
                policies[claim.policy].number,
                claim.cause,
                claim.filed_on,
                claim.currency_totals[0] if len(claim.currency_totals) == 1 else claim.currency_totals,
                claim.state,
            ),
            f"{address}{claim.number}",
        )
        for claim in claims
    ]

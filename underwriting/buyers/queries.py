"""Reads of a policy's buyers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId
from underwriting.buyers.models import PolicyBuyer

_AT_ONCE = 10_000
"""Customer numbers asked for in one question."""


def buyers_of(policy_id: PolicyId) -> dict[PartyId, tuple[str, ...]]:
    """The buyers of a policy with the policyholder's own customer numbers for each."""
    found: dict[PartyId, list[str]] = defaultdict(list)
    for row in db.session.scalars(
        select(PolicyBuyer).where(PolicyBuyer.policy_id == policy_id).order_by(PolicyBuyer.reference)
    ):
        found[row.party_id].append(row.reference)
    return {party: tuple(references) for party, references in found.items()}


def buyers_by_reference(policy_id: PolicyId) -> dict[str, PartyId]:
    """Customer number to buyer, for one policy."""
    rows = db.session.execute(
        select(PolicyBuyer.reference, PolicyBuyer.party_id).where(PolicyBuyer.policy_id == policy_id)
    )
    return {row.reference: row.party_id for row in rows}


def buyers_under_other_policies(policyholder: PartyId, references: Collection[str]) -> dict[str, PartyId]:
    """What the policyholder meant by these customer numbers under its other policies, the newest first."""
    wanted = list(references)
    found: dict[str, PartyId] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = db.session.execute(
            select(PolicyBuyer.reference, PolicyBuyer.party_id)
            .where(
                PolicyBuyer.policyholder_id == policyholder,
                PolicyBuyer.reference.in_(wanted[start : start + _AT_ONCE]),
            )
            .order_by(PolicyBuyer.id)
        )
        found |= {row.reference: row.party_id for row in rows}
    return found


def buyers_among(party_ids: Collection[PartyId] | None = None) -> frozenset[PartyId]:
    """The companies that are buyers under a policy of the reader's scope, all of them or of those named."""
    query = select(PolicyBuyer.party_id).distinct()
    if party_ids is not None:
        query = query.where(PolicyBuyer.party_id.in_(party_ids))
    return frozenset(db.session.scalars(query))


def policies_with(party_id: PartyId) -> list[PolicyId]:
    """The policies, within the reader's scope, under which a party is a buyer."""
    return list(
        db.session.scalars(
            select(PolicyBuyer.policy_id)
            .where(PolicyBuyer.party_id == party_id)
            .distinct()
            .order_by(PolicyBuyer.policy_id)
        )
    )


def require_buyer(policy_id: PolicyId, party_id: PartyId) -> None:
    """Refuses a party that is no buyer under the policy: for whoever asks, it does not exist."""
    known = db.session.scalar(
        select(PolicyBuyer.id).where(PolicyBuyer.policy_id == policy_id, PolicyBuyer.party_id == party_id).limit(1)
    )
    if known is None:
        raise NotFound("buyers.absent", party=party_id)

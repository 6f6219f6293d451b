"""Reads of reserves. The insurer's eyes only."""

from __future__ import annotations

from sqlalchemy import select

from claims.reserves.models import ClaimReserve
from insurer.infra.db import db
from insurer.kernel.ids import ClaimId


def reserves_of(claim_id: ClaimId) -> list[ClaimReserve]:
    """What was set aside for a claim, the figure that stands first."""
    query = select(ClaimReserve).where(ClaimReserve.claim_id == claim_id)
    return list(db.session.scalars(query.order_by(ClaimReserve.id.desc())))

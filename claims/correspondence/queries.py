"""Reads of the correspondence, within the reader's scope."""

from __future__ import annotations

from sqlalchemy import select

from claims.correspondence.models import ClaimMessage
from insurer.infra.db import db
from insurer.kernel.ids import ClaimId


def messages_of(claim_id: ClaimId) -> list[ClaimMessage]:
    """The messages on a claim, oldest first."""
    query = select(ClaimMessage).where(ClaimMessage.claim_id == claim_id)
    return list(db.session.scalars(query.order_by(ClaimMessage.id)))

"""Signing off a review of access."""

from __future__ import annotations

from insurer.accounts.people.models import AccessReview
from insurer.accounts.people.queries.review import access_review
from insurer.accounts.terms import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, InvalidInput


@command(needs=May.ACCOUNT_MANAGE)
def sign_off_access_review(act: Act, *, seen: str, findings: str) -> int:
    """Record that somebody looked at all rights as they stand (`seen`, the report's digest) and what they found.

    Refused when the rights changed since the report was drawn. Answers the review's number.
    """
    if not findings.strip():
        raise InvalidInput("input.required", "findings")
    review = access_review(act.today)
    if review.digest != seen:
        raise Conflict("people.review_is_stale")
    row = AccessReview(
        reviewed_on=act.today,
        digest=review.digest,
        people=review.people,
        grants=review.grants,
        findings=findings.strip(),
        signed_by=act.actor.login,
        signed_at=act.at,
    )
    db.session.add(row)
    db.session.flush()
    act.record(
        f"access_review:{row.id}",
        "people.review_signed_off",
        digest=review.digest,
        people=review.people,
        grants=review.grants,
        findings=findings.strip(),
    )
    return row.id

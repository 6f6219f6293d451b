"""Acts on the correspondence of a claim: writing a message."""

from __future__ import annotations

from claims.cases.models import Claim
from claims.cases.queries import claim_row
from claims.correspondence.models import ClaimMessage
from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ClaimId


@command(needs=May.CLAIM_FILE)
def write_to_insurer(act: Act, claim_id: ClaimId, *, words: str) -> int:
    """A question or an answer of the policyholder."""
    return _write(act, claim_id, words)


@command(needs=May.CLAIM_ASSESS)
def write_to_policyholder(act: Act, claim_id: ClaimId, *, words: str) -> int:
    """A question or an answer of the insurer."""
    return _write(act, claim_id, words)


def _write(act: Act, claim_id: ClaimId, words: str) -> int:
    """Whose message it is follows from who writes: the insurer's people see everything, nobody else does."""
    claim_row(claim_id)
    claim = lock(Claim, claim_id)
    if not words.strip():
        raise InvalidInput("input.required", "words")
    row = ClaimMessage(
        policyholder_id=claim.policyholder_id,
        claim_id=claim_id,
        from_insurer=act.actor.scope.everything,
        words=words.strip(),
        written_at=act.at,
        written_by=act.actor.name,
    )
    db.session.add(row)
    db.session.flush()
    what = "claim.message_sent" if row.from_insurer else "claim.message_received"
    act.record(claim.subject, what, policyholder=claim.policyholder_id)
    return row.id

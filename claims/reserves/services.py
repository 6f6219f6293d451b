"""Acts on reserves: setting aside an amount for a claim."""

from __future__ import annotations

from claims.cases.models import Claim
from claims.cases.states import ClaimState
from claims.reserves.models import ClaimReserve
from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import ClaimId, Minor, PolicyId
from insurer.kernel.money import Money
from policies.public import policy_facts


@command(needs=May.CLAIM_ASSESS)
def set_reserve(act: Act, claim_id: ClaimId, *, amount: Money, reason: str) -> int:
    """Set aside an amount for a claim from now on; the figures before stay on record. The insurer's eyes only."""
    claim = lock(Claim, claim_id)
    if claim.state in (ClaimState.PAID, ClaimState.CLOSED):
        raise Conflict("reserves.claim_over", claim=claim.number)
    if amount.minor < 0:
        raise InvalidInput("input.negative", "amount", value=amount.plain())
    if amount.currency != policy_facts(PolicyId(claim.policy_id)).currency:
        raise InvalidInput("limits.wrong_currency", "amount", currency=policy_facts(PolicyId(claim.policy_id)).currency)
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    row = ClaimReserve(
        policyholder_id=claim.policyholder_id,
        claim_id=claim_id,
        amount_minor=Minor(amount.minor),
        currency=amount.currency,
        reason=reason.strip(),
        set_at=act.at,
        set_by=act.actor.name,
    )
    db.session.add(row)
    db.session.flush()
    act.record(f"reserve:{claim.number}", "claim.reserve_set", amount=amount, reason=row.reason)
    return row.id

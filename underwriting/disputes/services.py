"""Acts on disputes: part of an invoice becomes disputed, a dispute is resolved. The ledger has the last word."""

from __future__ import annotations

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import Minor, PolicyId, ReceivableId
from insurer.kernel.money import Money
from insurer.parties.public import party
from policies.public import lock_policy, policy_facts
from underwriting.disputes.models import DisputeAct
from underwriting.disputes.queries import disputed_now
from underwriting.disputes.states import DisputeMove, DisputeOutcome
from underwriting.receivables.models import Receivable
from underwriting.receivables.queries import receivable_under
from underwriting.receivables.services.disputing import record_dispute


@command(needs=May.LEDGER_IMPORT)
def open_dispute(
    act: Act, policy_id: PolicyId, receivable_id: ReceivableId, *, amount: Money, reason: str, statement: str = ""
) -> None:
    """Put `amount` more of an open invoice in dispute from today on; refuses more than is open and undisputed.

    The disputed part is not insured until the dispute is resolved; the rest of the invoice stays as it was.
    """
    lock_policy(policy_id)
    row = receivable_under(policy_id, receivable_id)
    if amount.currency != row.currency or amount.minor <= 0:
        raise InvalidInput("input.not_positive", "amount", value=str(amount))
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    still, disputed = disputed_now(policy_id, receivable_id, act.today)
    if amount > (still - disputed).floor_zero():
        raise InvalidInput("disputes.above_open", "amount", most=(still - disputed).floor_zero())
    _keep(act, row, DisputeMove.OPEN, disputed + amount, reason, None, statement)


@command(needs=May.LEDGER_IMPORT)
def resolve_dispute(
    act: Act, policy_id: PolicyId, receivable_id: ReceivableId, *, outcome: DisputeOutcome, reason: str
) -> None:
    """End the dispute of an invoice from today on; what is credited comes with its credit note in the ledger.

    Refuses an invoice of which nothing is disputed.
    """
    lock_policy(policy_id)
    row = receivable_under(policy_id, receivable_id)
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    _still, disputed = disputed_now(policy_id, receivable_id, act.today)
    if not disputed.minor:
        raise Conflict("disputes.none", invoice=row.number)
    _keep(act, row, DisputeMove.RESOLVE, Money.zero(row.currency), reason, outcome, "")


def _keep(
    act: Act,
    row: Receivable,
    move: DisputeMove,
    disputed: Money,
    reason: str,
    outcome: DisputeOutcome | None,
    statement: str,
) -> None:
    """The ledger's new word, and beside it why."""
    record_dispute(row, act.today, disputed, act.at)
    db.session.add(
        DisputeAct(
            policyholder_id=row.policyholder_id,
            policy_id=row.policy_id,
            party_id=row.party_id,
            receivable_id=row.id,
            move=move.value,
            day=act.today,
            amount_minor=Minor(disputed.minor),
            reason=reason.strip(),
            outcome=outcome.value if outcome else None,
            statement=statement or None,
            recorded_at=act.at,
            recorded_by=act.actor.name,
        )
    )
    buyer = party(row.party_id).public_id
    act.record(
        f"buyer:{buyer}",
        "dispute.opened" if move is DisputeMove.OPEN else "dispute.resolved",
        also=(f"policy:{policy_facts(row.policy_id).number}",),
        policyholder=row.policyholder_id,
        invoice=row.number,
        disputed=disputed,
        reason=reason.strip(),
        outcome=f"dispute_outcome.{outcome.value}" if outcome else None,
    )

"""Acts on recoveries: booking and sharing what comes in after a claim was paid."""

from __future__ import annotations

from datetime import date

from claims.cases.models import Claim
from claims.cases.queries import facts_of
from claims.cases.services import record
from claims.indemnity.queries import payment_of
from claims.recoveries import queries
from claims.recoveries.jobs import ask_for_statement
from claims.recoveries.models import RecoveryRow
from claims.recoveries.rules import RecoveryShares
from claims.recoveries.terms import Holder
from insurer.accounts.facts import May
from insurer.infra.audit.chain import canonical
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.ledger import Account, Posting, credit, debit, post
from insurer.infra.numbering import next_number
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ClaimId, Minor, PartyId, PolicyId, RecoveryId
from insurer.kernel.money import Money
from insurer.kernel.plain import to_plain
from insurer.kernel.working import Working


@command(needs=May.RECOVERY_BOOK)
def book_recovery(
    act: Act,
    claim_id: ClaimId,
    *,
    received_on: date,
    amount: Money,
    costs: Money | None = None,
    received_by: Holder = Holder.INSURER,
) -> RecoveryId:
    """Share money that came in on a paid claim between insurer and policyholder, and book it.

    `received_by` says who holds the money: the insurer then owes the policyholder its share, or the other way
    round. The claim is locked, so that of two recoveries at once the second knows what the first gave.
    """
    claim = lock(Claim, claim_id)
    facts = facts_of(claim)
    if not facts.loss_date < received_on <= act.today:
        raise InvalidInput("recoveries.day", "received_on", day=received_on, loss_date=facts.loss_date)
    if amount.minor <= 0:
        raise InvalidInput("input.not_above_zero", "amount", value=amount.plain())
    spent = costs or Money.zero(amount.currency)
    if spent.minor < 0:
        raise InvalidInput("input.negative", "costs", value=spent.plain())
    before = Money.total((row.insurer for row in queries.recoveries_of(claim_id)), amount.currency)
    shares = queries.sharing(facts, amount, spent)
    row = _row(act, claim, shares, amount, spent, received_on, received_by, before)
    row.entry = _booked(act, claim, row, shares)
    db.session.add(row)
    db.session.flush()
    record(
        act,
        claim,
        "claim.recovered",
        recovery=row.number,
        received_on=received_on,
        amount=amount,
        costs=spent,
        insurer_share=shares.insurer,
        policyholder_share=shares.policyholder,
    )
    ask_for_statement(act, claim, row.number)
    return RecoveryId(row.id)


def _row(
    act: Act,
    claim: Claim,
    shares: RecoveryShares,
    amount: Money,
    costs: Money,
    received_on: date,
    received_by: Holder,
    before: Money,
) -> RecoveryRow:
    payment = payment_of(ClaimId(claim.id))
    assert payment is not None  # sharing() refused an unpaid claim
    return RecoveryRow(
        number=next_number("RE", act.today.year),
        policyholder_id=claim.policyholder_id,
        claim_id=claim.id,
        received_on=received_on,
        received_by=received_by.value,
        currency=amount.currency,
        amount_minor=Minor(amount.minor),
        costs_minor=Minor(costs.minor),
        costs_left_minor=Minor(shares.costs_left.minor),
        insurer_minor=Minor(shares.insurer.minor),
        policyholder_minor=Minor(shares.policyholder.minor),
        surplus_minor=Minor(shares.surplus.minor),
        insurer_before_minor=Minor(before.minor),
        indemnity_minor=Minor(payment.indemnity.minor),
        working=canonical(to_plain(shares.working, Working)),
        recorded_at=act.at,
        recorded_by=act.actor.name,
    )


def _booked(act: Act, claim: Claim, row: RecoveryRow, shares: RecoveryShares) -> str | None:
    """One balanced entry; none when the policyholder holds the money and owes nothing of it."""
    received_by_insurer = row.received_by == Holder.INSURER.value
    postings = _at_insurer(claim, row, shares) if received_by_insurer else _at_policyholder(claim, shares)
    if not any(posting.amount for posting in postings):
        return None
    return post(act, effective_on=row.received_on, kind="recovery_booked", reference=claim.subject, postings=postings)


def _at_insurer(claim: Claim, row: RecoveryRow, shares: RecoveryShares) -> tuple[Posting, ...]:
    """The insurer collected and paid the cost: what the recovery bears of it comes off the cost account again."""
    policy, buyer, holder = PolicyId(claim.policy_id), PartyId(claim.party_id), claim.policyholder_id
    borne = row.costs - shares.costs_left
    return (
        debit(Account.BANK, row.amount, policy, buyer),
        debit(Account.RECOVERY_COSTS, row.costs, policy, buyer),
        credit(Account.BANK, row.costs, policy, buyer),
        credit(Account.RECOVERY_COSTS, borne, policy, buyer),
        credit(Account.RECOVERIES, shares.insurer, policy, buyer),
        credit(Account.RECOVERIES_PAYABLE, shares.policyholder + shares.surplus, policy, holder),
    )


def _at_policyholder(claim: Claim, shares: RecoveryShares) -> tuple[Posting, ...]:
    """The policyholder collected: it owes the insurer its share."""
    policy, buyer, holder = PolicyId(claim.policy_id), PartyId(claim.party_id), claim.policyholder_id
    return (
        debit(Account.RECOVERIES_RECEIVABLE, shares.insurer, policy, holder),
        credit(Account.RECOVERIES, shares.insurer, policy, buyer),
    )

"""The figures of the story, asked of the system as anybody would ask for them."""

from __future__ import annotations

from datetime import date

from claims.public import assessment_of, assessments_of, claims_of, kept_result, recoveries_of, rerun
from insurer.infra.ledger import trial_balance, trial_balance_difference
from insurer.kernel.ids import PolicyId
from insurer.kernel.money import Money
from insurer.workflows.story.terms import Chapter, ClaimTold, Ending, RecoveryTold, Tale
from policies.public import premium_position
from underwriting.public import exposure_summary, limit_histories


def chapter(policy_id: PolicyId, day: date, declared: Money) -> Chapter:
    """What stood at the end of `day`."""
    summary = exposure_summary(policy_id, day)
    return Chapter(
        as_of=day,
        open=summary.open,
        insured=summary.insured,
        uninsured=summary.uninsured,
        buckets=tuple((bucket.label, bucket.amount) for bucket in summary.ageing.buckets),
        declared=declared,
    )


def ending(tale: Tale, as_of: date) -> Ending:
    """Everything that can be counted at the end of `as_of`."""
    currency = tale.notified_amount.currency
    nothing = Money.zero(currency)
    balances = trial_balance(as_of)
    histories = limit_histories(tale.policy)
    standing = [history.for_shipment(as_of) for history in histories.values()]
    return Ending(
        chapter=chapter(tale.policy, as_of, nothing),
        premium=premium_position(tale.policy, as_of),
        claims=_claims(tale),
        recoveries=_recoveries(tale),
        balances=tuple((row.account.value, row.debits, row.credits) for row in balances),
        difference=trial_balance_difference(balances).get(currency, nothing),
        limits=len(histories),
        granted=Money.total((limit.amount for limit in standing if limit is not None), currency),
        uploads=tale.uploads,
    )


def _claims(tale: Tale) -> tuple[ClaimTold, ...]:
    names = {party: buyer for buyer, party in tale.parties.items()}
    told = []
    for claim in sorted(claims_of(tale.policy), key=lambda one: one.number):
        if not assessments_of(claim.id):
            continue
        kept = assessment_of(claim.id)
        result = kept_result(kept)
        told.append(
            ClaimTold(
                number=claim.number,
                buyer=names[claim.party],
                loss_date=claim.loss_date,
                filed_on=claim.filed_on,
                state=claim.state.value,
                net_debt=result.net_debt,
                insured_loss=result.insured_loss,
                indemnity=result.indemnity,
                payable=result.payable,
                working=result.working,
                rerun_same=rerun(kept.number).same,
            )
        )
    return tuple(told)


def _recoveries(tale: Tale) -> tuple[RecoveryTold, ...]:
    return tuple(
        RecoveryTold(
            number=row.number,
            claim=claim.number,
            received_on=row.received_on,
            net=row.amount - row.costs,
            insurer=row.insurer,
            policyholder=row.policyholder,
        )
        for claim in sorted(claims_of(tale.policy), key=lambda one: one.number)
        for row in recoveries_of(claim.id)
    )

"""Overdues and claims in the demo: notified by the policyholders, brought by the insurer's people as far as fated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal

from claims.public import (
    BuyerOverdues,
    ClaimFacts,
    ClaimState,
    Holder,
    LossCause,
    approve_claim,
    assess_claim,
    book_recovery,
    claims_of,
    due_notices,
    file_claim,
    notify_overdue,
    pay_claim,
    put_claim_forward,
    recoveries_of,
    suspend_claim,
)
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import ReceivableId
from insurer.workflows.demo.rules.files import reference
from insurer.workflows.demo.services.limits import withdraw
from insurer.workflows.demo.services.stage import Stage
from insurer.workflows.demo.terms import Fate, PolicyYear, Stop
from policies.public import terms_of
from underwriting.public import DecisionReason, receivables_of

NOTIFY_AFTER, SLOW_TO_NOTIFY = 18, 70
"""Days late from which policyholders notify; for every other buyer they are slow of late, so that clocks run out."""
LATELY = timedelta(days=80)
WAITING_FILED_AFTER = 60
"""Days late at which a claim may be filed that has to wait."""
ORDER = (Fate.UNDER_REVIEW, Fate.SUSPENDED, Fate.ASSESSED, Fate.DECLINED, Fate.APPROVED, Fate.PAID, Fate.RECOVERED)
DISPUTE = "The buyer contests the quality of two deliveries; settlement talks are under way."


def notify(stage: Stage, year: PolicyYear) -> int:
    """Notify what is late enough; a buyer that stopped paying loses its limit. How many notices."""
    lately = stage.today > stage.portfolio.last - LATELY
    stopped = {stage.buyers(year).get(reference(index)) for index in stage.portfolio.stops}
    notices = 0
    for buyer in _overdues(stage, year):
        slow = lately and buyer.party % 2 == 0 and buyer.party not in stopped
        late = SLOW_TO_NOTIFY if slow else NOTIFY_AFTER
        chosen = [one.receivable for one in buyer.to_notify if one.days_late >= late]
        if chosen:
            notify_overdue(stage.own(year), stage.policy(year), buyer.party, receivables=chosen)
            notices += 1
    for index, stop in stage.portfolio.stops.items():
        if stage.today > stop.day + timedelta(days=75) and stop.fate is not Fate.DECLINED:
            _stop_cover(stage, year, index)
    return notices


def _stop_cover(stage: Stage, year: PolicyYear, index: int) -> None:
    if year.first <= stage.today <= year.last and index in stage.portfolio.ledgers[year.place].customers:
        withdraw(stage, year, index, DecisionReason.OVERDUES)


def _overdues(stage: Stage, year: PolicyYear) -> Sequence[BuyerOverdues]:
    with reading_as(ALL):
        return due_notices(stage.policy(year), stage.today)


def claim(stage: Stage, year: PolicyYear) -> int:
    """File the claims that are ripe, and bring those that stand one step on; how many acts."""
    if not stage.portfolio.stops.keys() & set(stage.portfolio.ledgers[year.place].customers):
        return 0
    stops = {stage.buyers(year).get(reference(index)): stop for index, stop in stage.portfolio.stops.items()}
    with reading_as(ALL):
        standing = claims_of(stage.policy(year))
        waiting = terms_of(stage.policy(year)).days("waiting_days", year.first) or 0
        disputed = {row.id for row in receivables_of(stage.policy(year), as_of=stage.today) if row.disputed}
    claimed = {item.receivable for one in standing for item in one.invoices}
    acts = sum(_go_on(stage, one, stops[one.party]) for one in reversed(standing))
    for buyer in _overdues(stage, year):
        if buyer.party in stops:
            acts += _file(stage, year, buyer, stops[buyer.party], waiting, claimed | disputed)
    return acts


def _file(
    stage: Stage, year: PolicyYear, buyer: BuyerOverdues, stop: Stop, waiting: int, taken: set[ReceivableId]
) -> bool:
    if stop.fate is Fate.NOTIFIED:
        return False
    after = WAITING_FILED_AFTER if stop.fate is Fate.WAITING else waiting
    ripe = [one.receivable for one in buyer.notified if one.days_late >= after and one.receivable not in taken]
    if stop.fate is Fate.WAITING and any(one.days_late >= waiting for one in buyer.notified):
        ripe = [one.receivable for one in buyer.notified if one.days_late < waiting and one.receivable not in taken]
    if ripe:
        policy = stage.policy(year)
        file_claim(stage.own(year), policy, buyer.party, cause=LossCause.PROTRACTED_DEFAULT, receivables=ripe)
    return bool(ripe)


def _go_on(stage: Stage, found: ClaimFacts, stop: Stop) -> bool:
    """The next act on a claim that has not yet come as far as it is fated to; whether there was one."""
    if stop.fate not in ORDER:
        return False
    step = _NEXT.get(found.state)
    least = ORDER.index(stop.fate)
    if found.state is ClaimState.UNDER_REVIEW and stop.fate is Fate.SUSPENDED:
        suspend_claim(stage.act("adjuster"), found.id, reason=DISPUTE)
        return True
    if step is None or least < ORDER.index(step[0]):
        return False
    return step[1](stage, found)


def _assess(stage: Stage, found: ClaimFacts) -> bool:
    late = any(found.filed_on < invoice.notified_on for invoice in found.invoices)
    assess_claim(stage.act("adjuster"), found.id, late_reduction=Decimal("0.10") if late else Decimal(0))
    put_claim_forward(stage.act("adjuster"), found.id)
    return True


def _approve(stage: Stage, found: ClaimFacts) -> bool:
    approve_claim(stage.act("claims"), found.id)
    return True


def _pay(stage: Stage, found: ClaimFacts) -> bool:
    pay_claim(stage.act("premium"), found.id, paid_on=stage.today)
    return True


def _recover(stage: Stage, found: ClaimFacts) -> bool:
    """A third of the debt comes in, collected at a cost; once per claim."""
    with reading_as(ALL):
        if recoveries_of(found.id):
            return False
    (debt,) = found.currency_totals
    book_recovery(
        stage.act("collections"),
        found.id,
        received_on=stage.today,
        amount=debt.share(Decimal("0.34")),
        costs=debt.share(Decimal("0.02")),
        received_by=Holder.INSURER,
    )
    return True


_NEXT: dict[ClaimState, tuple[Fate, Callable[[Stage, ClaimFacts], bool]]] = {
    ClaimState.UNDER_REVIEW: (Fate.ASSESSED, _assess),
    ClaimState.ASSESSED: (Fate.DECLINED, _approve),
    ClaimState.APPROVED: (Fate.PAID, _pay),
    ClaimState.PAID: (Fate.RECOVERED, _recover),
}
"""Per state the next act, and the least fate for which it is done."""

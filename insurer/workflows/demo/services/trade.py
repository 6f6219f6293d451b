"""Selling in the demo: with whom the papers deal, terms agreed with buyers, orders checked before they are shipped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from claims.public import claimed_receivables, notices_of
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.calendar import add_days
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.workflows.demo.services.stage import Stage
from insurer.workflows.demo.terms import PolicyYear
from policies.public import policy_facts
from underwriting.facts import OrderAnswer, OrderAsked, PaymentMethod, StartEvent, TermsKind, TradeTerms
from underwriting.public import (
    LedgerItem,
    check_order,
    close_order,
    enter_order,
    keep_terms,
    receivables_of,
    release_order,
    set_order_rule,
    set_own_limit,
    standing_limits,
)

ADMINISTRATOR = "nordhaus.admin"
"""Who says what a buyer may owe its own company, and lets held orders through; only one company of the demo has one."""
MOST_BUYERS = 6
UNINSURED = 50_000
"""What one order exceeds the insurer's limit by, in major units of the policy's currency."""
HOLD_AFTER = 30
"""Days late from which the company with an administrator holds orders."""
TERMS = (
    ("NET-{}", TradeTerms(kind=TermsKind.OPEN_ACCOUNT, start=StartEvent.INVOICE, days=60)),
    ("EOM-30", TradeTerms(kind=TermsKind.MONTH_END_PLUS, start=StartEvent.INVOICE, days=30)),
    (
        "2/10-N{}",
        TradeTerms(
            kind=TermsKind.DISCOUNT, start=StartEvent.INVOICE, days=30, discount=Decimal("0.02"), discount_days=10
        ),
    ),
    (
        "DEP-30",
        TradeTerms(kind=TermsKind.DEPOSIT_BALANCE, start=StartEvent.INVOICE, days=45, deposit=Decimal("0.3")),
    ),
)
"""Terms that are agreed with one buyer after another, by the names that sellers give them."""


@dataclass(frozen=True, slots=True)
class Dealings:
    """One policy with the buyers its papers are about, troubled ones first, and their invoices as the ledger has them.

    Buyers without any trouble and with a limit of some size are left to whoever looks around in the demo.
    """

    year: PolicyYear
    policy: PolicyId
    buyers: tuple[PartyId, ...]
    items: tuple[LedgerItem, ...]
    free: tuple[LedgerItem, ...]

    def of(self, buyer: PartyId) -> list[LedgerItem]:
        return [one for one in self.items if one.party == buyer]


def dealings(stage: Stage, year: PolicyYear) -> Dealings:
    """The dealings of a policy on the stage's day; `free` are open, undisputed, neither notified nor claimed."""
    policy = stage.policy(year)
    with reading_as(ALL):
        notices = notices_of(policy)
        limits = {one.party: one.amount.minor for one in standing_limits([policy], stage.today, stage.clock.now())}
        items = receivables_of(policy, as_of=stage.today)
        taken = {item.receivable for notice in notices for item in notice.items} | claimed_receivables([policy])
    still = [one for one in items if one.open.minor > 0]
    troubled = {one.party for one in notices}
    owing = sorted({one.party for one in still}, key=lambda one: (one not in troubled, limits.get(one, 0), one))
    chosen = tuple(owing[:MOST_BUYERS])
    mine = sorted((one for one in still if one.party in chosen), key=lambda one: (one.invoiced, one.number))
    free = tuple(one for one in mine if one.id not in taken and not one.disputed.minor)
    return Dealings(year, policy, chosen, tuple(mine), free)


def agree_terms(stage: Stage, one: Dealings) -> None:
    """Keep terms with buyer after buyer, from the policy's first day on."""
    for buyer, (name, terms) in zip(one.buyers, TERMS, strict=False):
        usual = max(0, (one.of(buyer)[-1].due - one.of(buyer)[-1].invoiced).days)
        if terms.kind is not TermsKind.MONTH_END_PLUS:
            # but for one buyer, whose ledger disagrees with what was agreed, the days are those of the invoices
            name, terms = name.format(usual), replace(terms, days=usual)
        act = stage.own(one.year, f"terms/{one.year.key}/{buyer}")
        keep_terms(act, one.policy, buyer, name=name, terms=terms, valid_from=one.year.first)


def take_orders(stage: Stage, one: Dealings) -> None:
    """One order that is free, one that passes with a part uninsured, one held and left, one held and released."""
    own = one.year.place == 0
    currency = stage.currency(one.year)
    if own:
        set_order_rule(stage.act(ADMINISTRATOR, f"order_rule/{one.year.key}"), one.policy, days=HOLD_AFTER)
    trial = _order(stage, Money.of(1_000, currency))
    answers = {buyer: _tried(stage, one.policy, buyer, trial) for buyer in one.buyers}
    unhindered = [buyer for buyer in one.buyers if not answers[buyer].warnings and not answers[buyer].holds]
    held = [buyer for buyer in one.buyers if answers[buyer].holds]
    if unhindered:
        _small_order(stage, one, unhindered[0], currency)
        _large_order(stage, one, unhindered[-1], currency, own=own)
    for place, buyer in enumerate(held[:2]):
        amount = Money.of(18_500 if place else 24_000, currency)
        number = _entered(stage, one, buyer, f"SO-{4180 + place}", _order(stage, amount))
        if own and place:
            why = "Spare parts for a line that stands still; the sales director vouches for this delivery."
            release_order(stage.act(ADMINISTRATOR, f"release/{one.year.key}"), number, reason=why)


def _small_order(stage: Stage, one: Dealings, buyer: PartyId, currency: str) -> None:
    """An order with a deposit of a third, shipped meanwhile."""
    order = _order(stage, Money.of(2_400, currency), deposit=Money.of(800, currency))
    number = _entered(stage, one, buyer, "SO-4176", order)
    close_order(stage.own(one.year, f"ship/{one.year.key}"), number, "ship")


def _large_order(stage: Stage, one: Dealings, buyer: PartyId, currency: str, *, own: bool) -> None:
    """An order that the seller lets pass, and of which the insurer's limit leaves a round sum uninsured."""
    beyond = Money.of(UNINSURED, currency)
    room = _tried(stage, one.policy, buyer, _order(stage, Money.of(1_000, currency))).room
    if own:
        set_own_limit(
            stage.act(ADMINISTRATOR, f"own_limit/{one.year.key}"),
            one.policy,
            buyer,
            amount=Money.of(UNINSURED * 4, currency),
            payment_days=60,
            valid_from=one.year.first,
            reason="Longest customer of the house; the owner bears what the insurer does not.",
        )
    _entered(stage, one, buyer, "SO-4183", _order(stage, room + beyond))


def _entered(stage: Stage, one: Dealings, buyer: PartyId, reference: str, order: OrderAsked) -> str:
    act = stage.own(one.year, f"order/{one.year.key}/{reference}")
    return enter_order(act, one.policy, buyer, reference=reference, order=order)


def _order(stage: Stage, amount: Money, deposit: Money | None = None) -> OrderAsked:
    return OrderAsked(
        amount=amount,
        deposit=deposit or Money.zero(amount.currency),
        payment_days=30,
        method=PaymentMethod.OA,
        ships_on=add_days(stage.today, 7),
    )


@reading_as(ALL)
def _tried(stage: Stage, policy: PolicyId, buyer: PartyId, order: OrderAsked) -> OrderAnswer:
    return check_order(policy_facts(policy), buyer, order, stage.today)

"""Limits in the demo: asked for at the start of each year, decided by rule or by a person, changed during the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Refusal
from insurer.kernel.money import Money
from insurer.kernel.rounding import to_places
from insurer.parties.facts import PartyEntry
from insurer.reference.public import exchange_rate, load_published_rates, record_rate, recorded_rates_span
from insurer.workflows.demo.rules.files import reference
from insurer.workflows.demo.rules.plan import AUTOMATIC, answer_to, drawn, rounded_up
from insurer.workflows.demo.services.stage import Stage
from insurer.workflows.demo.terms import Asked, Fate, PolicyYear
from underwriting.public import (
    DecisionReason,
    NamedBuyer,
    change_limit,
    decide_limit,
    limit_histories,
    link_buyers,
    request_limit,
    set_capacity,
    waiting_requests,
)

CARRIED_ON = "Demonstration: the last published rate carried on"


def load_rates(stage: Stage, first: date, last: date) -> None:
    """Record the published rates of the demo's currencies."""
    load_published_rates(stage.act("premium", "rates"), first, last, tuple(one for one in AUTOMATIC if one != "EUR"))


def carry_rates_on(stage: Stage) -> None:
    """Where nothing was published lately, as on a machine with older rates, carry the last ones on."""
    day = stage.today
    _first, last = recorded_rates_span()
    for currency in AUTOMATIC:
        if currency != "EUR" and not _known(currency, day):
            rate = exchange_rate("EUR", currency, last)
            record_rate(stage.act("premium"), day, currency, to_places(rate.rate, 6), CARRIED_ON)


def _known(currency: str, day: date) -> bool:
    try:
        exchange_rate("EUR", currency, day)
    except Refusal:
        return False
    return True


def assess_buyers(stage: Stage, capacities: dict[int, Money], year: PolicyYear, asked: Sequence[Asked]) -> None:
    """Tie the year's buyers to the policy, and say how much the insurer will have on each that is new to it."""
    named = {reference(one.buyer): _named(stage, one.buyer) for one in asked}
    unknown = {number: buyer for number, buyer in named.items() if number not in stage.buyers(year)}
    if unknown:
        link_buyers(stage.own(year), stage.policy(year), unknown)
        del stage.parties[year.key]
    for one in asked:
        if one.buyer not in stage.assessed:
            party = stage.buyer(year, one.buyer)
            set_capacity(stage.act("senior", f"capacity/{one.buyer}"), party, capacities[one.buyer])
            stage.assessed.add(one.buyer)


def _named(stage: Stage, buyer: int) -> NamedBuyer:
    company = stage.portfolio.buyers[buyer]
    entry = PartyEntry(name=company.name, country=company.country, sector=company.sector)
    return NamedBuyer(reference(buyer), entry, named=True)


def ask_limits(stage: Stage, year: PolicyYear, asked: Sequence[Asked]) -> int:
    """Ask for every buyer's limit; how many."""
    for one in asked:
        request_limit(
            stage.own(year, f"limit/{year.key}/{one.buyer}"),
            stage.policy(year),
            stage.buyer(year, one.buyer),
            amount=one.amount,
            payment_days=one.payment_days,
        )
    return len(asked)


def answer_requests(stage: Stage, year: PolicyYear) -> int:
    """Decide what a rule could not: the underwriter what is within her authority, her senior the rest; how many."""
    with reading_as(ALL):
        waiting = [row for row in waiting_requests() if row.policy_id == stage.policy(year)]
        questions = [(row.id, row.number, row.amount) for row in waiting]
    for request, number, amount in questions:
        answer = answer_to(amount, drawn(stage.seed, number))
        decide_limit(stage.act(_decider(answer.amount)), request, amount=answer.amount, reason=answer.reason)
    return len(questions)


def _decider(amount: Money) -> str:
    return "limits" if amount <= Money.of(AUTOMATIC[amount.currency] * 3, amount.currency) else "senior"


def refuse_doomed(stage: Stage, year: PolicyYear) -> None:
    """Withdraw at once what is granted on the buyer whose claim will be declined: nothing shipped to it is insured."""
    for buyer, stop in stage.portfolio.stops.items():
        if stop.fate is Fate.DECLINED:
            withdraw(stage, year, buyer, DecisionReason.WEAK_ACCOUNTS)


def withdraw(stage: Stage, year: PolicyYear, buyer: int, reason: DecisionReason) -> bool:
    """Withdraw the limit that stands on a buyer for later shipments; whether there was one."""
    return change(stage, year, buyer, Fraction(0), reason)


def change(stage: Stage, year: PolicyYear, buyer: int, part: Fraction, reason: DecisionReason) -> bool:
    """Bring the named limit that stands on a buyer to `part` of it, in whole thousands; whether it changed."""
    party = stage.buyers(year).get(reference(buyer))
    with reading_as(ALL):
        history = limit_histories(stage.policy(year)).get(party) if party is not None else None
    standing = history.for_shipment(stage.today) if history is not None else None
    if party is None or standing is None or standing.refused or standing.span.kind.value != "named":
        return False
    amount = rounded_up(standing.amount.share(part))
    if amount == standing.amount:
        return False
    change_limit(stage.act(_decider(amount)), stage.policy(year), party, amount=amount, reason=reason)
    return True


def review_limits(stage: Stage, year: PolicyYear, asked: Sequence[Asked]) -> int:
    """Half-way through a year some limits are reduced, one is withdrawn and one raised; how many."""
    draw = drawn(stage.seed, year.key, "review")
    sound = [one.buyer for one in asked if one.buyer not in stage.portfolio.stops]
    chosen = draw.sample(sound, min(5, len(sound)))
    reviews = (
        (Fraction(7, 10), DecisionReason.ABOVE_NEED),
        (Fraction(1, 2), DecisionReason.SLOW_PAYMENT),
        (Fraction(6, 10), DecisionReason.SECTOR_OUTLOOK),
        (Fraction(0), DecisionReason.WEAK_ACCOUNTS),
        (Fraction(5, 4), DecisionReason.BETTER_STANDING),
    )
    return sum(change(stage, year, buyer, part, reason) for buyer, (part, reason) in zip(chosen, reviews, strict=False))


def ask_for_more(stage: Stage, year: PolicyYear, asked: Sequence[Asked]) -> int:
    """On the last days one or two bigger sales: requests that wait in the underwriters' queue; how many."""
    draw = drawn(stage.seed, year.key, "more")
    sound = [one for one in asked if one.buyer not in stage.portfolio.stops]
    chosen = draw.sample(sound, min(len(sound), 1 + year.place % 2))
    for one in chosen:
        least = AUTOMATIC[one.amount.currency]
        amount = rounded_up(Money.of(least * draw.randint(120, 330) // 100, one.amount.currency))
        request_limit(
            stage.own(year, f"more/{year.key}/{one.buyer}"),
            stage.policy(year),
            stage.buyer(year, one.buyer),
            amount=amount,
            payment_days=one.payment_days,
        )
    return len(chosen)

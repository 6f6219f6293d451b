"""The ground of a decision: everything already read that a request is judged by, put together in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from policies.facts import PolicyFacts, PolicyTerms
from underwriting.authority.terms import Authority
from underwriting.buyers.rules.insurable import country_covered, insurable, section_covered
from underwriting.limits.rules.automatic import LimitCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known of policy, buyer and capacity on a day. Amounts in policy currency.

    `automatic` is what may be granted without a person, None without such authority. `others` is what stands on the
    buyer for everybody else, `headroom` what of its capacity the policy may take; None where no rate is known.
    """

    policy: PolicyFacts
    terms: PolicyTerms
    buyer: PartyFacts
    home: str | None
    automatic: Authority | None
    others: Money | None
    headroom: Money | None
    on_hold: bool


def limit_case(asked: Money, payment_days: int | None, ground: Ground, today: date) -> LimitCase:
    """The request as the rules judge it, under the terms of the first day it can count for."""
    day, automatic, terms = max(today, ground.policy.period.first), ground.automatic, ground.terms
    in_section = section_covered(ground.buyer.country, ground.home, terms.codes("sections", day))
    others = ground.others
    return LimitCase(
        asked=asked,
        payment_days=payment_days,
        term_allowed=terms.days("maximum_payment_term_days", day),
        country=ground.buyer.country,
        country_covered=in_section and country_covered(ground.buyer.country, terms.countries(day)),
        insurable=insurable(ground.buyer, ground.policy.policyholder),
        on_hold=ground.on_hold,
        most_alone=automatic.per_decision if automatic is not None else None,
        most_on_buyer=automatic.per_buyer - others if automatic is not None and others is not None else None,
        headroom=ground.headroom,
    )

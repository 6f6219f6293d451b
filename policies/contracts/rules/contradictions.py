"""Terms that cannot stand together are refused before they are recorded, naming the term."""

from __future__ import annotations

from datetime import date

from insurer.kernel.errors import InvalidInput
from policies.contracts.rules.mapping import clocks_of, opening_premium
from policies.contracts.terms import LiabilityBase, PolicyTerms

_TERMS = {
    "rates": "premium_rates",
    "estimated": "estimated_turnover",
    "minimum": "minimum_premium",
    "deposit": "deposit_premium",
    "clocks.waiting_months": "waiting_months",
    "clocks.claim_months": "claim_months",
}
"""The name of a rule's input where the term that fills it is called otherwise."""


def refuse_contradictions(terms: PolicyTerms, day: date) -> None:
    """Refuses clocks set in days and months at once, premium clauses that miss or exclude each other, a notice
    counted from an extension the policy does not have, and a maximum that is a multiple of no minimum premium."""
    try:
        clocks_of(terms, day)
        premium = opening_premium(terms, day)
    except InvalidInput as refusal:
        field, _, rest = refusal.field.partition(".")
        name = _TERMS.get(refusal.field) or ".".join(part for part in (_TERMS.get(field, field), rest) if part)
        raise InvalidInput(refusal.code, name, **refusal.facts) from refusal
    if terms.days("maximum_extension_days", day) is None:
        for clock in ("notice_from", "waiting_from", "claim_from"):
            if terms.choice(clock, day) == "extension_end":
                raise InvalidInput("policy.no_extension_to_count_from", clock)
    cap = terms.liability_cap(day)
    if cap is not None and cap.multiple and cap.base is LiabilityBase.MINIMUM_PREMIUM and not premium.minimum:
        raise InvalidInput("policy.no_minimum_to_multiply", "maximum_liability")

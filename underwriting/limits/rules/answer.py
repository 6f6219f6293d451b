"""What a policyholder is told: the answer line by line, and what would change it. Nothing in it depends on others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from insurer.kernel.findings import Finding, Weight
from insurer.kernel.money import Money
from insurer.kernel.working import Working
from underwriting.limits.states import DecisionReason

WOULD_CHANGE: Mapping[DecisionReason, tuple[str, ...]] = {
    DecisionReason.AS_ASKED: (),
    DecisionReason.TERM_TOO_LONG: ("limits.change.shorter_term", "limits.change.endorse_term"),
    DecisionReason.COUNTRY_NOT_COVERED: ("limits.change.endorse_country",),
    DecisionReason.BUYER_NOT_INSURABLE: ("limits.change.legal_entity",),
    DecisionReason.LITTLE_INFORMATION: ("limits.change.accounts", "limits.change.own_experience"),
    DecisionReason.WEAK_ACCOUNTS: (
        "limits.change.newer_accounts",
        "limits.change.guarantee",
        "limits.change.safer_method",
    ),
    DecisionReason.SLOW_PAYMENT: ("limits.change.own_experience", "limits.change.safer_method"),
    DecisionReason.OVERDUES: ("limits.change.overdues_paid", "limits.change.safer_method"),
    DecisionReason.ABOVE_NEED: ("limits.change.orders",),
    DecisionReason.SECTOR_OUTLOOK: ("limits.change.guarantee", "limits.change.safer_method"),
    DecisionReason.BETTER_STANDING: (),
    DecisionReason.INSOLVENCY: ("limits.change.prepayment",),
    DecisionReason.CLEARED: (),
}
"""Per reason what the policyholder can do about it."""


@dataclass(frozen=True, slots=True)
class LimitAnswer:
    """The working of an answer and, where less than asked was granted, what would change it."""

    working: Working
    changes: tuple[Finding, ...]


def limit_answer(
    asked: Money | None,
    granted: Money,
    reason: DecisionReason,
    number: str,
    *,
    payment_days: int | None = None,
    term_allowed: int | None = None,
) -> LimitAnswer:
    """Asked, decided and the part that stays without cover; asked is None for a decision nobody asked for."""
    working = Working()
    if asked is not None:
        working = working.then("limits.asked", asked, "limits.request")
    if payment_days is not None and term_allowed is not None:
        facts = {"payment_days": payment_days, "term_allowed": term_allowed}
        working = working.then("limits.term", payment_days, "policy.maximum_payment_term_days", **facts)
    working = working.then(f"decision_reason.{reason.value}", granted, "limits.decision", number=number)
    short = asked is not None and granted < asked
    if asked is not None and short:
        working = working.then("limits.not_granted", asked - granted, "limits.decision")
    against: dict[str, object] = {"term_allowed": term_allowed}
    changes = tuple(Finding(code, Weight.NOTE, "limits.decision", against) for code in WOULD_CHANGE[reason])
    return LimitAnswer(working, changes if short or not granted else ())

"""The decision that needs no person: granted inside automatic authority, refused against the policy, else referred."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from insurer.kernel.money import Money
from insurer.kernel.working import Working
from underwriting.limits.rules.credit_limit import NEED, LimitCap, credit_limit
from underwriting.limits.states import DecisionReason


class Verdict(StrEnum):
    """What becomes of a request without a person."""

    GRANT = "grant"
    REFUSE = "refuse"
    REFER = "refer"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitCase:
    """A request with all that decides it. Amounts in policy currency.

    `most_alone` is what may be granted in one decision without a person, `most_on_buyer` what may then stand on the
    buyer for this policy; None where no authority was given or no rate is known. `headroom` is the buyer's capacity
    that this policy may take. `term_allowed` is the longest payment term of the policy, None without one.
    """

    asked: Money
    payment_days: int | None
    term_allowed: int | None
    country: str | None
    country_covered: bool
    insurable: bool
    on_hold: bool
    most_alone: Money | None
    most_on_buyer: Money | None
    headroom: Money | None


@dataclass(frozen=True, slots=True)
class AutomaticDecision:
    """The verdict, the amount it grants (zero unless granted), the reason and the insurer's own working."""

    verdict: Verdict
    amount: Money
    reason: DecisionReason | None
    working: Working


def automatic_decision(case: LimitCase) -> AutomaticDecision:
    """Refused where the policy cannot cover the sale, granted where no bound is passed, else a person's matter.

    Every bound is inclusive: exactly the authority is still inside it. A request is never cut down by itself:
    part of a limit is a person's judgement. The working names the buyer's capacity and is for the insurer only.
    """
    working = Working().then("limits.asked", case.asked, "limits.request")
    nothing = Money.zero(case.asked.currency)
    against = against_policy(case)
    if against is not None:
        working = working.then(f"decision_reason.{against}", nothing, CLAUSES[against], **_facts(case))
        return AutomaticDecision(Verdict.REFUSE, nothing, against, working)
    if case.on_hold:
        working = working.then("limits.referred_on_hold", nothing, "limits.hold")
        return AutomaticDecision(Verdict.REFER, nothing, None, working)
    caps = _caps(case)
    if caps is None:
        working = working.then("limits.referred_without_authority", nothing, "authority.automatic")
        return AutomaticDecision(Verdict.REFER, nothing, None, working)
    held = credit_limit(case.asked, caps, round_to=Money(1, case.asked.currency))
    working = working + _of_the_case(held.working, caps)
    if held.binding != NEED:
        working = working.then("limits.referred_above", held.recommended, held.binding, asked=case.asked)
        return AutomaticDecision(Verdict.REFER, nothing, None, working)
    working = working.then("limits.granted_automatically", case.asked, "authority.automatic")
    return AutomaticDecision(Verdict.GRANT, case.asked, DecisionReason.AS_ASKED, working)


CLAUSES = {
    DecisionReason.TERM_TOO_LONG: "policy.maximum_payment_term_days",
    DecisionReason.COUNTRY_NOT_COVERED: "policy.countries",
    DecisionReason.BUYER_NOT_INSURABLE: "policy.buyers",
}
"""The clause behind each reason that lies in the policy."""


def against_policy(case: LimitCase) -> DecisionReason | None:
    """Why the policy cannot cover the sale at all, whatever the buyer is worth; None when it can."""
    if not case.insurable:
        return DecisionReason.BUYER_NOT_INSURABLE
    if not case.country_covered:
        return DecisionReason.COUNTRY_NOT_COVERED
    if case.payment_days is not None and case.term_allowed is not None and case.payment_days > case.term_allowed:
        return DecisionReason.TERM_TOO_LONG
    return None


def _facts(case: LimitCase) -> dict[str, object]:
    return {"payment_days": case.payment_days, "term_allowed": case.term_allowed, "country": case.country or "–"}


def _of_the_case(working: Working, caps: list[LimitCap]) -> Working:
    """The recommendation's lines on the clauses of a decision, where those of a bare calculation name input fields."""
    clauses = {f"caps.{place}": cap.code for place, cap in enumerate(caps)} | {"need": "limits.request"}
    # A request is held to the whole amount, to the smallest unit of money: the step that rounds says nothing here.
    said = (line for line in working.lines if line.code != "credit_limit.recommended")
    lines = (replace(line, clause=clauses.get(line.clause, "authority.automatic")) for line in said)
    return Working(tuple(lines))


def _caps(case: LimitCase) -> list[LimitCap] | None:
    """The bounds of a decision without a person, or None when one of them is unknown."""
    if case.most_alone is None or case.most_on_buyer is None or case.headroom is None:
        return None
    return [
        LimitCap("authority.automatic", case.most_alone),
        LimitCap("authority.automatic_on_buyer", case.most_on_buyer.floor_zero()),
        LimitCap("limits.headroom", case.headroom),
    ]

"""The letter on a limit decision: what is granted for which shipments, on which terms, why, and what stood before."""

from __future__ import annotations

from insurer.infra.clock import clock
from insurer.infra.documents.issuing import issuer
from insurer.infra.documents.paper import Paper, Seal, compose
from insurer.infra.documents.press import render_pdf
from insurer.infra.languages import text
from insurer.kernel.ids import PartyId, PolicyId
from insurer.parties.public import party
from policies.public import addressee, policy_facts
from underwriting.limits.queries import decision_numbered, decisions_on, spans_of
from underwriting.limits.terms import LimitHistory


def limit_letter(number: str, locale: str, seal: Seal | None = None) -> bytes:
    """The letter as PDF in the addressee's language; without a seal a preview."""
    return render_pdf(limit_letter_html(number, locale, seal))


def limit_letter_html(number: str, locale: str, seal: Seal | None = None) -> str:
    """The letter before it is laid out; what stood before is what earlier decisions said of its first day."""
    decision = decision_numbered(number)
    policy = policy_facts(PolicyId(decision.policy_id))
    earlier = [row for row in decisions_on(policy.id, PartyId(decision.party_id)) if row.id < decision.id]
    paper = Paper(
        reference=number,
        title=text(f"limits.letter.{decision.outcome}", locale),
        day=clock().day_of(decision.decided_at),
        issuer=issuer(),
        addressee=addressee(policy.policyholder, locale),
        seal=seal,
        preview=seal is None,
    )
    return compose(
        "underwriting/limits/documents/limit_letter.html",
        locale,
        paper,
        decision=decision,
        policy=policy,
        buyer=party(PartyId(decision.party_id)).shown_name(locale),
        before=LimitHistory(spans_of(earlier)).for_shipment(decision.ship_from),
    )

"""The papers on a decision: the letter with the whole working, and the advice of the payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from claims.cases.queries import claim_clocks, claim_facts
from claims.cases.states import ClaimState
from claims.cases.terms import ClaimFacts
from claims.indemnity.models import ClaimPayment
from claims.indemnity.queries import assessment_of, kept_result, payment_numbered, payment_of
from claims.indemnity.rules.explained import Indemnity
from claims.payments.queries import assignee_name
from insurer.infra.documents.issuing import issuer
from insurer.infra.documents.paper import Paper, Seal, compose
from insurer.infra.documents.press import render_pdf
from insurer.infra.languages import clause_text, speaking, text
from insurer.kernel.ids import ClaimId
from insurer.kernel.money import Money
from insurer.parties.public import party
from policies.facts import article_of
from policies.public import addressee, policy_facts
from underwriting.facts import InvoiceVerdict


@dataclass(frozen=True, slots=True)
class LetterInvoice:
    """One claimed invoice as the letter lists it."""

    verdict: InvoiceVerdict
    due: date


@dataclass(frozen=True, slots=True)
class LetterReason:
    """Why an amount of one invoice is not insured: the finding, the facts behind it, the clause with its article."""

    words: str
    detail: str
    clause: str
    amount: Money


@dataclass(frozen=True, slots=True)
class DecisionLetter:
    """What the letter says. `pay_by` is the last day for the payment, `paid_on` the day on which it was made."""

    claim: ClaimFacts
    policy: str
    buyer: str
    assessment: str
    declined: bool
    result: Indemnity
    invoices: tuple[LetterInvoice, ...]
    reasons: tuple[LetterReason, ...]
    pay_by: date | None
    paid_on: date | None


def letter_facts(claim_id: ClaimId, locale: str, known_by: datetime | None = None) -> DecisionLetter:
    """The facts of the letter on the standing assessment; refuses a claim that was not assessed.

    A payment recorded after `known_by` is not yet in it: a translation says what the issued letter says.
    """
    claim, assessment = claim_facts(claim_id), assessment_of(claim_id)
    result, due = kept_result(assessment), {invoice.number: invoice.due for invoice in claim.invoices}
    payment = payment_of(claim_id)
    if payment is not None and known_by is not None and payment.recorded_at > known_by:
        payment = None
    pay_by = [dates.pay_by for dates in claim_clocks(claim).values() if dates.pay_by is not None]
    return DecisionLetter(
        claim=claim,
        policy=policy_facts(claim.policy).number,
        buyer=party(claim.party).shown_name(locale),
        assessment=assessment.number,
        declined=claim.state is ClaimState.DECLINED or not result.indemnity,
        result=result,
        invoices=tuple(LetterInvoice(verdict, due[verdict.number]) for verdict in result.invoices),
        reasons=tuple(_reasons(result, locale)),
        pay_by=min(pay_by, default=None),
        paid_on=None if payment is None else payment.paid_on,
    )


def decision_letter(
    claim_id: ClaimId, locale: str, seal: Seal | None = None, known_by: datetime | None = None
) -> bytes:
    """The letter as PDF in the addressee's language; the same claim under the same seal gives the same bytes.

    Without a seal it is the preview of exactly this letter; `known_by` is when the one translated was issued.
    """
    return render_pdf(decision_html(claim_id, locale, seal, known_by))


def decision_html(claim_id: ClaimId, locale: str, seal: Seal | None = None, known_by: datetime | None = None) -> str:
    """The letter before it is laid out."""
    letter, assessment = letter_facts(claim_id, locale, known_by), assessment_of(claim_id)
    paper = Paper(
        reference=letter.claim.number,
        title=text(_title(letter), locale),
        day=letter.claim.decided_on or assessment.made_at.date(),
        issuer=issuer(),
        addressee=addressee(letter.claim.policyholder, locale),
        seal=seal,
        preview=seal is None,
    )
    return compose("claims/indemnity/documents/decision_letter.html", locale, paper, letter=letter)


def payment_advice(payment: str, locale: str, seal: Seal | None = None) -> bytes:
    """The advice of one payment as PDF: what was decided, set off and paid, and what the policyholder now owes us."""
    return render_pdf(payment_html(payment, locale, seal))


def payment_html(number: str, locale: str, seal: Seal | None = None) -> str:
    """The advice before it is laid out."""
    payment: ClaimPayment = payment_numbered(number)
    claim = claim_facts(ClaimId(payment.claim_id))
    paper = Paper(
        reference=payment.number,
        title=text("claims.payment.title", locale),
        day=payment.paid_on,
        issuer=issuer(),
        addressee=addressee(claim.policyholder, locale),
        seal=seal,
        preview=seal is None,
    )
    return compose(
        "claims/indemnity/documents/payment_advice.html",
        locale,
        paper,
        payment=payment,
        claim=claim,
        policy=policy_facts(claim.policy).number,
        buyer=party(claim.party).shown_name(locale),
        assignee=assignee_name(claim, locale),
        assessment=assessment_of(claim.id).number,
    )


def _title(letter: DecisionLetter) -> str:
    if letter.declined:
        return "claims.letter.declined"
    return "claims.letter.partly" if letter.reasons else "claims.letter.approved"


def _reasons(result: Indemnity, locale: str) -> list[LetterReason]:
    """Every amount that is not insured with its reason, invoice by invoice in the order of the letter."""
    with speaking(locale):
        return [
            LetterReason(
                text(f"cover.reason.{why.code}", locale, **(facts := {**why.facts, "number": verdict.number})),
                text(f"cover.reason.{why.code}.detail", locale, **facts),
                clause_with_article(why.clause, locale),
                why.amount,
            )
            for verdict in result.invoices
            for why in verdict.reasons
        ]


def clause_with_article(clause: str, locale: str) -> str:
    """A clause as a letter cites it: its name, and its article where it is one of our conditions."""
    words = clause_text(clause, locale)
    if not clause.startswith("policy."):
        return words
    return text("clause.cited", locale, article=article_of(clause.removeprefix("policy.")), clause=words)

"""The decision letter: what is paid or not, invoice by invoice, with the whole working."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import current_app

from claims.cases.queries import claim_clocks, claim_facts
from claims.cases.states import DECIDED, ClaimState
from claims.cases.terms import ClaimFacts
from claims.indemnity.models import Assessment
from claims.indemnity.queries import assessment_of, kept_result, payment_of
from claims.indemnity.rules.explained import Indemnity
from insurer.infra.documents.paper import Issuer, Paper, compose, fingerprint
from insurer.infra.documents.press import render_pdf
from insurer.infra.languages import text
from insurer.kernel.ids import ClaimId
from insurer.parties.public import party
from policies.public import policy_facts
from underwriting.facts import InvoiceVerdict


@dataclass(frozen=True, slots=True)
class LetterInvoice:
    """One claimed invoice as the letter lists it."""

    verdict: InvoiceVerdict
    due: date


@dataclass(frozen=True, slots=True)
class DecisionLetter:
    """What the letter says. `draft` is a preview before the decision; `pay_by` is the last day for the payment."""

    claim: ClaimFacts
    policy: str
    policyholder: str
    buyer: str
    assessment: str
    declined: bool
    draft: bool
    result: Indemnity
    invoices: tuple[LetterInvoice, ...]
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
        policyholder=party(claim.policyholder).shown_name(locale),
        buyer=party(claim.party).shown_name(locale),
        assessment=assessment.number,
        declined=claim.state is ClaimState.DECLINED or not result.indemnity,
        draft=claim.state not in DECIDED,
        result=result,
        invoices=tuple(LetterInvoice(verdict, due[verdict.number]) for verdict in result.invoices),
        pay_by=min(pay_by, default=None),
        paid_on=None if payment is None else payment.paid_on,
    )


def decision_letter(claim_id: ClaimId, locale: str, document: str = "", translates: datetime | None = None) -> bytes:
    """The letter as PDF in the addressee's language; the same claim gives the same bytes.

    `document` is the number it is issued under; of a translation, that of the letter issued at `translates`.
    """
    return render_pdf(decision_html(claim_id, locale, document, translates))


def decision_html(claim_id: ClaimId, locale: str, document: str = "", translates: datetime | None = None) -> str:
    """The letter before it is laid out."""
    letter = letter_facts(claim_id, locale, translates)
    head = _paper(letter, assessment_of(claim_id), locale)
    paper = replace(head, document=document, translation=translates is not None)
    return compose("claims/indemnity/documents/decision_letter.html", locale, paper, letter=letter)


def _paper(letter: DecisionLetter, assessment: Assessment, locale: str) -> Paper:
    title = "claims.letter.declined" if letter.declined else "claims.letter.approved"
    return Paper(
        reference=letter.claim.number,
        title=text("claims.letter.draft" if letter.draft else title, locale),
        day=letter.claim.decided_on or assessment.made_at.date(),
        issuer=issuer(),
        addressee=(letter.policyholder,),
        fingerprint="" if letter.draft else fingerprint(_said(letter, assessment)),
    )


def _said(letter: DecisionLetter, assessment: Assessment) -> dict[str, object]:
    return {
        "claim": letter.claim.number,
        "assessment": assessment.number,
        "basis": assessment.digest,
        "indemnity": str(assessment.indemnity),
        "payable": str(assessment.payable),
        "decided_on": str(letter.claim.decided_on),
    }


def issuer() -> Issuer:
    """The insurer at the head of its letters."""
    config = current_app.config
    return Issuer(config["INSURER_NAME"], config["INSURER_ADDRESS"])

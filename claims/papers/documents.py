"""The letter that asks for papers: all that is missing at once, each with its reason and what happens without it."""

from __future__ import annotations

from dataclasses import dataclass

from claims.cases.queries import claim_facts
from claims.papers.queries import request_numbered
from claims.papers.terms import PaperKind
from insurer.infra.documents.issuing import issuer
from insurer.infra.documents.paper import Paper, Seal, compose
from insurer.infra.documents.press import render_pdf
from insurer.infra.languages import label, text
from insurer.kernel.ids import ClaimId
from insurer.parties.public import party
from policies.public import addressee, policy_facts


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """One paper in words: what it is, why it is wanted, what happens without it."""

    name: str
    why: str
    without: str


def asked_paper(kind: PaperKind, locale: str) -> AskedPaper:
    """A kind of paper in the words of the checklist and of the letter."""
    why, without = (text(f"paper.{part}.{kind.value}", locale) for part in ("why", "without"))
    return AskedPaper(label(kind, locale), why, without)


def request_letter(number: str, locale: str, seal: Seal | None = None) -> bytes:
    """The letter as PDF in the addressee's language; without a seal a preview."""
    return render_pdf(request_html(number, locale, seal))


def request_html(number: str, locale: str, seal: Seal | None = None) -> str:
    """The letter before it is laid out."""
    row = request_numbered(number)
    asked, claim = row.asked(), claim_facts(ClaimId(row.claim_id))
    paper = Paper(
        reference=asked.number,
        title=text("papers.request.title", locale),
        day=asked.asked_at.date(),
        issuer=issuer(),
        addressee=addressee(claim.policyholder, locale),
        seal=seal,
        preview=seal is None,
    )
    return compose(
        "claims/papers/documents/paper_request.html",
        locale,
        paper,
        asked=asked,
        papers=[asked_paper(kind, locale) for kind in asked.kinds],
        claim=claim,
        policy=policy_facts(claim.policy).number,
        buyer=party(claim.party).shown_name(locale),
    )

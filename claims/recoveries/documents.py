"""The recovery statement: what came in, what it cost to get, who gets what and who owes it to whom."""

from __future__ import annotations

from claims.cases.queries import claim_facts
from claims.recoveries.queries import kept_working, recovery_numbered
from claims.recoveries.terms import Holder
from insurer.infra.documents.issuing import issuer
from insurer.infra.documents.paper import Paper, Seal, compose
from insurer.infra.documents.press import render_pdf
from insurer.infra.languages import text
from insurer.kernel.ids import ClaimId
from insurer.parties.public import party
from policies.public import addressee, policy_facts


def recovery_statement(number: str, locale: str, seal: Seal | None = None) -> bytes:
    """The statement as PDF in the addressee's language; without a seal a preview."""
    return render_pdf(recovery_html(number, locale, seal))


def recovery_html(number: str, locale: str, seal: Seal | None = None) -> str:
    """The statement before it is laid out."""
    row = recovery_numbered(number)
    claim = claim_facts(ClaimId(row.claim_id))
    paper = Paper(
        reference=row.number,
        title=text("recoveries.statement.title", locale),
        day=row.recorded_at.date(),
        issuer=issuer(),
        addressee=addressee(claim.policyholder, locale),
        seal=seal,
        preview=seal is None,
    )
    return compose(
        "claims/recoveries/documents/recovery_statement.html",
        locale,
        paper,
        row=row,
        by_insurer=row.received_by == Holder.INSURER.value,
        claim=claim,
        policy=policy_facts(claim.policy).number,
        buyer=party(claim.party).shown_name(locale),
        kept=kept_working(row),
    )

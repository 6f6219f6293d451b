"""The papers of a policy: the schedule says every term, an endorsement what it changed, as known when issued."""

from __future__ import annotations

from datetime import datetime

from insurer.infra.clock import clock
from insurer.infra.documents.issuing import issuer
from insurer.infra.documents.paper import Paper, Seal, compose
from insurer.infra.documents.press import render_pdf
from insurer.infra.languages import speaking, text
from policies.billing.documents import addressee
from policies.billing.queries import notes_of
from policies.billing.terms import NoteKind
from policies.contracts.documents import changes, term_chapters
from policies.contracts.queries import terms_of
from policies.contracts.terms import PolicyFacts
from policies.issuance.terms import DocumentKind


def schedule_html(policy: PolicyFacts, issued_at: datetime, locale: str | None = None, seal: Seal | None = None) -> str:
    """The schedule as known at `issued_at`, in the policy's language or another; a draft's says that it is one."""
    locale, terms = locale or policy.language, terms_of(policy.id)
    day = max(clock().day_of(issued_at), policy.period.first)
    notes = [note for note in notes_of(policy.id, known_by=issued_at) if note.kind is NoteKind.DEPOSIT]
    with speaking(locale):
        paper = Paper(
            reference=policy.number,
            title=text("policy.schedule_of_draft" if policy.bound_at is None else "policy.schedule", locale),
            day=clock().day_of(issued_at),
            issuer=issuer(),
            addressee=addressee(policy.policyholder, locale),
            seal=seal,
            preview=policy.bound_at is None,
        )
        return compose(
            "policies/issuance/documents/schedule.html",
            locale,
            paper,
            policy=policy,
            chapters=term_chapters(terms, day, issued_at),
            notes=notes,
        )


def endorsement_html(
    policy: PolicyFacts, issued_at: datetime, locale: str | None = None, seal: Seal | None = None
) -> str:
    """What was changed at `issued_at`: each term before and afterwards, from which day, and why."""
    locale, terms = locale or policy.language, terms_of(policy.id)
    changed = [row for row in terms.rows if row.recorded_at == issued_at]
    with speaking(locale):
        paper = Paper(
            reference=policy.number,
            title=text("policy.endorsement", locale),
            day=clock().day_of(issued_at),
            issuer=issuer(),
            addressee=addressee(policy.policyholder, locale),
            seal=seal,
        )
        return compose(
            "policies/issuance/documents/endorsement.html",
            locale,
            paper,
            policy=policy,
            changes=changes(terms, changed),
            first=changed[0].valid_from,
            reason=changed[0].reason,
        )


def policy_paper_pdf(
    policy: PolicyFacts, kind: DocumentKind, issued_at: datetime, locale: str | None = None, seal: Seal | None = None
) -> bytes:
    """A paper of the policy as PDF, as it was known when it was issued."""
    made = endorsement_html if kind is DocumentKind.ENDORSEMENT else schedule_html
    return render_pdf(made(policy, issued_at, locale, seal))


def schedule_pdf(
    policy: PolicyFacts, issued_at: datetime, locale: str | None = None, seal: Seal | None = None
) -> bytes:
    """The schedule as PDF."""
    return render_pdf(schedule_html(policy, issued_at, locale, seal))

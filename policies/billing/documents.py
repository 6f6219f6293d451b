"""What a debit or credit note says on paper."""

from __future__ import annotations

from collections.abc import Collection

from insurer.infra.documents.issuing import issuer
from insurer.infra.documents.paper import Paper, Seal, compose
from insurer.infra.documents.press import render_pdf
from insurer.infra.languages import reader_locale, speaking, text
from insurer.kernel.ids import PartyId
from insurer.parties.public import parties, party
from insurer.reference.facts import country_name
from policies.billing.queries import note_row, note_working
from policies.billing.terms import Note
from policies.contracts.queries import policy_facts


def addressee(policyholder: PartyId, locale: str) -> tuple[str, ...]:
    """The policyholder's name and country, as the reader of `locale` writes them."""
    found = party(policyholder)
    country = () if found.country is None else (country_name(found.country, locale),)
    return (found.shown_name(locale), *country)


def shown_names(policyholders: Collection[PartyId]) -> dict[PartyId, str]:
    """The names of policyholders in the reader's script, by id."""
    return {one.id: one.shown_name(reader_locale()) for one in parties(policyholders).values()}


def note_title(note: Note) -> str:
    """Debit note or credit note, by the sign of its total."""
    return "billing.credit_note" if note.total.minor < 0 else "billing.debit_note"


def note_html(number: str, locale: str | None = None, seal: Seal | None = None) -> str:
    """The note's paper in the language of its policy, or in another one; without a seal a preview."""
    note = note_row(number).note()
    policy = policy_facts(note.policy)
    locale = locale or policy.language
    with speaking(locale):
        paper = Paper(
            reference=note.number,
            title=text(note_title(note), locale),
            day=note.issued_on,
            issuer=issuer(),
            addressee=addressee(note.policyholder, locale),
            seal=seal,
            preview=seal is None,
        )
        return compose(
            "policies/billing/documents/note.html",
            locale,
            paper,
            note=note,
            policy=policy,
            working=note_working(number),
        )


def note_pdf(number: str, locale: str | None = None, seal: Seal | None = None) -> bytes:
    """The note as PDF."""
    return render_pdf(note_html(number, locale, seal))

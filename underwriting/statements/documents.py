"""The statement of account as a letter from the policyholder to its buyer."""

from __future__ import annotations

from insurer.infra.documents.paper import Issuer, Paper, Seal, compose
from insurer.infra.documents.press import render_pdf
from insurer.infra.languages import text
from insurer.parties.public import party
from insurer.reference.facts import country_name
from policies.public import addressee
from underwriting.statements.queries import account_of_statement, statement_numbered


def statement_letter(number: str, locale: str, seal: Seal | None = None) -> bytes:
    """The statement as PDF; without a seal a preview."""
    return render_pdf(statement_html(number, locale, seal))


def statement_html(number: str, locale: str, seal: Seal | None = None) -> str:
    """The statement before it is laid out. The policyholder writes it; its name and address stand at the head."""
    row = statement_numbered(number)
    holder, buyer = party(row.policyholder_id), party(row.party_id)
    name, *address = addressee(row.policyholder_id, locale)
    place = country_name(buyer.country, locale) if buyer.country else buyer.entry.country_written
    paper = Paper(
        reference=row.number,
        title=text("statements.title", locale),
        day=row.as_of,
        issuer=Issuer(name or holder.shown_name(locale), ", ".join(address)),
        addressee=tuple(line for line in (buyer.shown_name(locale), place) if line),
        seal=seal,
        preview=seal is None,
    )
    return compose(
        "underwriting/statements/documents/statement.html",
        locale,
        paper,
        account=account_of_statement(row),
        buyer=buyer.shown_name(locale),
    )

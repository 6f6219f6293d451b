"""The form of an account."""

from __future__ import annotations

from typing import Any

from insurer.infra.languages import lazy, reader_locale
from insurer.infra.web.forms import ChoiceField, LineField, NoteField, SafeForm
from insurer.reference.facts import countries, country_name
from policies.bank_details.terms import AccountKind, BankDetailEntry


def detail_form(*, in_house: bool, **rest: Any) -> SafeForm:
    """The account of a policyholder; somebody of the house names the paper it rests on."""

    class DetailForm(SafeForm):
        kind = ChoiceField(lazy("Kind of number"), of=AccountKind)
        holder = LineField(lazy("Account holder"))
        account = LineField(lazy("IBAN or account number"), most=50)
        bic = LineField(lazy("BIC"), need=False, most=11)
        country = ChoiceField(lazy("Country of the bank"), of=_countries, need=False)
        bank = LineField(lazy("Bank"), need=False)
        branch = LineField(lazy("Branch that keeps the account"), need=False)
        contact = LineField(lazy("Mail address told of every change"), most=254)
        reason = NoteField(lazy("Why it changes"), need=False, most=500)
        document = LineField(lazy("Paper it rests on"), need=in_house)

    form = DetailForm(**rest)
    if not in_house:
        del form.document
    return form


def entry_of(form: SafeForm) -> BankDetailEntry:
    """What was entered, to be checked by the act itself."""
    document = form["document"].data if "document" in form else ""
    return BankDetailEntry(
        kind=AccountKind(form["kind"].data),
        holder=form["holder"].data or "",
        country=form["country"].data or "",
        account=form["account"].data or "",
        bic=form["bic"].data or "",
        bank=form["bank"].data or "",
        branch=form["branch"].data or "",
        contact=form["contact"].data or "",
        contact_locale=reader_locale(),
        document=document or "",
    )


def _countries() -> list[tuple[str, str]]:
    named = [(one.alpha2, country_name(one.alpha2, reader_locale())) for one in countries()]
    return sorted(named, key=lambda pair: pair[1])

"""The mails that tell of a change of account, in the language of whoever reads them."""

from __future__ import annotations

from flask import current_app

from insurer.infra.commands import Act
from insurer.infra.languages import text
from insurer.infra.outbox import put_mail
from insurer.parties.public import party
from policies.bank_details.terms import BankDetailFacts


def tell_of_change(act: Act, code: str, detail: BankDetailFacts, before: BankDetailFacts | None) -> None:
    """Tell the contact of the account that stood before, and the new one's, what happened to the detail.

    The old contact is told first and always: whoever swaps an account does not choose who hears of it.
    """
    contacts = {one.contact: one.contact_locale for one in (detail, before) if one is not None and one.contact}
    for contact, locale in contacts.items():
        facts = {
            "company": party(detail.policyholder).shown_name(locale),
            "account": detail.masked,
            "holder": detail.holder,
            "insurer": current_app.config["SETTINGS"].insurer_name,
            "day": detail.usable_from or act.at,
        }
        put_mail(
            act,
            recipient=contact,
            locale=locale,
            title=text(f"{code}.mail_title", locale, **facts),
            body=text(f"{code}.mail", locale, **facts),
            reference=f"bank_detail:{detail.number}",
            policyholder=detail.policyholder,
        )

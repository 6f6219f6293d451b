"""How an account reads on the approvals desk."""

from __future__ import annotations

from flask import url_for

from insurer.accounts.facts import Matter, May, Row, Wording
from insurer.accounts.public import ApprovalKind
from insurer.infra.commands import Act
from insurer.infra.languages import _, reader_locale
from insurer.parties.public import party_of
from policies.bank_details.services import BANK_DETAIL, verify_bank_detail
from policies.bank_details.services import cooling_time as cooling


def _say(matter: Matter) -> Wording:
    company = party_of(matter.named)
    return Wording(
        heading=_("Account of %(company)s", company=company.shown_name(reader_locale())),
        href=url_for("bank_details_desk.show", public_id=matter.named),
        amount=None,
        rows=(
            Row("Account holder", matter.text("holder"), matter.text("before_holder")),
            Row("Bank account", matter.text("account"), matter.text("before_account")),
            Row("BIC", matter.text("bic")),
            Row("Bank", matter.text("bank")),
            Row("Branch", matter.text("branch")),
            Row("Country", matter.text("country")),
            Row("Rests on", matter.text("document")),
            Row("Told of every change", matter.text("contact")),
        ),
        consequence=_(
            "Compare it with the paper and call the company by a number you already know. Indemnities and refunds go "
            "there %(hours)s hours after you agree; what was approved for another account is void.",
            hours=int(cooling().total_seconds() // 3600),
        ),
    )


def _agree(act: Act, matter: Matter) -> None:
    verify_bank_detail(act, party_of(matter.named).id)


BANK_DETAIL_KIND = ApprovalKind(BANK_DETAIL, May.BANK_DETAIL_VERIFY, _say, _agree)

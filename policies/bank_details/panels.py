"""How an account reads on the approvals desk."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from insurer.accounts.facts import Matter, May, Row, Wording
from insurer.accounts.public import ApprovalKind
from insurer.infra.commands import Act
from insurer.infra.languages import _, reader_locale
from insurer.parties.public import parties_of, party_of
from policies.bank_details.services import BANK_DETAIL, verify_bank_detail
from policies.bank_details.services import cooling_time as cooling


def _say(matters: Sequence[Matter]) -> list[Wording]:
    companies = parties_of({one.named for one in matters})
    return [_wording(one, companies[one.named].shown_name(reader_locale())) for one in matters]


def _wording(matter: Matter, company: str) -> Wording:
    return Wording(
        heading=_("Account of %(company)s", company=company),
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

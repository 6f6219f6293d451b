"""How a refund reads on the approvals desk."""

from __future__ import annotations

from flask import url_for

from insurer.accounts.facts import Matter, May, Row, Wording
from insurer.accounts.public import ApprovalKind, each
from insurer.infra.commands import Act
from insurer.infra.languages import _
from policies.billing.services.refunding import REFUND, agree_to_refund


def _say(matter: Matter) -> Wording:
    return Wording(
        heading=_("Refund of credit note %(number)s", number=matter.named),
        href=url_for("premium_desk.note", number=matter.named),
        amount=matter.amount("amount"),
        rows=(
            Row("Amount", matter.amount("amount")),
            Row("Policy", matter.text("policy")),
            Row("Bank account", matter.text("payee_account")),
            Row("Account holder", matter.text("payee")),
        ),
        consequence=_("The premium officer may then pay exactly this amount to exactly this account."),
    )


def _agree(act: Act, matter: Matter) -> None:
    agree_to_refund(act, matter.named)


REFUND_KIND = ApprovalKind(REFUND, May.REFUND_AGREE, each(_say), _agree)

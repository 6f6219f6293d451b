"""How an indemnity, and a payment of it to another account, read on the approvals desk."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from claims.cases.queries import claim_numbered, claims_numbered
from claims.indemnity.services import approve_claim, return_claim
from claims.payments.services import PAYMENT, SETTLEMENT, agree_to_payment
from insurer.accounts.facts import Matter, May, Row, Wording
from insurer.accounts.public import ApprovalKind
from insurer.infra.commands import Act
from insurer.infra.languages import _, reader_locale
from insurer.parties.public import parties


def _say_settlement(matters: Sequence[Matter]) -> list[Wording]:
    words = _(
        "The claim is approved and booked. The premium officer may then pay exactly this to exactly this account."
    )
    names = _names(matters)
    return [
        _wording(one, _("Indemnity of claim %(number)s", number=one.named), words, *names[one.named]) for one in matters
    ]


def _say_payment(matters: Sequence[Matter]) -> list[Wording]:
    words = _("The premium officer may then pay the approved indemnity to exactly this account.")
    names = _names(matters)
    return [
        _wording(one, _("Payment of claim %(number)s to another account", number=one.named), words, *names[one.named])
        for one in matters
    ]


def _names(matters: Sequence[Matter]) -> dict[str, tuple[str, str]]:
    """Per claim the names of its policyholder and its buyer."""
    claims = claims_numbered({one.named for one in matters})
    found = parties({party for claim in claims for party in (claim.policyholder, claim.party)})
    locale = reader_locale()
    return {
        claim.number: (found[claim.policyholder].shown_name(locale), found[claim.party].shown_name(locale))
        for claim in claims
    }


def _wording(matter: Matter, heading: str, consequence: str, policyholder: str, buyer: str) -> Wording:
    return Wording(
        heading=heading,
        href=url_for("claims_desk.show", number=matter.named),
        amount=matter.amount("indemnity"),
        rows=(
            Row("Policyholder", policyholder),
            Row("Buyer", buyer),
            Row("Assessment", matter.text("assessment")),
            Row("Indemnity", matter.amount("indemnity")),
            Row("Amount payable", matter.amount("payable")),
            *([Row("Assignee", _assignee(matter))] if matter.text("assignee") else []),
            Row("Bank account", matter.text("payee_account") or _("none verified yet")),
            Row("Account holder", matter.text("payee")),
        ),
        consequence=consequence,
    )


def _assignee(matter: Matter) -> str:
    return _("%(name)s (assignment %(reference)s)", name=matter.text("assignee"), reference=matter.text("assignment"))


def _approve(act: Act, matter: Matter) -> None:
    approve_claim(act, claim_numbered(matter.named).id)


def _return(act: Act, matter: Matter, reason: str) -> None:
    return_claim(act, claim_numbered(matter.named).id, reason=reason)


def _agree_to_payment(act: Act, matter: Matter) -> None:
    agree_to_payment(act, claim_numbered(matter.named).id)


SETTLEMENT_KIND = ApprovalKind(SETTLEMENT, May.CLAIM_APPROVE, _say_settlement, _approve, _return)
PAYMENT_KIND = ApprovalKind(PAYMENT, May.CLAIM_APPROVE, _say_payment, _agree_to_payment)

"""How a decision above authority reads on the approvals desk."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask import url_for

from insurer.accounts.facts import Matter, May, Row, Wording
from insurer.accounts.public import ApprovalKind
from insurer.infra.commands import Act
from insurer.infra.formats import share_text
from insurer.infra.languages import _, reader_locale
from insurer.kernel.parsing import parse_day
from insurer.parties.public import parties_of
from underwriting.limits.queries import request_numbered
from underwriting.limits.services.decisions import LIMIT_DECISION
from underwriting.limits.states import DecisionReason
from underwriting.referrals.services import agree_to_decision


def _say(matters: Sequence[Matter]) -> list[Wording]:
    buyers = parties_of({one.text("buyer") for one in matters})
    return [_wording(one, buyers[one.text("buyer")].shown_name(reader_locale())) for one in matters]


def _wording(matter: Matter, buyer: str) -> Wording:
    share, first, until = (matter.text(name) for name in ("insured_percentage", "ship_from", "ship_until"))
    return Wording(
        heading=_("Limit on %(buyer)s", buyer=buyer),
        href=url_for("limits_desk.limit_request", number=matter.named),
        amount=matter.amount("amount"),
        rows=(
            Row("Policy", matter.text("policy")),
            Row("Request", matter.text("request")),
            Row("Asked", matter.amount("asked")),
            Row("Limit", matter.amount("amount"), matter.amount("before") or _("none")),
            Row("Reason", DecisionReason(matter.text("reason"))),
            Row("For shipments from", parse_day(first, "ship_from") if first else _("the day of the agreement")),
            Row("Until", parse_day(until, "ship_until") if until else ""),
            Row("Insured percentage", share_text(Decimal(share)) if share else ""),
            Row("Payment term in days", matter.text("payment_days")),
            Row("Note for the policyholder", matter.text("note")),
        ),
        consequence=_("The decision is made at once and counts against your own authority."),
    )


def _agree(act: Act, matter: Matter) -> None:
    agree_to_decision(act, request_numbered(matter.named).id)


REFERRAL_KIND = ApprovalKind(LIMIT_DECISION, May.LIMIT_AGREE, _say, _agree)

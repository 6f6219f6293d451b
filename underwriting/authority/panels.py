"""How a change of authority reads on the approvals desk."""

from __future__ import annotations

from flask import url_for

from insurer.accounts.facts import Matter, May, Role, Row, Wording
from insurer.accounts.public import ApprovalKind, each
from insurer.infra.commands import Act
from insurer.infra.languages import _, label
from insurer.kernel.parsing import parse_day
from underwriting.authority.services import RULE_CHANGE, agree_to_change
from underwriting.authority.terms import AUTOMATIC

LIMITS = (
    ("per_decision", "In one decision"),
    ("per_buyer", "On one buyer and its group"),
    ("per_period", "By one person over the period"),
    ("months", "Months of the period"),
)
PAYMENTS = (
    ("settle_up_to", "Approves indemnities up to"),
    ("pay_up_to", "Pays indemnities up to"),
    ("refund_up_to", "Agrees to refunds up to"),
    ("third_person_above", "A third person pays above"),
)


def role_name(role: str) -> str:
    """A role, or the system itself, in the reader's words."""
    return _("Without a person") if role == AUTOMATIC else label(Role(role))


def _say(matter: Matter) -> Wording:
    limits = matter.text("table") == "limits"
    role = role_name(matter.text("role"))
    facts = {"role": role, "currency": matter.text("currency")}
    return Wording(
        heading=_("Authority over limits: %(role)s, %(currency)s", **facts)
        if limits
        else _("Authority over payments: %(role)s, %(currency)s", **facts),
        href=url_for("authority_desk.overview"),
        amount=None,
        rows=(
            *(
                Row(words, _value(matter, name), _value(matter, f"before_{name}"))
                for name, words in (LIMITS if limits else PAYMENTS)
            ),
            Row("In force from", parse_day(matter.text("valid_from"), "valid_from")),
        ),
        consequence=_("It takes effect from its day. What was decided before stays as it is."),
    )


def _value(matter: Matter, name: str) -> object:
    return matter.text(name) if name.endswith("months") else matter.amount(name)


def _agree(act: Act, matter: Matter) -> None:
    agree_to_change(act, matter.subject)


RULE_KIND = ApprovalKind(RULE_CHANGE, May.RULE_AGREE, each(_say), _agree)

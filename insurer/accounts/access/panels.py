"""How a role put forward and the reset of a second factor read on the approvals desk."""

from __future__ import annotations

from flask import url_for

from insurer.accounts.approvals.panels import ApprovalKind, each
from insurer.accounts.approvals.services import turn_down
from insurer.accounts.approvals.terms import Matter, Row, Wording
from insurer.accounts.factors.services import RESET_FACTORS, agree_factor_reset
from insurer.accounts.people.services.grants import KIND, agree_to_role, decline_role, withdraw_role_request
from insurer.accounts.terms import May, Role
from insurer.infra.commands import Act
from insurer.infra.languages import _
from insurer.kernel.parsing import parse_day


def _say_role(matter: Matter) -> Wording:
    role, last = Role(matter.text("role")), matter.text("last")
    return Wording(
        heading=_("Role for %(login)s", login=matter.text("login")),
        href=url_for("people_desk.people"),
        amount=None,
        rows=(
            Row("Sign-in name", matter.text("login")),
            Row("Role", role),
            Row("In force from", parse_day(matter.text("first"), "first")),
            Row("Until", parse_day(last, "last") if last else _("without an end")),
        ),
        consequence=_("The role stands from its first day, and every session of the person ends now."),
    )


def _say_reset(matter: Matter) -> Wording:
    passkeys = matter.content.get("passkeys")
    return Wording(
        heading=_("Reset of the second factors of %(login)s", login=matter.named),
        href=url_for("people_desk.people"),
        amount=None,
        rows=(
            Row("Sign-in name", matter.named),
            Row("Passkeys", len(passkeys) if isinstance(passkeys, list) else 0),
        ),
        consequence=_("Every second factor and recovery code is gone, and every session of the person ends now."),
    )


def _agree_to_role(act: Act, matter: Matter) -> None:
    agree_to_role(act, int(matter.named), seen=matter.digest)


def _decline_role(act: Act, matter: Matter, reason: str) -> None:
    """Another administrator says no; whoever put it forward takes it back."""
    if matter.maker == act.actor.person:
        turn_down(act, KIND, matter.subject, reason)
        withdraw_role_request(act, int(matter.named))
    else:
        decline_role(act, int(matter.named), reason=reason)


def _agree_to_reset(act: Act, matter: Matter) -> None:
    agree_factor_reset(act, matter.named)


ROLE_KIND = ApprovalKind(KIND, May.ACCOUNT_MANAGE, each(_say_role), _agree_to_role, _decline_role)
RESET_KIND = ApprovalKind(RESET_FACTORS, May.ACCOUNT_MANAGE, each(_say_reset), _agree_to_reset)

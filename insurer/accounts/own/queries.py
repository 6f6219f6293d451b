"""What happened on one's own account."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from insurer.accounts.models import Login
from insurer.infra.audit.models import AuditEvent
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL

_TOLD = (
    "accounts.signed_in",
    "accounts.signed_out",
    "accounts.failed",
    "accounts.second_factor_wrong",
    "accounts.password_changed",
    "accounts.authenticator_added",
    "accounts.authenticator_removed",
    "accounts.passkey_added",
    "accounts.passkey_removed",
    "accounts.recovery_codes_made",
    "accounts.recovery_code_used",
    "accounts.factors_reset",
    "accounts.sessions_ended",
    "accounts.session_ended",
    "accounts.link_made",
    "accounts.link_used",
)


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """One thing that happened: when, what, from where."""

    at: datetime
    what: str
    address: str


def account_history(login: str, most: int = 50) -> list[AccountEvent]:
    """The newest events of a login: sign-ins right and wrong, and every change of what lets somebody in.

    The trail is the house's; of it a person sees these lines about their own login and no others.
    """
    with reading_as(ALL):
        rows = db.session.scalars(
            select(AuditEvent)
            .where(AuditEvent.subject == f"login:{login}", AuditEvent.what.in_(_TOLD))
            .order_by(AuditEvent.sequence.desc())
            .limit(most)
        ).all()
    return [AccountEvent(row.at, row.what, str(json.loads(row.facts).get("address", ""))) for row in rows]


def own_email(login: str) -> str:
    """The mail address of a login, empty when it has none."""
    return db.session.scalar(select(Login.email).where(Login.name == login)) or ""

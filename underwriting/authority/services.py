"""Acts of authority: giving and changing it."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import Role
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import Minor
from insurer.kernel.money import Money
from underwriting.authority.models import UnderwritingAuthority
from underwriting.authority.terms import AUTOMATIC


@command(needs=None)
def set_authority(act: Act, role: str, *, per_decision: Money, per_buyer: Money, valid_from: date) -> None:
    """Give `role` (or `automatic`) an authority from a day on that is not past; zero takes it away."""
    if role != AUTOMATIC and role not in {known.value for known in Role}:
        raise InvalidInput("authority.unknown_role", "role", value=role[:40])
    if per_buyer < per_decision or per_decision.minor < 0:
        raise InvalidInput("authority.amounts_out_of_order", "per_buyer")
    if valid_from < act.today:
        raise InvalidInput("authority.back_dated", "valid_from", day=valid_from)
    db.session.add(
        UnderwritingAuthority(
            role=role,
            currency=per_decision.currency,
            per_decision_minor=Minor(per_decision.minor),
            per_buyer_minor=Minor(per_buyer.minor),
            valid_from=valid_from,
            recorded_at=act.at,
            recorded_by=act.actor.login,
        )
    )
    act.record(
        f"authority:{role}",
        "authority.set",
        per_decision=per_decision,
        per_buyer=per_buyer,
        valid_from=valid_from,
    )

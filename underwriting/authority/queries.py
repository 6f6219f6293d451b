"""Which authority stands on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from insurer.infra.db import db
from insurer.reference.public import converted
from underwriting.authority.models import UnderwritingAuthority
from underwriting.authority.rules import greatest
from underwriting.authority.terms import AUTOMATIC, Authority


def authority_of(roles: Collection[str], day: date, currency: str) -> Authority | None:
    """The furthest authority that one of `roles` has on `day`, in `currency`; None when none was given.

    A row in that very currency governs; else the last row of another is converted at the day's rate.
    """
    return greatest(found for role in roles if (found := _standing(role, day, currency)) is not None)


def automatic_authority(day: date, currency: str) -> Authority | None:
    """What may be granted without a person on `day`."""
    return authority_of((AUTOMATIC,), day, currency)


def authorities(day: date) -> list[UnderwritingAuthority]:
    """Every row that stands on `day`: per role and currency the last one."""
    rows = db.session.scalars(
        select(UnderwritingAuthority)
        .where(UnderwritingAuthority.valid_from <= day)
        .order_by(UnderwritingAuthority.valid_from, UnderwritingAuthority.id)
    )
    last = {(row.role, row.currency): row for row in rows}
    return sorted(last.values(), key=lambda row: (row.currency, row.per_decision_minor))


def _standing(role: str, day: date, currency: str) -> Authority | None:
    rows = [row.term() for row in authorities(day) if row.role == role]
    own = next((term for term in rows if term.per_decision.currency == currency), None)
    if own is not None or not rows:
        return own
    return Authority(
        role,
        converted(rows[0].per_decision, currency, day)[0],
        converted(rows[0].per_buyer, currency, day)[0],
    )

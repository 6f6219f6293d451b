"""Which authority stands on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from insurer.infra.db import db
from insurer.kernel.calendar import add_months
from insurer.kernel.ids import PersonId
from insurer.kernel.money import Money
from insurer.reference.public import converted
from underwriting.authority.models import AuthorityUse, UnderwritingAuthority
from underwriting.authority.rules import greatest
from underwriting.authority.terms import AUTOMATIC, Authority, OverPeriod


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


def authorities_ever() -> list[UnderwritingAuthority]:
    """Every row that was ever recorded, those that begin last first."""
    query = select(UnderwritingAuthority).order_by(
        UnderwritingAuthority.valid_from.desc(), UnderwritingAuthority.id.desc()
    )
    return list(db.session.scalars(query))


def used_over(person: PersonId, months: int, currency: str, day: date) -> Money:
    """What a person's decisions of the last `months` months raised, in `currency`.

    Every decision counts at the rate of the day on which it was made, so that a later rate changes nothing; to
    reduce a limit afterwards gives nothing back. Whoever counts on it holds the person's row.
    """
    since = add_months(day, -months)
    rows = db.session.scalars(
        select(AuthorityUse).where(AuthorityUse.person_id == person, AuthorityUse.used_on > since)
    )
    return Money.total((_in(row.raised, currency, row.used_on) for row in rows), currency)


def _standing(role: str, day: date, currency: str) -> Authority | None:
    rows = [row.term() for row in authorities(day) if row.role == role]
    own = next((term for term in rows if term.per_decision.currency == currency), None)
    if own is not None or not rows:
        return own
    term, bound = rows[0], rows[0].over_period
    return Authority(
        role,
        _in(term.per_decision, currency, day),
        _in(term.per_buyer, currency, day),
        None if bound is None else OverPeriod(_in(bound.most, currency, day), bound.months),
    )


def _in(amount: Money, currency: str, day: date) -> Money:
    return amount if amount.currency == currency else converted(amount, currency, day)[0]

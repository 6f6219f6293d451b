"""Reads of declarations: what was declared of which month, and what of each month stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import select

from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import DeclarationId, PolicyId
from underwriting.exposure.models import Declaration


def declarations_of(policy_id: PolicyId) -> list[Declaration]:
    """The declarations of a policy, the newest month first and of one month the last made first."""
    return list(
        db.session.scalars(
            select(Declaration)
            .where(Declaration.policy_id == policy_id)
            .order_by(Declaration.month_end.desc(), Declaration.id.desc())
        )
    )


def declaration_of(declaration_id: DeclarationId) -> Declaration:
    """The declaration within the reader's scope."""
    found = db.session.scalar(select(Declaration).where(Declaration.id == declaration_id))
    if found is None:
        raise NotFound("exposure.no_such_declaration", id=declaration_id)
    return found


def standing_declaration(policy_id: PolicyId, end: date, known_by: datetime | None = None) -> Declaration | None:
    """The last declaration made for a month, by the moment where one is named."""
    query = select(Declaration).where(Declaration.policy_id == policy_id, Declaration.month_end == end)
    if known_by is not None:
        query = query.where(Declaration.made_at <= known_by)
    return db.session.scalar(query.order_by(Declaration.id.desc()).limit(1))


def declared_at(policy_id: PolicyId, known_by: datetime | None = None) -> Mapping[date, datetime]:
    """By month end, when that month was last declared."""
    query = select(Declaration.month_end, Declaration.made_at).where(Declaration.policy_id == policy_id)
    if known_by is not None:
        query = query.where(Declaration.made_at <= known_by)
    return {row.month_end: row.made_at for row in db.session.execute(query.order_by(Declaration.id))}


def declared_by_policy(ids: Collection[PolicyId]) -> dict[PolicyId, dict[date, datetime]]:
    """The same of several policies in one read."""
    found: dict[PolicyId, dict[date, datetime]] = {policy_id: {} for policy_id in ids}
    columns = (Declaration.policy_id, Declaration.month_end, Declaration.made_at)
    query = select(*columns).where(Declaration.policy_id.in_(found)).order_by(Declaration.id)
    for row in db.session.execute(query):
        found[row.policy_id][row.month_end] = row.made_at
    return found


def last_declared() -> dict[PolicyId, Declaration]:
    """Per policy of the reader's scope the declaration of its latest month that stands, in one read."""
    rows = db.session.scalars(select(Declaration).order_by(Declaration.month_end, Declaration.id))
    return {row.policy_id: row for row in rows}


def declaration_numbered(number: str) -> Declaration:
    """The declaration of that number within the reader's scope."""
    found = db.session.scalar(select(Declaration).where(Declaration.number == number))
    if found is None:
        raise NotFound("exposure.no_such_declaration", id=number)
    return found

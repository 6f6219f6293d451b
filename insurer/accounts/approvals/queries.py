"""Reads of matters for four eyes: what waits, what was decided, what stands on one subject."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from insurer.accounts.approvals.states import ApprovalState
from insurer.accounts.approvals.terms import Matter
from insurer.accounts.models import Approval, ApprovalDecline, Person
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PersonId

Query = Select[*tuple[Any, ...]]
_Maker, _Checker, _Decliner = aliased(Person), aliased(Person), aliased(Person)


def matter(approval_id: int) -> Matter:
    """The matter of that id."""
    found = _read(_matters().where(Approval.id == approval_id))
    if not found:
        raise NotFound("approval.absent", id=approval_id)
    return found[0]


def standing_matter(kind: str, subject: str) -> Matter | None:
    """What stands put forward or agreed to on a subject and was not used, None when nothing does."""
    found = _read(
        _matters()
        .where(Approval.kind == kind, Approval.subject == subject)
        .where(Approval.voided_at.is_(None), Approval.used_at.is_(None))
    )
    return found[0] if found else None


def matters_on(kind: str, subject: str) -> list[Matter]:
    """Every matter of a kind on one subject, the newest first."""
    return _read(_matters().where(Approval.kind == kind, Approval.subject == subject).order_by(Approval.id.desc()))


def waiting_matters(kinds: Collection[str] | None, maker: PersonId | None) -> list[Matter]:
    """What waits for a second person, oldest first: of `kinds` (None: of all) and what `maker` put forward."""
    query = _matters().where(Approval.voided_at.is_(None), Approval.used_at.is_(None), Approval.checker_id.is_(None))
    return _read(_visible(query, kinds, maker).order_by(Approval.made_at, Approval.id))


def decided_matters(kinds: Collection[str] | None, maker: PersonId | None, most: int) -> list[Matter]:
    """The last `most` that were agreed to, declined, taken back or voided, the newest first."""
    query = _matters().where(
        or_(Approval.voided_at.is_not(None), Approval.used_at.is_not(None), Approval.checker_id.is_not(None))
    )
    return _read(_visible(query, kinds, maker).order_by(Approval.id.desc()).limit(most))


def makers_of(kind: str, subject: str) -> frozenset[PersonId]:
    """Everybody who made a version of what is before four eyes, by person and not by login."""
    return frozenset(
        PersonId(maker)
        for maker in db.session.scalars(
            select(Approval.maker_id).where(Approval.kind == kind, Approval.subject == subject)
        )
    )


def _matters() -> Query:
    return (
        select(Approval, _Maker.name, _Checker.name, ApprovalDecline, _Decliner.name)
        .join(_Maker, _Maker.id == Approval.maker_id)
        .outerjoin(_Checker, _Checker.id == Approval.checker_id)
        .outerjoin(ApprovalDecline, ApprovalDecline.approval_id == Approval.id)
        .outerjoin(_Decliner, _Decliner.id == ApprovalDecline.person_id)
    )


def _visible(query: Query, kinds: Collection[str] | None, maker: PersonId | None) -> Query:
    return query if kinds is None else query.where(or_(Approval.kind.in_(kinds), Approval.maker_id == maker))


def _read(query: Query) -> list[Matter]:
    return [_matter(*row) for row in db.session.execute(query).all()]


def _matter(
    row: Approval, maker: str, checker: str | None, decline: ApprovalDecline | None, decliner: str | None
) -> Matter:
    return Matter(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        digest=row.digest,
        content=json.loads(row.content),
        reason=row.reason or "",
        maker=row.maker_id,
        maker_name=maker,
        made_at=row.made_at,
        state=_state(row, decline),
        checker_name=decliner or checker or "",
        ended_at=row.used_at or row.voided_at or row.checked_at,
        ending=decline.reason if decline is not None else row.voided_because or "",
    )


def _state(row: Approval, decline: ApprovalDecline | None) -> ApprovalState:
    if decline is not None:
        return ApprovalState.TAKEN_BACK if decline.person_id == row.maker_id else ApprovalState.DECLINED
    if row.voided_at is not None:
        return ApprovalState.VOIDED
    if row.used_at is not None:
        return ApprovalState.CARRIED_OUT
    return ApprovalState.WAITING if row.checker_id is None else ApprovalState.AGREED

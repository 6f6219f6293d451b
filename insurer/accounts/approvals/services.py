"""Four eyes on money and authority.

What is put forward is kept as a digest; agreeing binds to that digest, and using it compares again in the same
transaction. Any change makes a new digest and so voids what was agreed. Maker and checker are two people, not two
logins; the database refuses anything else, and no switch turns it off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import select

from insurer.accounts.models import Approval
from insurer.infra.audit.chain import canonical
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, NotAllowed
from insurer.kernel.ids import PersonId


def digest_of(content: Mapping[str, object]) -> str:
    """The fingerprint of what is to be approved."""
    return hashlib.sha256(canonical(dict(content)).encode()).hexdigest()


def put_forward(act: Act, kind: str, subject: str, content: Mapping[str, object]) -> None:
    """Ask for a second person's agreement, part of the running act; an earlier request on the subject is void."""
    for earlier in _open(kind, subject):
        earlier.voided_at = act.at
    db.session.add(
        Approval(
            kind=kind,
            subject=subject,
            digest=digest_of(content),
            content=canonical(dict(content)),
            maker_id=_person(act),
            made_at=act.at,
        )
    )
    act.record(subject, "approval.put_forward", kind=kind, digest=digest_of(content))


def agree(act: Act, kind: str, subject: str, content: Mapping[str, object]) -> None:
    """Agree to exactly `content`, as a person who made no version of it."""
    approval = _standing(kind, subject, content)
    person = _person(act)
    makers = set(
        db.session.scalars(select(Approval.maker_id).where(Approval.kind == kind, Approval.subject == subject))
    )
    if person in makers:
        raise NotAllowed("approval.same_person", kind=kind, subject=subject)
    if approval.checker_id is not None:
        raise Conflict("approval.already_given", kind=kind, subject=subject)
    approval.checker_id, approval.checked_at = person, act.at
    act.record(subject, "approval.given", kind=kind, digest=approval.digest)


def use(act: Act, kind: str, subject: str, content: Mapping[str, object]) -> None:
    """Use up the agreement to exactly `content`; refuses when it is missing, stale or used."""
    approval = _standing(kind, subject, content)
    if approval.checker_id is None:
        raise NotAllowed("approval.missing", kind=kind, subject=subject)
    approval.used_at = act.at
    act.record(subject, "approval.used", kind=kind, digest=approval.digest)


def withdraw(act: Act, kind: str, subject: str) -> None:
    """Void whatever stands on the subject, because it changed."""
    for earlier in _open(kind, subject):
        earlier.voided_at = act.at
        act.record(subject, "approval.voided", kind=kind, digest=earlier.digest)


def _open(kind: str, subject: str) -> list[Approval]:
    return list(
        db.session.scalars(
            select(Approval)
            .where(
                Approval.kind == kind,
                Approval.subject == subject,
                Approval.voided_at.is_(None),
                Approval.used_at.is_(None),
            )
            .with_for_update()
        )
    )


def _standing(kind: str, subject: str, content: Mapping[str, object]) -> Approval:
    standing = _open(kind, subject)
    if not standing:
        raise Conflict("approval.nothing_put_forward", kind=kind, subject=subject)
    if standing[0].digest != digest_of(content):
        raise Conflict("approval.content_changed", kind=kind, subject=subject)
    return standing[0]


def _person(act: Act) -> PersonId:
    if act.actor.person is None:
        raise NotAllowed("approval.needs_a_person")
    return act.actor.person

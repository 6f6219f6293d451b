"""Four eyes on money and authority.

What is put forward is kept as a digest; agreeing binds to that digest, and using it compares again in the same
transaction. Any change makes a new digest and so voids what was agreed. Maker and checker are two people, not two
logins; the database refuses anything else, and no switch turns it off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import select

from insurer.accounts.approvals.panels import ApprovalKind, approval_kind
from insurer.accounts.approvals.queries import makers_of, matter
from insurer.accounts.approvals.states import ApprovalState
from insurer.accounts.approvals.terms import Matter
from insurer.accounts.models import Approval, ApprovalDecline
from insurer.accounts.terms import May
from insurer.infra.audit.chain import canonical
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import PersonId


def digest_of(content: Mapping[str, object]) -> str:
    """The fingerprint of what is to be approved."""
    return hashlib.sha256(canonical(dict(content)).encode()).hexdigest()


SUPERSEDED, CHANGED = "approval.superseded", "approval.subject_changed"
"""Why a matter is void."""


def put_forward(act: Act, kind: str, subject: str, content: Mapping[str, object], *, reason: str = "") -> None:
    """Ask for a second person's agreement, part of the running act; an earlier request on the subject is void."""
    for earlier in _open(kind, subject):
        earlier.voided_at, earlier.voided_because = act.at, SUPERSEDED
    db.session.add(
        Approval(
            kind=kind,
            subject=subject,
            digest=digest_of(content),
            content=canonical(dict(content)),
            maker_id=_person(act),
            made_at=act.at,
            reason=reason or None,
        )
    )
    act.record(subject, "approval.put_forward", kind=kind, digest=digest_of(content))


def agree(act: Act, kind: str, subject: str, content: Mapping[str, object]) -> None:
    """Agree to exactly `content`, as a person who made no version of it."""
    approval = _standing(kind, subject, content)
    person = _person(act)
    if person in makers_of(kind, subject):
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
        earlier.voided_at, earlier.voided_because = act.at, CHANGED
        act.record(subject, "approval.voided", kind=kind, digest=earlier.digest)


def turn_down(act: Act, kind: str, subject: str, reason: str) -> None:
    """Say no to what stands on the subject, or take it back as its maker, with a reason; part of the running act."""
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    person = _person(act)
    for standing in _open(kind, subject):
        standing.voided_at = act.at
        db.session.add(
            ApprovalDecline(approval_id=standing.id, person_id=person, declined_at=act.at, reason=reason.strip())
        )
        what = "approval.taken_back" if person == standing.maker_id else "approval.declined"
        act.record(subject, what, kind=kind, digest=standing.digest, reason=reason.strip())


@command(needs=May.APPROVAL_CHECK)
def agree_to_matter(act: Act, approval_id: int, *, digest: str) -> None:
    """Agree to exactly what was read and have it carried out by its owner, all in one transaction."""
    found, kind = _waiting(approval_id, digest)
    if kind.checks not in act.actor.permissions:
        raise NotAllowed("permission.missing", permission=kind.checks.value)
    if _person(act) in makers_of(found.kind, found.subject):
        raise NotAllowed("approval.same_person", kind=found.kind, subject=found.subject)
    kind.agree(act, found)
    db.session.flush()
    row = db.session.get_one(Approval, approval_id, populate_existing=True)
    if row.checker_id != act.actor.person or row.digest != digest:
        # another version was put forward between the reading above and the owner's lock
        raise Conflict("approval.no_longer_waiting", kind=found.kind, subject=found.subject)


@command(needs=May.APPROVAL_READ)
def decline_matter(act: Act, approval_id: int, *, digest: str, reason: str) -> None:
    """Say no with a reason, as somebody who may check it, or take it back as the person who put it forward."""
    found, kind = _waiting(approval_id, digest)
    if kind.checks not in act.actor.permissions and _person(act) != found.maker:
        raise NotAllowed("permission.missing", permission=kind.checks.value)
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    if kind.decline is not None:
        kind.decline(act, found, reason)
    turn_down(act, found.kind, found.subject, reason)
    if matter(approval_id).state not in (ApprovalState.DECLINED, ApprovalState.TAKEN_BACK):
        raise Conflict("approval.no_longer_waiting", kind=found.kind, subject=found.subject)


def _waiting(approval_id: int, digest: str) -> tuple[Matter, ApprovalKind]:
    """The matter as the reader saw it, still waiting and nobody else's for now."""
    found = matter(approval_id)
    kind = approval_kind(found.kind)
    if kind is None:
        raise Conflict("approval.checked_elsewhere", kind=found.kind)
    if found.state is not ApprovalState.WAITING or found.digest != digest:
        raise Conflict("approval.no_longer_waiting", kind=found.kind, subject=found.subject)
    return found, kind


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

"""Commands: the only writers. Permission, transaction and audit record joined in one decorator.

A command asks the actor's permission once, at the outermost command; one ordered by another joins its
transaction. No audit record, no commit. `commit` is called here and nowhere else. A command never catches
a Refusal of an inner one: half an act would be committed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.audit import trail
from insurer.infra.audit.chain import canonical
from insurer.infra.clock import clock
from insurer.infra.db import Model, db, writing
from insurer.infra.languages import switching
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Actor
from insurer.kernel.errors import BeyondAuthority, Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import PartyId

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Act:
    """One person's (or job's) act: who, at which moment, with what to record and to do after the commit.

    `key` is the idempotency key of an act that may arrive twice: the first answer is kept and given again.
    """

    actor: Actor
    at: datetime
    request: str = "-"
    key: str | None = None
    entries: list[trail.Entry] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    depth: int = 0
    command: str = ""
    calls: int = 0
    """How many outermost commands the act has begun; each of them has its own part of the key."""

    @property
    def own_key(self) -> str:
        """The key of the running outermost command."""
        return f"{self.key}/{self.calls}"

    @property
    def today(self) -> date:
        """The business day of the act."""
        return clock().day_of(self.at)

    def record(
        self,
        subject: str,
        what: str,
        *,
        also: tuple[str, ...] = (),
        policyholder: PartyId | None = None,
        **facts: object,
    ) -> None:
        """File what was done to `subject` ("claim:CL-2026-000001") in the trail and on the timelines."""
        self.entries.append(trail.Entry(self.command, subject, what, facts, also, policyholder))

    def after_commit(self, errand: Callable[[], None]) -> None:
        """Do `errand` once the act is safely in the database (tell the worker, never the business)."""
        self.afterwards.append(errand)


class IdempotencyKey(Model):
    """One answered key: the same actor, command and key get the same answer and no second effect."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("login", "command", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120))
    command: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(270))
    fingerprint: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]


Listener = Callable[[Act], None]
_listeners: list[Listener] = []


def announce_to(listener: Listener) -> None:
    """Have `listener` told of every act before it is committed; its writing and its error are the act's own."""
    if listener not in _listeners:
        _listeners.append(listener)


BEYOND_AUTHORITY = "authority.attempt_refused"
"""What the trail says of an act that was refused because it passes the actor's authority."""
ATTEMPTS = "authority:attempts"
"""The subject under which every such attempt is filed as well, for those who watch over them."""

COMMANDS: dict[str, StrEnum | None] = {}
"""Every command's name with the permission it needs; None is for the house's own work."""


def command(*, needs: StrEnum | None) -> Callable[[Callable[Concatenate[Act, P], R]], Callable[Concatenate[Act, P], R]]:
    """Make a function a command that `needs` a permission (None: only the house itself or an inner order)."""

    def wrap(work: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Act, P], R]:
        name = f"{work.__module__}.{work.__name__}"
        COMMANDS[name] = needs

        @wraps(work)
        def run(act: Act, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if act.depth:
                return _join(act, name, lambda: work(act, *args, **kwargs))
            if switching() and act.actor.person is not None:
                raise Conflict("page.language_switched")
            permission = needs.value if needs is not None else "house"
            if permission not in act.actor.permissions:
                raise NotAllowed("permission.missing", permission=permission)
            act.calls += 1
            fingerprint = _fingerprint(args, kwargs) if act.key is not None else ""
            return _outermost(act, name, fingerprint, lambda: work(act, *args, **kwargs))

        run.command = name  # type: ignore[attr-defined]
        return run

    return wrap


def _fingerprint(args: tuple[object, ...], kwargs: dict[str, object]) -> str:
    """What tells two requests under one key apart: every value handed to the command, files by their content."""
    digest = hashlib.sha256()
    for value in (*args, *(part for item in sorted(kwargs.items()) for part in item)):
        digest.update(value if isinstance(value, bytes) else repr(value).encode())
        digest.update(b"\x1f")
    return digest.hexdigest()


def _join(act: Act, name: str, work: Callable[[], R]) -> R:
    outer, act.command, act.depth, before = act.command, name, act.depth + 1, len(act.entries)
    try:
        result = work()
        if len(act.entries) == before:
            raise RuntimeError(f"{name} left no audit record")
        return result
    finally:
        act.command, act.depth = outer, act.depth - 1


def _outermost(act: Act, name: str, fingerprint: str, work: Callable[[], R]) -> R:
    db.session.rollback()
    act.entries.clear()
    act.afterwards.clear()
    with ExitStack() as within:
        within.enter_context(writing())
        within.enter_context(reading_as(act.actor.scope))
        try:
            if act.key is not None:
                known, answer = _reserve_key(act, name, fingerprint)
                if known:
                    db.session.rollback()
                    return cast(R, answer)
            result = _join(act, name, work)
            if act.key is not None:
                _keep_answer(act, name, result)
            for listener in _listeners:
                listener(act)
            db.session.flush()
            head = trail.append(act.entries, at=act.at, login=act.actor.login, name=act.actor.name, request=act.request)
            db.session.commit()
        except BeyondAuthority as refusal:
            db.session.rollback()
            _file_attempt(act, name, refusal)
            raise
        except BaseException:
            db.session.rollback()
            raise
    trail.keep_head(head)
    for errand in act.afterwards:
        errand()
    return result


def _file_attempt(act: Act, name: str, refusal: BeyondAuthority) -> None:
    """File that somebody tried what passes their authority: the act itself left nothing behind."""
    figures = {key: value for key, value in refusal.facts.items() if value is not None}
    subject = refusal.about or f"login:{act.actor.login}"
    attempt = trail.Entry(name, subject, BEYOND_AUTHORITY, {**figures, "bound": f"attempt.{refusal.code}"}, (ATTEMPTS,))
    head = trail.append([attempt], at=act.at, login=act.actor.login, name=act.actor.name, request=act.request)
    db.session.commit()
    trail.keep_head(head)


def _reserve_key(act: Act, name: str, fingerprint: str) -> tuple[bool, object]:
    """Take the key, or give the kept answer of the one who had it before."""
    row = _key_row(act, name)
    if row is None:
        db.session.add(
            IdempotencyKey(
                login=act.actor.login, command=name, key=act.own_key, fingerprint=fingerprint, answer=None, at=act.at
            )
        )
        try:
            db.session.flush()
            return False, None
        except IntegrityError:
            db.session.rollback()
            row = _key_row(act, name)
            if row is None:
                raise Conflict("idempotency.in_flight", key=act.key) from None
    if row.fingerprint != fingerprint:
        raise InvalidInput("idempotency.key_reused", "idempotency_key", key=act.key)
    return True, _answer_of(row)


def _key_row(act: Act, name: str) -> IdempotencyKey | None:
    return db.session.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.login == act.actor.login, IdempotencyKey.command == name, IdempotencyKey.key == act.own_key
        )
    )


def _keep_answer(act: Act, name: str, result: object) -> None:
    if not (result is None or isinstance(result, int | str)):
        raise TypeError(f"{name} answers {type(result).__name__}: a repeatable command answers an id or a text")
    row = _key_row(act, name)
    if row is None:
        raise RuntimeError("the idempotency key went missing")
    row.answer = canonical(result)


def _answer_of(row: IdempotencyKey) -> object:
    return None if row.answer is None else json.loads(row.answer)

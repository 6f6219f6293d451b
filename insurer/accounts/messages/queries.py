"""Reads of messages: whom an event concerns, one's own inbox, and the insurer's log with the proof of reading."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, String, cast, func, literal, or_, select

from insurer.accounts.messages.models import Message, MessageDigest, MessagePreference, MessageReading
from insurer.accounts.messages.rules import MailMode, Preference
from insurer.accounts.messages.terms import Delivery
from insurer.accounts.models import Login, Mandate, Person
from insurer.accounts.queries import actor_of, standing
from insurer.infra.clock import clock
from insurer.infra.db import db
from insurer.infra.narrowing import subjects
from insurer.infra.outbox import OutboxMail
from insurer.infra.web.tables import ListState, Page, Query, keyset_page
from insurer.kernel.acting import Actor, Scope
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId

MOST_UNREAD = 100


def people_of(policyholder: PartyId, day: date) -> list[tuple[Login, Actor]]:
    """The logins with a mandate for a policyholder on `day`, each with what its person may do and see."""
    logins = db.session.scalars(
        select(Login)
        .join(Mandate, Mandate.login_id == Login.id)
        .where(Mandate.policyholder_id == policyholder, standing(Mandate, day), Login.active)
        .distinct()
        .order_by(Login.id)
    ).all()
    return [(login, actor_of(login, day)) for login in logins]


def inside(scope: Scope, subject: str, policy: str | None) -> bool:
    """Whether a subject, or the policy it belongs to as a whole, is inside a scope that names single policies."""
    named = Message.metadata.tables["policy"]
    whole = (scope.policies or frozenset()) - {one for one, _ in scope.buyers}
    found = or_(
        literal(subject).in_(subjects(Message.metadata, scope)),
        literal(policy or "").in_(select(named.c.number).where(named.c.id.in_(sorted(whole)))),
    )
    return db.session.execute(select(literal(1)).where(found)).first() is not None


def _own(login: str) -> Select[Message, datetime]:
    return (
        select(Message, MessageReading.read_at)
        .join(Login, Login.id == Message.login_id)
        .outerjoin(MessageReading, MessageReading.message_id == Message.id)
        .where(Login.name == login)
    )


def unread_of(login: str, most: int = MOST_UNREAD) -> list[Message]:
    """What a login was told and has not opened, the newest first."""
    query = _own(login).where(MessageReading.id.is_(None)).order_by(Message.id.desc()).limit(most)
    return [row.Message for row in db.session.execute(query)]


def unread_count(login: str) -> int:
    """How many messages a login has not opened."""
    query = (
        select(func.count())
        .select_from(Message)
        .join(Login, Login.id == Message.login_id)
        .outerjoin(MessageReading, MessageReading.message_id == Message.id)
        .where(Login.name == login, MessageReading.id.is_(None))
    )
    return int(db.session.scalar(query) or 0)


def read_page(login: str, state: ListState) -> Page[Row[Any]]:
    """One page of what a login has opened: (message, read at)."""
    query = _own(login).where(MessageReading.id.is_not(None))
    return keyset_page(_run, query, {"sent_at": Message.sent_at}, Message.id, state)


def own_message(login: str, message_id: int) -> Row[Message, datetime]:
    """A login's own message with the moment it was read; anybody else's does not exist."""
    found = db.session.execute(_own(login).where(Message.id == message_id)).first()
    if found is None:
        raise NotFound("messages.absent", message=message_id)
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the insurer's log: the message, whom it went to, how far its mail came, when it was read."""

    message: Message
    login: str
    person: str
    delivery: Delivery
    mailed_at: datetime | None
    error: str
    read_at: datetime | None


def log_page(state: ListState) -> Page[Row[Any]]:
    """One page of the log within the reader's scope: (message, login, person, mail, read at)."""
    mail_of = literal("message:") + cast(Message.id, String)
    query = (
        select(Message, Login.name.label("login"), Person.name.label("person"), OutboxMail, MessageReading.read_at)
        .join(Login, Login.id == Message.login_id)
        .join(Person, Person.id == Login.person_id)
        .outerjoin(MessageReading, MessageReading.message_id == Message.id)
        .outerjoin(OutboxMail, OutboxMail.reference == mail_of)
    )
    if "policy" in state.filters:
        query = query.where(Message.policy == state.filters["policy"].upper())
    if "login" in state.filters:
        query = query.where(Login.name.icontains(state.filters["login"], autoescape=True))
    if state.filters.get("read") == "no":
        query = query.where(MessageReading.id.is_(None))
    if state.filters.get("read") == "yes":
        query = query.where(MessageReading.id.is_not(None))
    return keyset_page(_run, query, {"sent_at": Message.sent_at}, Message.id, state)


def told(row: Row[Any]) -> Told:
    """A row of the log."""
    mail: OutboxMail | None = row.OutboxMail
    return Told(
        row.Message,
        row.login,
        row.person,
        _delivery(mail),
        None if mail is None else mail.sent_at,
        "" if mail is None or mail.sent_at else mail.error or "",
        row.read_at,
    )


def _delivery(mail: OutboxMail | None) -> Delivery:
    if mail is None:
        return Delivery.NONE
    if mail.sent_at is not None:
        return Delivery.SENT
    return Delivery.WAITING if mail.refused_at is None else Delivery.REFUSED


def _run(statement: Query) -> Sequence[Row[Any]]:
    return db.session.execute(statement).all()


def login_named(name: str) -> Login:
    """The login of that name."""
    return db.session.scalars(select(Login).where(Login.name == name)).one()


def preference_of(login: Login) -> Preference:
    """How a login wants its mails: the last word, or at once and at any hour. Hours are of its own zone."""
    row = db.session.scalar(
        select(MessagePreference)
        .where(MessagePreference.login_id == login.id)
        .order_by(MessagePreference.id.desc())
        .limit(1)
    )
    zone = login.time_zone or str(clock().zone)
    return Preference(zone=zone) if row is None else row.preference(zone)


def digest_readers() -> list[tuple[Login, Preference, int]]:
    """Everybody who wants a digest, with the wish and the last message that a digest of theirs held.

    Who wanted one from yesterday on gets what was told since then.
    """
    newest = select(func.max(MessagePreference.id)).group_by(MessagePreference.login_id).scalar_subquery()
    rows = db.session.scalars(
        select(MessagePreference)
        .where(MessagePreference.id.in_(newest), MessagePreference.mode == MailMode.DAILY.value)
        .order_by(MessagePreference.login_id)
    ).all()
    found = []
    for row in rows:
        login = db.session.get_one(Login, row.login_id)
        if login.active:
            last = db.session.scalar(
                select(func.max(MessageDigest.last_message)).where(MessageDigest.login_id == login.id)
            )
            before = db.session.scalar(
                select(func.max(Message.id)).where(Message.login_id == login.id, Message.sent_at < row.set_at)
            )
            found.append((login, preference_of(login), max(int(last or 0), int(before or 0))))
    return found


def unread_since(login_id: int, message_id: int) -> list[Message]:
    """What a login was told after a message and has not opened, the oldest first."""
    return list(
        db.session.scalars(
            select(Message)
            .outerjoin(MessageReading, MessageReading.message_id == Message.id)
            .where(Message.login_id == login_id, Message.id > message_id, MessageReading.id.is_(None))
            .order_by(Message.id)
        )
    )


def subjects_read(subjects: Collection[str]) -> frozenset[str]:
    """Those of some subjects of which at least one message was opened by somebody who was told."""
    query = select(Message.subject).join(MessageReading, MessageReading.message_id == Message.id)
    return frozenset(db.session.scalars(query.where(Message.subject.in_(subjects)).distinct()))

"""Telling, in the transaction of the event itself, and opening what one was told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.dialects import postgresql, sqlite

from insurer.accounts.facts import May
from insurer.accounts.messages import queries
from insurer.accounts.messages.documents import digest_of, mail_of
from insurer.accounts.messages.models import Message, MessageDigest, MessagePreference, MessageReading
from insurer.accounts.messages.rules import MailMode, after_quiet, digest_moment
from insurer.accounts.messages.terms import TOLD, Telling, Way
from insurer.accounts.models import Login
from insurer.infra.audit.chain import canonical
from insurer.infra.audit.trail import Entry
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.languages import our_locale
from insurer.infra.outbox import put_mail
from insurer.kernel.acting import Actor
from insurer.kernel.ids import PartyId

_ways: ContextVar[frozenset[Way]] = ContextVar("ways", default=frozenset(Way))
People = list[tuple[Login, Actor]]


@contextmanager
def telling_by(*ways: Way) -> Iterator[None]:
    """Within, people are told by these ways only: none while a past is entered that everybody knows."""
    token = _ways.set(frozenset(ways))
    try:
        yield
    finally:
        _ways.reset(token)


def tell(act: Act) -> None:
    """Tell the policyholder's people of everything in the act that concerns them; part of its transaction.

    One message per event and login that may see such things, and one mail where the login has an address.
    """
    if Way.PORTAL not in _ways.get():
        return
    people: dict[PartyId, People] = {}
    for entry in act.entries:
        telling = TOLD.get(entry.what)
        if telling is None or entry.policyholder is None:
            continue
        if entry.policyholder not in people:
            people[entry.policyholder] = queries.people_of(entry.policyholder, act.today)
        for login, actor in people[entry.policyholder]:
            if _concerns(telling, actor, entry):
                _tell_one(act, entry, login, entry.policyholder)


def _concerns(telling: Telling, actor: Actor, entry: Entry) -> bool:
    """Whether a person may see such things at all, and this one under their mandate."""
    if telling.needs.value not in actor.permissions or entry.policyholder not in actor.scope.policyholders:
        return False
    return actor.scope.policies is None or queries.inside(actor.scope, entry.subject, _named("policy", entry))


def _tell_one(act: Act, entry: Entry, login: Login, policyholder: PartyId) -> None:
    message = Message(
        policyholder_id=policyholder,
        login_id=login.id,
        what=entry.what,
        subject=entry.subject,
        policy=_named("policy", entry),
        buyer=_named("buyer", entry),
        facts=canonical(entry.facts),
        sent_at=act.at,
    )
    db.session.add(message)
    wish = queries.preference_of(login)
    at_once = wish.mode is MailMode.AT_ONCE
    if login.email and TOLD[entry.what].mailed and at_once and Way.MAIL in _ways.get():
        db.session.flush()
        locale = our_locale(login.locale) or "en"
        title, body = mail_of(message, locale)
        put_mail(
            act,
            recipient=login.email,
            locale=locale,
            title=title,
            body=body,
            reference=message.reference,
            policyholder=policyholder,
            not_before=after_quiet(act.at, wish),
        )


def _named(kind: str, entry: Entry) -> str | None:
    """The name of the policy or buyer among the subjects of an entry."""
    subjects = (entry.subject, *entry.also)
    return next((name for mark, _, name in (one.partition(":") for one in subjects) if mark == kind), None)


@command(needs=May.HOME_READ)
def open_message(act: Act, message_id: int) -> None:
    """Note that the person who was told has opened the message; again changes nothing."""
    found = queries.own_message(act.actor.login, message_id)
    message: Message = found.Message
    if found.read_at is None:
        _note(act, message)
    act.record(message.reference, "message.read", policyholder=message.policyholder_id)


@command(needs=May.HOME_READ)
def open_all_messages(act: Act) -> int:
    """Note that the person has seen everything told so far; how many messages that were."""
    unread = queries.unread_of(act.actor.login)
    for message in unread:
        _note(act, message)
    act.record(f"login:{act.actor.login}", "message.all_read", count=len(unread))
    return len(unread)


def _note(act: Act, message: Message) -> None:
    """One reading per message, however many windows open it at once."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(MessageReading)
        .values(
            policyholder_id=message.policyholder_id, message_id=message.id, login_id=message.login_id, read_at=act.at
        )
        .on_conflict_do_nothing(index_elements=["message_id"])
    )


@command(needs=May.HOME_READ)
def set_preference(act: Act, *, mode: MailMode, digest_hour: int, quiet_from: int, quiet_to: int) -> None:
    """How the person wants mails about its messages from now on; hours are those of the person's own zone."""
    login = queries.login_named(act.actor.login)
    db.session.add(
        MessagePreference(
            login_id=login.id,
            mode=mode.value,
            digest_hour=digest_hour,
            quiet_from=quiet_from,
            quiet_to=quiet_to,
            set_at=act.at,
        )
    )
    act.record(f"login:{login.name}", "message.preference_set", mode=mode.value)


@command(needs=None)
def write_digests(act: Act) -> int:
    """One mail for each person who wants the day's messages together: everything unread that no digest held before.

    Part of the daily work; a day that was missed is in the next one.
    """
    count = 0
    for login, wish, since in queries.digest_readers():
        messages = queries.unread_since(login.id, since)
        if messages and login.email:
            locale = our_locale(login.locale) or "en"
            title, body = digest_of(messages, locale)
            put_mail(
                act,
                recipient=login.email,
                locale=locale,
                title=title,
                body=body,
                reference=f"digest:{login.id}/{act.today}",
                not_before=digest_moment(act.at, wish),
            )
            digest = MessageDigest(login_id=login.id, day=act.today, count=len(messages), written_at=act.at)
            digest.last_message = max(message.id for message in messages)
            db.session.add(digest)
            count += 1
    act.record("policyholders", "message.digests_written", day=act.today, count=count)
    return count

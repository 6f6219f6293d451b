"""What a message says: its headline and details in the reader's language, and the mail that carries it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template

from insurer.accounts.messages.models import Message
from insurer.accounts.messages.panels import directory
from insurer.accounts.messages.terms import TOLD, title_key
from insurer.infra.audit.timeline import facts_in_words
from insurer.infra.languages import counted, here, reader_locale, speaking


@dataclass(frozen=True, slots=True)
class Said:
    """A message as people read it: headline, details, tone, the policy, the page it leads to, when it was read."""

    id: int
    title: str
    detail: str
    tone: str
    policy: str
    href: str
    sent_at: datetime
    read_at: datetime | None = None


def said(told: Sequence[tuple[Message, datetime | None]]) -> list[Said]:
    """Messages with the moments they were read, in the reader's language; names are looked up once."""
    titles = titles_of([message for message, _read_at in told])
    return [
        Said(
            message.id,
            titles[message.id],
            facts_in_words(json.loads(message.facts), reader_locale()),
            TOLD[message.what].tone,
            message.policy or "",
            directory().page(message.subject, message.policy or ""),
            message.sent_at,
            read_at,
        )
        for message, read_at in told
    ]


def titles_of(messages: Sequence[Message]) -> dict[int, str]:
    """The headlines in the reader's language, by message: what happened, to which buyer or paper."""
    names = directory().buyers({one.buyer for one in messages if one.buyer is not None})
    return {
        one.id: here(
            title_key(one.what),
            number=one.subject.partition(":")[2],
            policy=one.policy or "",
            buyer=names.get(one.buyer or "", ""),
        )
        for one in messages
    }


def mail_of(message: Message, locale: str) -> tuple[str, str]:
    """Subject and text of the message's mail. It names the thing and the way to it; the rest is behind the sign-in."""
    with speaking(locale):
        title = titles_of([message])[message.id]
        base = str(current_app.config["SETTINGS"].base_url).rstrip("/")
        body = render_template(
            "accounts/messages/mail/message.txt",
            title=title,
            detail=facts_in_words(json.loads(message.facts), locale),
            policy=message.policy,
            address=f"{base}/portal/messages/",
        )
    return title, body


def digest_of(messages: Sequence[Message], locale: str) -> tuple[str, str]:
    """Subject and text of the mail that holds a day's messages: their headlines and the way to them."""
    with speaking(locale):
        titles = titles_of(messages)
        base = str(current_app.config["SETTINGS"].base_url).rstrip("/")
        title = counted("One message today", "%(count)s messages today", len(messages))
        body = render_template(
            "accounts/messages/mail/digest.txt",
            lines=[(titles[one.id], one.policy or "") for one in messages],
            address=f"{base}/portal/messages/",
        )
    return title, body

"""What a message says: its headline and details in the reader's language, and the mail that carries it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template

from insurer.accounts.messages.models import Message
from insurer.accounts.messages.panels import directory
from insurer.accounts.messages.terms import TOLD, title_key
from insurer.infra.audit.timeline import facts_in_words
from insurer.infra.languages import here, reader_locale, speaking


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


def said(message: Message, read_at: datetime | None = None) -> Said:
    """The message in the reader's language."""
    policy = message.policy or ""
    return Said(
        message.id,
        title_of(message),
        facts_in_words(json.loads(message.facts), reader_locale()),
        TOLD[message.what].tone,
        policy,
        directory().page(message.subject, policy),
        message.sent_at,
        read_at,
    )


def title_of(message: Message) -> str:
    """The headline in the reader's language: what happened, to which buyer or paper."""
    facts: dict[str, object] = {"number": message.subject.partition(":")[2], "policy": message.policy or ""}
    if message.buyer is not None:
        facts["buyer"] = directory().buyer(message.buyer)
    return here(title_key(message.what), **facts)


def mail_of(message: Message, locale: str) -> tuple[str, str]:
    """Subject and text of the message's mail. It names the thing and the way to it; the rest is behind the sign-in."""
    with speaking(locale):
        told = said(message)
        base = str(current_app.config["SETTINGS"].base_url).rstrip("/")
        body = render_template("accounts/messages/mail/message.txt", said=told, address=f"{base}/portal/messages/")
    return told.title, body

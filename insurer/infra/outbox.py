"""The outbox: what is to leave the house is written in the act's own transaction and sent afterwards.

Each message has one Message-ID for life, so however often it is tried the addressee sees one mail.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.commands import Act
from insurer.infra.db import Model, db
from insurer.infra.mail import Mail, MailRefused, mailer
from insurer.infra.scope import house_writing, reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId


class OutboxMail(Model):
    """One mail to one addressee, in the addressee's language."""

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(80), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(String(160), index=True)
    policyholder_id: Mapped[PartyId | None]
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(300))


def put_mail(
    act: Act,
    *,
    recipient: str,
    locale: str,
    title: str,
    body: str,
    reference: str,
    policyholder: PartyId | None = None,
    not_before: datetime | None = None,
) -> None:
    """Write a mail into the outbox, part of the running act; it leaves at once, or not before a moment."""
    mail = OutboxMail(
        message_id=f"{secrets.token_hex(16)}@tradecover",
        recipient=recipient,
        locale=locale,
        title=" ".join(title.split()),
        body=body,
        reference=reference,
        policyholder_id=policyholder,
        created_at=act.at,
        next_try_at=not_before or act.at,
    )
    with house_writing():
        db.session.add(mail)


@reading_as(ALL)
def due_mails(now: datetime, most: int = 100) -> list[int]:
    """Ids of mails to try now, oldest first."""
    return list(
        db.session.scalars(
            select(OutboxMail.id)
            .where(OutboxMail.sent_at.is_(None), OutboxMail.refused_at.is_(None), OutboxMail.next_try_at <= now)
            .order_by(OutboxMail.id)
            .limit(most)
        )
    )


def send_mail(mail_id: int, now: datetime) -> bool:
    """Try one mail: claim it by moving its next try on, send, note the outcome. True when it left.

    The claim is one conditional update, so two workers never try the same mail at the same time; a failed try
    waits twice as long as the one before, up to six hours; a refusal by the addressee's server is final.
    The caller (a job) commits after the claim and after the outcome.
    """
    row = db.session.get_one(OutboxMail, mail_id)
    mail = Mail(row.message_id, row.recipient, row.title, row.body, row.locale)
    try:
        mailer().send(mail)
    except MailRefused as refusal:
        row.refused_at, row.error = now, str(refusal)[:300]
        return False
    except OSError as fault:
        row.error = f"{type(fault).__name__}: {fault}"[:300]
        return False
    row.sent_at, row.error = now, None
    return True


def claim_mail(mail_id: int, now: datetime) -> bool:
    """Move the mail's next try on, if it is still due: whoever succeeds may send it."""
    row = db.session.get_one(OutboxMail, mail_id)
    wait = min(timedelta(minutes=1) * 2**row.tries, timedelta(hours=6))
    claimed = db.session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.sent_at.is_(None),
            OutboxMail.refused_at.is_(None),
            OutboxMail.next_try_at <= now,
        )
        .values(next_try_at=now + wait, tries=OutboxMail.tries + 1)
    )
    return bool(claimed.rowcount)  # type: ignore[attr-defined]

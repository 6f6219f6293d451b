"""Tables of people, their logins, roles, sessions and approvals."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.kernel.ids import PartyId, PersonId


class Person(Model):
    """A human being. Two logins of one person are still one person where four eyes are asked for."""

    __tablename__ = "person"

    id: Mapped[PersonId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))


class Login(Model):
    """One way in for one person."""

    __tablename__ = "login"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254), unique=True, index=True)
    locale: Mapped[str] = mapped_column(String(10), default="en")
    time_zone: Mapped[str | None] = mapped_column(String(60))
    dates: Mapped[str | None] = mapped_column(String(10))
    numbers: Mapped[str | None] = mapped_column(String(10))
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[datetime | None]


class RoleGrant(Model):
    """A role held by a login over a span of days (`ends_on` is the last one); `ended_at` cut it short at once."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name="span_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    granted_by: Mapped[str] = mapped_column(String(120))
    granted_at: Mapped[datetime]
    agreed_by: Mapped[str | None] = mapped_column(String(120))
    reason: Mapped[str | None] = mapped_column(String(400))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(120))


class Mandate(Model):
    """A portal login's tie to a company over a span of days: its own company or bank, a broker's client."""

    __tablename__ = "mandate"
    __table_args__ = (UniqueConstraint("login_id", "policyholder_id", "begins_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"), index=True)
    policyholder_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    reading_only: Mapped[bool | None]
    reference: Mapped[str | None] = mapped_column(String(160))
    given_by: Mapped[str | None] = mapped_column(String(120))
    given_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(120))


class UserSession(Model):
    """One sign-in. The cookie holds a random token, the row only its hash.

    `confirmed_at` is when the person last proved who they are; `challenge` is what a passkey about to be added signs.
    """

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"), index=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(45))
    confirmed_at: Mapped[datetime | None]
    challenge: Mapped[str | None] = mapped_column(String(120))


class Approval(Model):
    """One matter for four eyes: what was put forward, by whom, as a digest; who agreed; whether it was used."""

    __tablename__ = "approval"
    __table_args__ = (
        Index(None, "kind", "subject"),
        CheckConstraint("checker_id IS NULL OR checker_id <> maker_id", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(160))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    maker_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    checker_id: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    voided_because: Mapped[str | None] = mapped_column(String(40))


class ApprovalDecline(Model):
    """Somebody said no to a matter, or took back what they had put forward themselves; with the reason, for good."""

    __tablename__ = "approval_decline"
    __table_args__ = GROWS_ONLY

    id: Mapped[int] = mapped_column(primary_key=True)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"), unique=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    declined_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)

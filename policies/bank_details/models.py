"""Tables of bank details. All but the payee's row only grow: a new detail replaces the one verified before it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import Minor, PersonId
from insurer.kernel.money import Money


class Payee(Owned, Model):
    """A policyholder that is paid; whoever changes its account, or pays to it, locks this row."""

    __tablename__ = "payee"
    __table_args__ = (UniqueConstraint("policyholder_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class BankDetail(Owned, Model):
    """One account as it was entered. The number is sealed, people see `masked`, `fingerprint` tells it from others."""

    __tablename__ = "bank_detail"
    __table_args__ = (CheckConstraint("kind IN ('iban', 'national')", name="kind_known"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    payee_id: Mapped[int] = mapped_column(ForeignKey("payee.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    holder: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    masked: Mapped[str] = mapped_column(String(60))
    fingerprint: Mapped[str] = mapped_column(String(64))
    bic: Mapped[str] = mapped_column(String(11))
    bank: Mapped[str] = mapped_column(String(200))
    branch: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(254))
    contact_locale: Mapped[str] = mapped_column(String(10))
    document: Mapped[str] = mapped_column(String(200))
    entered_at: Mapped[datetime]
    entered_by: Mapped[str] = mapped_column(String(120))
    entered_by_person: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))


class BankDetailSeal(Owned, Model):
    """The account number of a detail, sealed. It alone is written anew, when the installation's secret changes."""

    __tablename__ = "bank_detail_seal"

    detail_id: Mapped[int] = mapped_column(ForeignKey("bank_detail.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)


class BankDetailCheck(Owned, Model):
    """A second person of the insurer verified a detail; it can be used from `usable_from` on."""

    __tablename__ = "bank_detail_check"
    __table_args__ = (CheckConstraint("usable_from > checked_at", name="cools_first"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    detail_id: Mapped[int] = mapped_column(ForeignKey("bank_detail.id"), unique=True)
    checked_at: Mapped[datetime]
    checked_by: Mapped[str] = mapped_column(String(120))
    checked_by_person: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    usable_from: Mapped[datetime]


class Payout(Owned, Model):
    """To which account one payment went, and who paid it."""

    __tablename__ = "payout"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_above_zero"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    payment: Mapped[str] = mapped_column(String(24), unique=True)
    detail_id: Mapped[int] = mapped_column(ForeignKey("bank_detail.id"), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    paid_at: Mapped[datetime]
    paid_by_person: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))

    amount: Mapped[Money] = composite("amount_minor", "currency")

"""Tables of the receivables ledger. Every figure has the moment it was recorded, so the past can be asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    exists,
    or_,
)
from sqlalchemy.orm import Mapped, aliased, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.bulk_keys import GROWS_IN_BULK
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import ImportId, Minor, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from underwriting.exposure.terms import ReceiptKind
from underwriting.receivables.states import IMPORT_LIFE, ImportMode, ImportState


class LedgerImport(Owned, Model):
    """One file of a policyholder: kept first, then read; what became of its rows."""

    __tablename__ = "ledger_import"
    __table_args__ = (
        CheckConstraint("state <> 'done' OR rows = accepted + refused + unchanged", name="no_row_lost"),
        Index(None, "policy_id", "id"),
    )

    id: Mapped[ImportId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    file_sha: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    plan: Mapped[dict[str, Any]]
    as_of: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    mode: Mapped[str] = mapped_column(String(12), default=ImportMode.INCREMENTAL)
    whole: Mapped[bool] = mapped_column(default=False)
    closed: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    buyers_matched: Mapped[int] = mapped_column(default=0)
    buyers_new: Mapped[int] = mapped_column(default=0)
    understood: Mapped[dict[str, Any]] = mapped_column(default=dict)
    received_at: Mapped[datetime]
    received_by: Mapped[str] = mapped_column(String(120))
    finished_at: Mapped[datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(120))
    error_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the mapper reads a plain dictionary

    def move(self, move: str) -> None:
        self.state = IMPORT_LIFE.after(ImportState(self.state), move)


class ImportRefusedRow(Owned, Model):
    """A row that was not taken, with its cells as written, so that it can be mended and sent again."""

    __tablename__ = "import_refused_row"
    __table_args__ = (UniqueConstraint("import_id", "line"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[ImportId] = mapped_column(ForeignKey("ledger_import.id"))
    line: Mapped[int]
    cells: Mapped[list[Any]]


class ImportRowError(Owned, Model):
    """One reason why a row was not taken: the column, the value as written, a stable code and the facts."""

    __tablename__ = "import_row_error"
    __table_args__ = (Index(None, "import_id", "line"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[ImportId] = mapped_column(ForeignKey("ledger_import.id"))
    line: Mapped[int]
    column: Mapped[str] = mapped_column(String(300))
    value: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(120))
    facts: Mapped[dict[str, Any]]


class Receivable(Owned, Model):
    """One invoice as first entered. What changes later, payments and disputes, are rows of their own."""

    __tablename__ = "receivable"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_above_zero"),
        CheckConstraint("tax_minor >= 0 AND deposit_minor >= 0", name="parts_not_negative"),
        UniqueConstraint("policy_id", "party_id", "number_key"),
        Index(None, "policy_id", "shipped"),
        GROWS_IN_BULK,
    )

    id: Mapped[ReceivableId] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    number: Mapped[str] = mapped_column(String(300))
    number_key: Mapped[str] = mapped_column(String(300))
    shipped: Mapped[date]
    invoiced: Mapped[date]
    due: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    tax_minor: Mapped[Minor]
    deposit_minor: Mapped[Minor]
    method: Mapped[str | None] = mapped_column(String(2))
    destination: Mapped[str | None] = mapped_column(String(2))
    import_id: Mapped[ImportId] = mapped_column(ForeignKey("ledger_import.id"), index=True)
    recorded_at: Mapped[datetime]

    amount: Mapped[Money] = composite("amount_minor", "currency")
    tax: Mapped[Money] = composite("tax_minor", "currency")
    deposit: Mapped[Money] = composite("deposit_minor", "currency")


class ReceivableReceipt(Owned, Model):
    """What came in on an invoice, or a credit note or payment that names none; below zero it takes a closing back."""

    __tablename__ = "receivable_receipt"
    __table_args__ = (
        CheckConstraint(
            "amount_minor > 0 AND kind <> 'returned' OR amount_minor < 0 AND kind = 'returned'", name="sign_of_kind"
        ),
        UniqueConstraint("policy_id", "party_id", "number_key"),
        Index(None, "policy_id", "party_id", "day"),
        GROWS_IN_BULK,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    receivable_id: Mapped[ReceivableId | None] = mapped_column(ForeignKey("receivable.id"), index=True)
    number_key: Mapped[str | None] = mapped_column(String(300))
    day: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    kind: Mapped[str] = mapped_column(String(12))
    import_id: Mapped[ImportId] = mapped_column(ForeignKey("ledger_import.id"), index=True)
    recorded_at: Mapped[datetime]

    amount: Mapped[Money] = composite("amount_minor", "currency")


class ReceivableDispute(Owned, Model):
    """Which part of an invoice is in dispute from a day on; a later row prevails, zero ends it."""

    __tablename__ = "receivable_dispute"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index(None, "policy_id", "party_id"),
        GROWS_IN_BULK,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    receivable_id: Mapped[ReceivableId] = mapped_column(ForeignKey("receivable.id"), index=True)
    day: Mapped[date]
    amount_minor: Mapped[Minor]
    import_id: Mapped[ImportId] = mapped_column(ForeignKey("ledger_import.id"), index=True)
    recorded_at: Mapped[datetime]


_ABSENCE = (ReceiptKind.LEFT_LEDGER.value, ReceiptKind.RETURNED.value)


def standing(table: Any = ReceivableReceipt, known_by: datetime | None = None) -> ColumnElement[bool]:
    """The receipts that count, as known by a moment.

    An invoice that left a full ledger and came back has a receipt `left_ledger` and one `returned` of the same day
    that undoes it. Their sum is zero; they are left out together, so that neither is taken for a day of payment.
    """
    back = aliased(ReceivableReceipt)
    undone = [
        back.receivable_id == table.receivable_id,
        back.day == table.day,
        back.id > table.id,
        back.kind == ReceiptKind.RETURNED.value,
    ]
    if known_by is not None:
        undone.append(back.recorded_at <= known_by)
    return or_(
        table.kind.not_in(_ABSENCE),
        and_(table.kind == ReceiptKind.LEFT_LEDGER.value, ~exists().where(*undone)),
    )

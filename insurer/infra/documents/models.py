"""Tables of documents: what left the house, by number and by the hash of its bytes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import DocumentId


class IssuedDocument(Owned, Model):
    """One document as it was issued: never changed; a new version is a new document with a number of its own.

    `subject` is what it is about ("claim:CL-2026-000001"), `occasion` the paper that it was made for (the number of
    the assessment decided on): one document of a kind per occasion. The bytes are kept under `sha256`; with the
    `fingerprint` printed on it a reader has it verified.
    """

    __tablename__ = "issued_document"
    __table_args__ = (UniqueConstraint("kind", "occasion"), Index(None, "subject", "kind"), GROWS_ONLY)

    id: Mapped[DocumentId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    occasion: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str | None] = mapped_column(String(32))
    size: Mapped[int]
    issued_at: Mapped[datetime]

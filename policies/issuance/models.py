"""Papers issued under a policy. A paper says what was known when it was issued, so it can be printed again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import DocumentId, PolicyId
from policies.issuance.terms import DocumentKind


class PolicyDocument(Owned, Model):
    """One issue of a paper: which, in which language, when and by whom. Its words follow from `issued_at`."""

    __tablename__ = "policy_document"
    __table_args__ = GROWS_ONLY

    id: Mapped[DocumentId] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(120))

    def paper(self) -> DocumentKind:
        return DocumentKind(self.kind)

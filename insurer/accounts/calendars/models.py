"""The table of calendar addresses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.db import Model


class CalendarLink(Model):
    """One secret address of one login. The address holds a random token, the row only its hash."""

    __tablename__ = "calendar_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

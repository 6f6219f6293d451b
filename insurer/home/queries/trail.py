"""The pages of the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from insurer.infra.audit.models import AuditEvent
from insurer.infra.db import db
from insurer.infra.web.tables import ListState, Page, Query, keyset_page


def audit_page(state: ListState) -> Page[Row[Any]]:
    """One page of the trail."""
    query = select(
        AuditEvent.sequence, AuditEvent.at, AuditEvent.login, AuditEvent.what, AuditEvent.subject, AuditEvent.facts
    )
    for key, column in (("subject", AuditEvent.subject), ("login", AuditEvent.login), ("text", AuditEvent.facts)):
        if key in state.filters:
            query = query.where(column.icontains(state.filters[key], autoescape=True))
    return keyset_page(_run, query, {"sequence": AuditEvent.sequence}, AuditEvent.sequence, state)


def _run(statement: Query) -> Sequence[Row[Any]]:
    return db.session.execute(statement).all()

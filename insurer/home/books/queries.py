"""Reads of the books: postings of an account as of a day, one entry with its sides, the act that booked it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import Row, select

from insurer.infra.audit.models import AuditEvent
from insurer.infra.db import db
from insurer.infra.languages import here
from insurer.infra.ledger import Account, LedgerEntry, LedgerPosting
from insurer.infra.web.lists import Line, Listing
from insurer.infra.web.paging import Query
from insurer.infra.web.tables import Column, Filter
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PolicyId
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_day
from policies.public import policies_by_id

COLUMNS = (
    Column("number", "Entry", "code", narrow=True),
    Column("effective_on", "Booked on", "date", sortable=True),
    Column("kind", "Movement", narrow=True),
    Column("reference", "Paper", "code"),
    Column("policy", "Policy", "code"),
    Column("debit", "Debit", "money"),
    Column("credit", "Credit", "money"),
)
FILTERS = (Filter("currency", "Currency"), Filter("reference", "Paper"), Filter("first", "From", "date"))


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry with its sides; `record` is the number of the act's record in the trail, None if it left none."""

    entry: LedgerEntry
    postings: Sequence[LedgerPosting]
    policies: Mapping[PolicyId, str]
    record: int | None
    reverses: str | None
    reversed_by: str | None


def movement_words(kind: str) -> str:
    """What an entry was for, in the reader's words."""
    return here(f"ledger.{kind}")


def postings_listing(account: Account, as_of: date) -> Listing:
    """The postings of an account effective by `as_of`, the latest first; debits and credits can be added up."""

    def statement(filters: Mapping[str, str]) -> Query:
        found = (
            select(
                LedgerEntry.number, LedgerEntry.effective_on, LedgerEntry.kind, LedgerEntry.reference,
                LedgerPosting.policy_id, LedgerPosting.amount_minor, LedgerPosting.currency,
            )
            .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
            .where(LedgerPosting.account == account.value, LedgerEntry.effective_on <= as_of)
        )  # fmt: skip
        if "currency" in filters:
            found = found.where(LedgerPosting.currency == filters["currency"].upper())
        if "reference" in filters:
            found = found.where(LedgerEntry.reference.icontains(filters["reference"], autoescape=True))
        if "first" in filters:
            found = found.where(LedgerEntry.effective_on >= parse_day(filters["first"], "first"))
        return found

    return Listing(
        name=f"postings-{account.value}",
        caption=here("Postings"),
        empty=here("Nothing was posted to this account by this day."),
        columns=COLUMNS,
        filters=FILTERS,
        statement=statement,
        keys={"effective_on": LedgerEntry.effective_on},
        unique=LedgerPosting.id,
        lines=_lines,
        sort="effective_on",
        descending=True,
    )


def _lines(rows: Sequence[Row[Any]]) -> list[Line]:
    numbers = {key: one.number for key, one in policies_by_id({row.policy_id for row in rows} - {None}).items()}
    found: list[Line] = []
    for row in rows:
        amount = Money(int(row.amount_minor), row.currency)
        sides = (amount, None) if amount.minor > 0 else (None, -amount)
        paper = row.reference.rpartition(":")[2]
        values = (row.number, row.effective_on, movement_words(row.kind), paper, numbers.get(row.policy_id, ""))
        found.append(((*values, *sides), url_for("books_desk.entry", number=row.number)))
    return found


def entry_view(number: str) -> EntryView:
    """The entry with this number and the way to the act that booked it."""
    entry = db.session.scalar(select(LedgerEntry).where(LedgerEntry.number == number))
    if entry is None:
        raise NotFound("ledger.no_such_entry", number=number[:40])
    postings = list(
        db.session.scalars(select(LedgerPosting).where(LedgerPosting.entry_id == entry.id).order_by(LedgerPosting.id))
    )
    found = policies_by_id({row.policy_id for row in postings if row.policy_id is not None})
    record = db.session.scalar(
        select(AuditEvent.sequence).where(AuditEvent.subject == f"entry:{number}").order_by(AuditEvent.sequence)
    )
    reverses = None
    if entry.reverses_id is not None:
        reverses = db.session.scalar(select(LedgerEntry.number).where(LedgerEntry.id == entry.reverses_id))
    back = db.session.scalar(select(LedgerEntry.number).where(LedgerEntry.reverses_id == entry.id))
    return EntryView(entry, postings, {key: one.number for key, one in found.items()}, record, reverses, back)

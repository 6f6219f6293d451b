"""Reads of billing: notes, receipts, booked turnover and the premium account, as of a day and as known."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from insurer.infra.db import db
from insurer.kernel.calendar import add_days
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PolicyId
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_day
from insurer.kernel.plain import from_plain
from insurer.kernel.working import Working
from policies.billing import rules
from policies.billing.models import DebitNote, PremiumReceipt, TurnoverBooked
from policies.billing.terms import (
    BookedTurnover,
    Note,
    NoteAccount,
    NoteStanding,
    PolicyPremium,
    PremiumPosition,
    Received,
    Suspension,
)
from policies.contracts.queries import policy_row, terms_by_policy, terms_of
from policies.contracts.rules.mapping import earning_method_of, minimum_premium_of, premium_terms_of
from policies.contracts.terms import LiabilityBase
from policies.premiums.terms import PremiumTerms


def note_row(number: str) -> DebitNote:
    """The note with this number; a foreign one is not found."""
    row = db.session.scalar(select(DebitNote).where(DebitNote.number == number))
    if row is None:
        raise NotFound("billing.no_such_note", number=number)
    return row


def note_working(number: str) -> Working:
    """How the amounts of a note were worked out, as kept when it was issued."""
    return from_plain(Working, json.loads(note_row(number).working))


def notes_of(policy_id: PolicyId, known_by: datetime | None = None) -> list[Note]:
    """Every note of a policy in the order of issue."""
    query = select(DebitNote).where(DebitNote.policy_id == policy_id).order_by(DebitNote.id)
    if known_by is not None:
        query = query.where(DebitNote.recorded_at <= known_by)
    return [row.note() for row in db.session.scalars(query)]


def receipts_of(policy_id: PolicyId, known_by: datetime | None = None) -> list[Received]:
    """Every receipt for notes of a policy in the order of recording."""
    query = select(PremiumReceipt).where(PremiumReceipt.policy_id == policy_id).order_by(PremiumReceipt.id)
    if known_by is not None:
        query = query.where(PremiumReceipt.recorded_at <= known_by)
    return [row.received() for row in db.session.scalars(query)]


def turnover_of(policy_id: PolicyId, known_by: datetime | None = None) -> list[BookedTurnover]:
    """Every booking of turnover of a policy, corrections included, in the order of recording."""
    query = select(TurnoverBooked).where(TurnoverBooked.policy_id == policy_id).order_by(TurnoverBooked.id)
    if known_by is not None:
        query = query.where(TurnoverBooked.recorded_at <= known_by)
    return [row.booked() for row in db.session.scalars(query)]


def note_accounts_of(policy_id: PolicyId, as_of: date, known_by: datetime | None = None) -> Sequence[NoteAccount]:
    """What is open of every note of the policy at the end of `as_of`."""
    return rules.note_accounts(notes_of(policy_id, known_by), receipts_of(policy_id, known_by), as_of)


def note_accounts_by_policy(ids: Collection[PolicyId], as_of: date) -> dict[PolicyId, Sequence[NoteAccount]]:
    """The same of several policies in two reads, whatever their number."""
    notes: dict[PolicyId, list[Note]] = {policy_id: [] for policy_id in ids}
    receipts: dict[PolicyId, list[Received]] = {policy_id: [] for policy_id in ids}
    for note in db.session.scalars(select(DebitNote).where(DebitNote.policy_id.in_(notes)).order_by(DebitNote.id)):
        notes[note.policy_id].append(note.note())
    paid = select(PremiumReceipt).where(PremiumReceipt.policy_id.in_(notes)).order_by(PremiumReceipt.id)
    for receipt in db.session.scalars(paid):
        receipts[receipt.policy_id].append(receipt.received())
    return {policy_id: rules.note_accounts(notes[policy_id], receipts[policy_id], as_of) for policy_id in notes}


def note_account(number: str, as_of: date) -> NoteAccount:
    """One note and what is open of it at the end of `as_of`."""
    note = note_row(number).note()
    receipts = [receipt for receipt in receipts_of(note.policy) if receipt.note == number]
    return rules.note_accounts([note], receipts, max(as_of, note.issued_on))[0]


def declared_turnover(policy_id: PolicyId) -> Money:
    """The turnover that stands as declared, corrections taken."""
    rows = rules.standing_turnover(turnover_of(policy_id))
    return Money.total((row.amount for row in rows), policy_row(policy_id).currency)


def premium_clauses(policy_id: PolicyId) -> PremiumTerms:
    """What the premium of the policy is worked out from: its clauses on the last day, the turnover as declared."""
    terms, policy = terms_of(policy_id), policy_row(policy_id)
    return premium_terms_of(terms, add_days(policy.end_day, -1), declared=rules.declared_rows(turnover_of(policy_id)))


def notes_query(
    filters: Mapping[str, str], as_of: date
) -> tuple[Select[Any], Mapping[str, ColumnElement[Any]], ColumnElement[Any]]:
    """Notes with what was paid of each, for a list: the statement, its sort keys and the key that breaks ties."""
    paid = (
        select(func.coalesce(func.sum(PremiumReceipt.amount_minor), 0))
        .where(PremiumReceipt.note_number == DebitNote.number, PremiumReceipt.received_on <= as_of)
        .correlate(DebitNote)
        .scalar_subquery()
    )
    left = DebitNote.premium_minor + DebitNote.tax_minor - paid
    statement = select(DebitNote, paid.label("paid")).where(DebitNote.issued_on <= as_of)
    standing = {
        NoteStanding.PAID: left == 0,
        NoteStanding.CREDIT: left < 0,
        NoteStanding.OVERDUE: (left > 0) & (DebitNote.due_on < as_of),
        NoteStanding.NOT_DUE: (left > 0) & (DebitNote.due_on >= as_of),
    }
    if filters.get("standing") in set(NoteStanding):
        statement = statement.where(standing[NoteStanding(filters["standing"])])
    if "policy" in filters:
        statement = statement.where(DebitNote.policy_number.contains(filters["policy"].upper(), autoescape=True))
    if "due_to" in filters:
        statement = statement.where(DebitNote.due_on <= parse_day(filters["due_to"], "due_to"))
    keys: dict[str, ColumnElement[Any]] = {"due_on": DebitNote.due_on, "number": DebitNote.number}  # type: ignore[dict-item]
    return statement, keys, DebitNote.id  # type: ignore[return-value]


def account_from(row: DebitNote, paid_minor: int, as_of: date) -> NoteAccount:
    """A listed note and what is open of it."""
    note = row.note()
    return rules.note_account(note, Money(paid_minor, note.total.currency), as_of)


def premium_position(policy_id: PolicyId, as_of: date, known_by: datetime | None = None) -> PremiumPosition:
    """Written, earned, unearned, billed, received, receivable and overdue premium at the end of `as_of`."""
    terms = terms_of(policy_id)
    return rules.premium_standing(
        notes_of(policy_id, known_by),
        receipts_of(policy_id, known_by),
        as_of,
        earning_method_of(terms, as_of),
        terms.currency,
    )


def premium_of_all(as_of: date, known_by: datetime | None = None) -> list[PolicyPremium]:
    """The premium of every policy of the reader's scope with a note issued by `as_of`."""
    noted: dict[PolicyId, list[Note]] = {}
    for row in db.session.scalars(select(DebitNote).where(DebitNote.issued_on <= as_of).order_by(DebitNote.id)):
        if known_by is None or row.recorded_at <= known_by:
            noted.setdefault(row.policy_id, []).append(row.note())
    receipts: dict[PolicyId, list[Received]] = {}
    for paid in db.session.scalars(select(PremiumReceipt).order_by(PremiumReceipt.id)):
        if known_by is None or paid.recorded_at <= known_by:
            receipts.setdefault(paid.policy_id, []).append(paid.received())
    found = []
    all_terms = terms_by_policy(list(noted))
    for policy_id, notes in noted.items():
        terms = all_terms[policy_id]
        method = earning_method_of(terms, as_of)
        first = notes[0]
        found.append(
            PolicyPremium(
                first.policy_number, first.policyholder, terms.currency, method, tuple(notes),
                tuple(receipts.get(policy_id, [])),
            )
        )  # fmt: skip
    return found


def unpaid_premium(policy_id: PolicyId, as_of: date) -> Money:
    """Premium and tax due by `as_of` and not paid, less credits: what an indemnity may be set off against."""
    return rules.due_and_unpaid(note_accounts_of(policy_id, as_of), as_of, policy_row(policy_id).currency)


def suspensions(policy_id: PolicyId, day: date) -> tuple[Suspension, ...]:
    """Every span without cover for unpaid premium, as the account stands at the end of `day`."""
    grace = terms_of(policy_id).days("premium_grace_days", day)
    return rules.suspensions_of(notes_of(policy_id), receipts_of(policy_id), day, grace)


def maximum_liability_on(policy_id: PolicyId, day: date) -> Money | None:
    """The most the insurer pays under the policy as it stands on `day`; None where it has no maximum."""
    terms = terms_of(policy_id)
    cap = terms.liability_cap(day)
    if cap is None or cap.multiple is None:
        return None if cap is None else cap.amount
    if cap.base is LiabilityBase.MINIMUM_PREMIUM:
        return minimum_premium_of(terms, day).share(cap.multiple)
    return rules.premium_paid(note_accounts_of(policy_id, day), terms.currency).share(cap.multiple)


def notes_like(number: str, most: int) -> list[Note]:
    """Notes of the reader's scope whose number has this part, the newest first."""
    query = select(DebitNote).where(DebitNote.number.contains(number, autoescape=True))
    return [row.note() for row in db.session.scalars(query.order_by(DebitNote.id.desc()).limit(most))]


def overdue_notes(as_of: date, most: int) -> list[NoteAccount]:
    """The notes of the reader's scope that are overdue at the end of `as_of`, the one due first in front."""
    statement, _keys, tie = notes_query({"standing": NoteStanding.OVERDUE.value}, as_of)
    rows = db.session.execute(statement.order_by(DebitNote.due_on, tie).limit(most))
    return [account_from(row, int(paid), as_of) for row, paid in rows]


def premium_overdue(as_of: date) -> dict[str, tuple[int, Money]]:
    """Per currency how many notes of the reader's scope are overdue at the end of `as_of`, and what is open of them."""
    statement, _keys, _tie = notes_query({"standing": NoteStanding.OVERDUE.value}, as_of)
    found: dict[str, tuple[int, Money]] = {}
    for row, paid in db.session.execute(statement):
        left = account_from(row, int(paid), as_of).open
        count, total = found.get(left.currency, (0, Money.zero(left.currency)))
        found[left.currency] = (count + 1, total + left)
    return found

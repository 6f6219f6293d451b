"""Acts on the cash view: a policyholder enters opening cash and payments to come, and takes an entry back."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from insurer.accounts.facts import May
from insurer.advisory.cash.models import CashEntry
from insurer.advisory.cash.queries import cash_entries, cash_entry
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, InvalidInput, NotFound
from insurer.kernel.ids import Minor, PartyId
from insurer.kernel.money import Money


class CashKind(StrEnum):
    """What an entry is: cash there is on a day, or a payment to come."""

    OPENING = "opening"
    OUTFLOW = "outflow"


@command(needs=May.WARNING_ACT)
def enter_cash(act: Act, policyholder: PartyId, *, kind: CashKind, day: date, amount: Money, words: str = "") -> int:
    """Enter opening cash of a day (it may be below nothing: an overdraft) or a payment to come."""
    if act.actor.scope.everything or not act.actor.scope.has(policyholder):
        raise NotFound("warning.no_such_policyholder")
    if kind is CashKind.OPENING and day > act.today:
        raise InvalidInput("cash.opening_to_come", "day", day=day)
    if kind is CashKind.OUTFLOW and amount.minor <= 0:
        raise InvalidInput("cash.outflow_not_above_nothing", "amount")
    entry = CashEntry(
        policyholder_id=policyholder,
        kind=kind.value,
        day=day,
        currency=amount.currency,
        amount_minor=Minor(amount.minor),
        words=words.strip(),
        recorded_at=act.at,
        recorded_by=act.actor.name,
    )
    db.session.add(entry)
    db.session.flush()
    act.record(f"cash_entry:{entry.id}", "cash.entered", policyholder=policyholder, amount=amount, day=day)
    return entry.id


@command(needs=May.WARNING_ACT)
def cancel_cash(act: Act, entry_id: int) -> None:
    """Take an entry back: it stays, and a second one says that it does not count any more."""
    entry = cash_entry(entry_id)
    if act.actor.scope.everything:
        raise NotFound("warning.no_such_policyholder")
    if entry.id not in {one.id for one in cash_entries(entry.policyholder_id, entry.currency)}:
        raise Conflict("cash.cancelled_before", id=entry_id)
    db.session.add(
        CashEntry(
            policyholder_id=entry.policyholder_id, kind=entry.kind, day=entry.day, currency=entry.currency,
            amount_minor=entry.amount_minor, words=entry.words, cancels_id=entry.id, recorded_at=act.at,
            recorded_by=act.actor.name,
        )
    )  # fmt: skip
    act.record(f"cash_entry:{entry.id}", "cash.cancelled", policyholder=entry.policyholder_id, amount=entry.amount)

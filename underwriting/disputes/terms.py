"""What is disputed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from insurer.kernel.ids import PartyId, ReceivableId
from insurer.kernel.money import Money
from underwriting.disputes.states import DisputeMove, DisputeOutcome


@dataclass(frozen=True, slots=True)
class Dispute:
    """A standing dispute of one invoice: the disputed part of what is open, since which day, why, from what."""

    receivable: ReceivableId
    party: PartyId
    number: str
    due: date
    open: Money
    disputed: Money
    since: date
    reason: str
    statement: str


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a dispute's history: from the ledger itself where nobody gave a reason."""

    day: date
    amount: Money
    recorded_at: datetime
    recorded_by: str = ""
    move: DisputeMove | None = None
    reason: str = ""
    outcome: DisputeOutcome | None = None
    statement: str = ""


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """An open invoice to which a difference may belong: what is open and not yet disputed of it."""

    receivable: ReceivableId
    due: date
    undisputed: Money

"""What was entered of a claim that is not yet filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from claims.cases.terms import LossCause
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim as far as it was entered: cause, date of loss, the invoices chosen, what the policyholder tells."""

    policy: PolicyId
    party: PartyId
    cause: LossCause
    loss_date: date | None
    receivables: tuple[ReceivableId, ...]
    told: str
    kept_at: datetime
    kept_by: str

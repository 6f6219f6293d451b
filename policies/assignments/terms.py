"""An assignment of claim payments as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from insurer.kernel.ids import PartyId, PolicyId


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is paid in the policyholder's place under a policy; `buyers` is None when it is for all of them."""

    id: int
    policy: PolicyId
    policyholder: PartyId
    payee: PartyId
    reference: str
    buyers: frozenset[PartyId] | None
    first: date
    last: date | None
    recorded_at: datetime
    recorded_by: str
    ended_by: str = ""

    def covers(self, buyer: PartyId) -> bool:
        return self.buyers is None or buyer in self.buyers

    def stands_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

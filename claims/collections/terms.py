"""What a collection case is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from claims.collections.states import CaseEnd, CaseState, CollectionStep
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One debt of a case: what was open when it came in, what is open now, and what of that is disputed."""

    receivable: ReceivableId
    number: str
    due: date
    open_then: Money
    open_now: Money
    disputed: Money


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step taken in a case."""

    step: CollectionStep
    day: date
    note: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the ladder with its last sensible day; `bound` says that the policy's clock moved it forward."""

    step: CollectionStep
    day: date
    bound: bool
    taken: bool


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case with its debts and steps, on a day."""

    id: int
    number: str
    policy: PolicyId
    party: PartyId
    state: CaseState
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_because: CaseEnd | None
    lines: tuple[CaseLine, ...]
    steps: tuple[StepTaken, ...]

    @property
    def amounts(self) -> tuple[Money, ...]:
        """What is still open of its debts, one sum per currency: the overdue lines."""
        return _sums([line.open_now for line in self.lines])

    @property
    def amounts_then(self) -> tuple[Money, ...]:
        """What was open of its debts when they came in."""
        return _sums([line.open_then for line in self.lines])

    @property
    def paid(self) -> bool:
        """Whether nothing is open any more."""
        return all(line.open_now.minor <= 0 for line in self.lines)

    @property
    def disputed(self) -> bool:
        """Whether all that is open is disputed: the ladder waits until the dispute ends."""
        still = [line for line in self.lines if line.open_now.minor > 0]
        return bool(still) and all(line.disputed >= line.open_now for line in still)


def _sums(amounts: list[Money]) -> tuple[Money, ...]:
    totals: dict[str, Money] = {}
    for amount in amounts:
        totals[amount.currency] = totals.get(amount.currency, Money.zero(amount.currency)) + amount.floor_zero()
    return tuple(totals[currency] for currency in sorted(totals))

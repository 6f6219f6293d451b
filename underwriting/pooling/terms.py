"""What is known of a buyer's payments over all policies, and what re-scores it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class PaymentBehaviour(StrEnum):
    """How a buyer pays, from the best."""

    PROMPT = "prompt"
    SLOW = "slow"
    POOR = "poor"
    ALARMING = "alarming"

    @property
    def rank(self) -> int:
        """0 for prompt … 3 for alarming."""
        return list(PaymentBehaviour).index(self)

    @property
    def tone(self) -> str:
        """Its colour beside the word."""
        return {"prompt": "good", "slow": "yellow", "poor": "care", "alarming": "bad"}[self.value]


class PaymentTrend(StrEnum):
    """Whether a buyer pays later than it did."""

    BETTER = "better"
    STEADY = "steady"
    WORSE = "worse"

    @property
    def tone(self) -> str:
        return {"better": "good", "steady": "quiet", "worse": "bad"}[self.value]


class Cause(StrEnum):
    """What re-scored a buyer."""

    OVERDUE_REPORTED = "overdue_reported"


@dataclass(frozen=True, slots=True)
class Payment:
    """One invoice of anybody's on the buyer: due, and paid in full on a day or still open."""

    policyholder: int
    due: date
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Pooled:
    """How the buyer pays everybody: `policies` only as a bracket, so that nobody's part can be told from it."""

    behaviour: PaymentBehaviour
    mean_days_late: Fraction
    share_late: Fraction
    trend: PaymentTrend
    policies: str
    invoices: int
    enough: bool
    """Whether so many policyholders stand behind it that nobody can be told from it; else it stays at the desk."""

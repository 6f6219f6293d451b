"""The clauses of a policy that turn an insured loss into an indemnity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from insurer.kernel.money import Money


class ThresholdBase(StrEnum):
    """Which amount is held against the claims threshold."""

    INSURED_LOSS = "insured_loss"
    NET_DEBT = "net_debt"


class DeductibleKind(StrEnum):
    """Taken from the claim, or the least that the policyholder keeps in all."""

    DEDUCTED = "deducted"
    MINIMUM_RETENTION = "minimum_retention"


class DeductibleStage(StrEnum):
    """Where in the order of work a deductible is taken."""

    AFTER_PERCENTAGE = "after_percentage"
    BEFORE_PERCENTAGE = "before_percentage"
    BEFORE_LIMIT = "before_limit"


class Erosion(StrEnum):
    """What fills the aggregate first loss: the insured share or the loss itself."""

    INSURED_SHARE = "insured_share"
    GROSS_LOSS = "gross_loss"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndemnityTerms:
    """Threshold, deductible, aggregate first loss, maximum liability. Amounts in policy currency.

    `maximum_liability` is None where the policy has none; the `used` amounts are what earlier claims of the
    insurance year have taken.
    """

    currency: str
    minimum_loss: Money
    deductible: Money
    aggregate_first_loss: Money
    aggregate_first_loss_used: Money
    maximum_liability: Money | None
    maximum_liability_used: Money
    set_off: Money
    minimum_loss_base: ThresholdBase = ThresholdBase.INSURED_LOSS
    deductible_kind: DeductibleKind = DeductibleKind.DEDUCTED
    deductible_stage: DeductibleStage = DeductibleStage.AFTER_PERCENTAGE
    aggregate_first_loss_erosion: Erosion = Erosion.INSURED_SHARE

    @property
    def aggregate_left(self) -> Money:
        """What is still to be filled before the insurer pays."""
        return (self.aggregate_first_loss - self.aggregate_first_loss_used).floor_zero()

    @property
    def liability_left(self) -> Money | None:
        """What the insurer may still pay in this insurance year; None without a maximum."""
        if self.maximum_liability is None:
            return None
        return (self.maximum_liability - self.maximum_liability_used).floor_zero()


def multiple_of_premium(premium: Money, multiple: Decimal) -> Money:
    """A maximum liability stated as a multiple of the premium."""
    return premium.share(multiple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The cause and date of loss, and the fraction a person took off for late notice."""

    cause: str
    day: date
    late_reduction: Decimal = Decimal(0)

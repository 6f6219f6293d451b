"""What a premium is worked out from: rates, declarations, minimum, deposit, bonus and fees."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.period import Period


class PremiumBase(StrEnum):
    """What the rate is applied to."""

    TURNOVER = "turnover"
    BALANCE = "balance"
    LIMIT = "limit"
    SHIPMENT = "shipment"
    FLAT = "flat"


class RefundFloor(StrEnum):
    """How far an overpaid deposit goes back: down to the minimum premium, or not at all."""

    MINIMUM = "minimum"
    NONE = "none"


class OverLimit(StrEnum):
    """Whether a declared amount above the buyer's limit counts in full or only up to the limit."""

    FULL = "full"
    CAPPED = "capped"


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumRate:
    """A rate (0.0035 is 0.35 %) for the rows whose class, method and term it names; None names none.

    `valid` holds the days on which a declared period must begin; None is any day.
    """

    rate: Decimal
    country_class: str | None = None
    payment_method: str | None = None
    term_to_days: int | None = None
    valid: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRow:
    """One declared amount: turnover, balance, limit or shipment of a period."""

    period: Period
    amount: Money
    country_class: str | None = None
    payment_method: str | None = None
    term_days: int | None = None
    limit: Money | None = None


@dataclass(frozen=True, slots=True)
class PremiumPart:
    """A minimum or a deposit: an amount, or a share of the estimated premium."""

    amount: Money | None = None
    percentage_of_estimate: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.percentage_of_estimate is None):
            raise InvalidInput("input.one_of", "", choices="amount, percentage_of_estimate")


@dataclass(frozen=True, slots=True)
class BonusMalusStep:
    """The factor on the premium up to this loss ratio; None has no end."""

    loss_ratio_to: Decimal | None
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Fee:
    """So many units of a service at a price."""

    code: str
    quantity: Decimal
    unit_price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumTerms:
    """The premium clauses of a policy and what was declared under it."""

    currency: str
    base: PremiumBase
    rates: tuple[PremiumRate, ...] = ()
    declared: tuple[DeclaredRow, ...] = ()
    estimated: Money | tuple[DeclaredRow, ...] | None = None
    flat_premium: Money | None = None
    minimum: PremiumPart | None = None
    deposit: PremiumPart | None = None
    instalments: int = 1
    refund_down_to: RefundFloor = RefundFloor.MINIMUM
    loss_ratio: Decimal | None = None
    bonus_malus: tuple[BonusMalusStep, ...] = ()
    tax_rate: Decimal = Decimal(0)
    commission_rate: Decimal = Decimal(0)
    fees: tuple[Fee, ...] = ()
    over_limit: OverLimit = OverLimit.FULL
    minimum_months: int = 0

    def __post_init__(self) -> None:
        flat = self.base is PremiumBase.FLAT
        if flat and self.flat_premium is None:
            raise InvalidInput("input.missing", "flat_premium")
        if not flat and not self.rates:
            raise InvalidInput("input.missing", "rates")
        idle = {
            "rates": flat and self.rates,
            "declared": flat and self.declared,
            "estimated": flat and self.estimated is not None,
            "flat_premium": not flat and self.flat_premium is not None,
            "minimum_months": self.base is not PremiumBase.LIMIT and self.minimum_months,
        }
        for name, given in idle.items():
            if given:
                raise InvalidInput("input.not_used_here", name)


@dataclass(frozen=True, slots=True)
class PremiumLine:
    """Premium of one declared row, traced to the declaration and the rate it rests on.

    `share_of_rate` is 1, or a twelfth where a yearly rate is charged for a month.
    """

    declaration: str
    rate_row: str
    period: Period
    amount: Money
    rate: Decimal
    share_of_rate: Fraction
    premium: Money

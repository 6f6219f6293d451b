"""What the sharing of a recovery is told: the method of the policy and where the claim stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from insurer.kernel.ids import ClaimId, PartyId
from insurer.kernel.money import Money


class RecoveryMethod(StrEnum):
    """By what a recovery is divided."""

    INDEMNITY_OVER_DEBT = "indemnity_over_debt"
    LIMIT_OVER_DEBT = "limit_over_debt"
    RISK_SHARE = "risk_share"
    INSURER_FIRST = "insurer_first"
    INSURED_FIRST = "insured_first"


class CostsRule(StrEnum):
    """Who bears the cost of collecting."""

    FIRST = "first"
    INSURED_PART_BY_INSURER = "insured_part_by_insurer"
    INSURER = "insurer"


class Holder(StrEnum):
    """Who received the money and holds it."""

    INSURER = "insurer"
    POLICYHOLDER = "policyholder"


@dataclass(frozen=True, slots=True)
class ToCollect:
    """A paid claim on which the insurer is still out of pocket: what it paid, what came back, when last."""

    claim: ClaimId
    number: str
    party: PartyId
    paid_on: date
    indemnity: Money
    recovered: Money
    last: date | None

    @property
    def left(self) -> Money:
        return self.indemnity - self.recovered


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """One recovery, its cost and the claim it belongs to.

    `total_debt` is the whole indebtedness when the indemnity was paid, `actual_loss` the loss both parties bore
    (the total debt when None); the `received` amounts are what each party had from earlier recoveries.
    """

    method: RecoveryMethod
    recovered: Money
    costs: Money
    total_debt: Money
    insured_debt: Money
    indemnity_paid: Money
    insured_percentage: Decimal
    insurer_received: Money
    policyholder_received: Money
    actual_loss: Money | None = None
    costs_rule: CostsRule = CostsRule.FIRST

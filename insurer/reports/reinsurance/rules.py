"""What a reinsurance treaty takes over: quota share, surplus, excess of loss, stop loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working


@dataclass(frozen=True, slots=True)
class QuotaShare:
    """The same share of every risk; commission on the premium ceded."""

    cession: Decimal
    commission: Decimal


@dataclass(frozen=True, slots=True)
class Surplus:
    """What a risk has above the retention, up to so many lines of it; the retained line may count as one."""

    retention: Money
    lines: int
    retained_line_counts: bool = True
    commission: Decimal = Decimal(0)

    @property
    def capacity(self) -> Money:
        """The most the treaty takes of one risk."""
        lines = self.lines - 1 if self.retained_line_counts else self.lines
        return Money(self.retention.minor * lines, self.retention.currency)


@dataclass(frozen=True, slots=True)
class ExcessOfLoss:
    """What a claim has above the retention, up to the limit of the layer."""

    retention: Money
    limit: Money


@dataclass(frozen=True, slots=True)
class StopLoss:
    """What the loss ratio has above the attachment, up to the limit; both are ratios."""

    attachment: Decimal
    limit: Decimal


@dataclass(frozen=True, slots=True)
class RiskItem:
    """One risk: its sum insured, premium and claim; None is not known."""

    id: str
    sum_insured: Money | None = None
    premium: Money | None = None
    claim: Money | None = None


@dataclass(frozen=True, slots=True)
class CededItem:
    """What the treaty takes of one risk; None where the treaty or the item says nothing about it."""

    id: str
    share: Fraction | None
    sum_reinsured: Money | None
    ceded_premium: Money | None
    commission: Money | None
    recovery: Money | None


@dataclass(frozen=True, slots=True)
class Cession:
    """All items and their sums."""

    items: tuple[CededItem, ...]
    sum_reinsured: Money
    ceded_premium: Money
    commission: Money
    recovery: Money
    working: Working


@dataclass(frozen=True, slots=True)
class StopLossRecovery:
    """The part of the loss ratio the reinsurer bears, and what is left of it."""

    recovery_ratio: Decimal
    net_ratio: Decimal
    working: Working


def cession(treaty: QuotaShare | Surplus | ExcessOfLoss, items: Sequence[RiskItem], currency: str) -> Cession:
    """Share, premium, commission and recovery of every item and in total.

    Raises InvalidInput when an item lacks what the treaty is measured on: the sum insured for a surplus, the claim
    for an excess of loss.
    """
    working, ceded = Working(), []
    for at, item in enumerate(items):
        if isinstance(treaty, ExcessOfLoss):
            one, steps = _excess(treaty, item, at)
        else:
            one, steps = _proportional(treaty, item, at)
        ceded.append(one)
        working = working + steps
    sums = {
        name: Money.total((value for one in ceded if (value := getattr(one, name)) is not None), currency)
        for name in ("sum_reinsured", "ceded_premium", "commission", "recovery")
    }
    for name, amount in sums.items():
        working = working.then(f"reinsurance.total_{name}", amount, "items", items=len(ceded))
    return Cession(tuple(ceded), **sums, working=working)


def _proportional(treaty: QuotaShare | Surplus, item: RiskItem, at: int) -> tuple[CededItem, Working]:
    share, working = _share(treaty, item, at)

    def part(amount: Money | None) -> Money | None:
        return None if amount is None else amount.share(share)

    sum_reinsured, premium, recovery = part(item.sum_insured), part(item.premium), part(item.claim)
    commission = None if premium is None else premium.share(treaty.commission)
    for name, amount, whole in (
        ("sum_reinsured", sum_reinsured, item.sum_insured),
        ("ceded_premium", premium, item.premium),
        ("recovery", recovery, item.claim),
    ):
        if amount is not None:
            source = f"items.{at}"
            working = working.then(f"reinsurance.{name}", amount, source, item=item.id, whole=whole, share=share)
    if commission is not None:
        rate = treaty.commission
        working = working.then(
            "reinsurance.commission", commission, "treaty.commission", item=item.id, premium=premium, percentage=rate
        )
    return CededItem(item.id, share, sum_reinsured, premium, commission, recovery), working


def _share(treaty: QuotaShare | Surplus, item: RiskItem, at: int) -> tuple[Fraction, Working]:
    if isinstance(treaty, QuotaShare):
        share = Fraction(treaty.cession)
        return share, Working().then("reinsurance.share_of_quota", to_places(share, 6), "treaty.cession", item=item.id)
    if item.sum_insured is None:
        raise InvalidInput("input.missing", f"items.{at}.sum_insured")
    above = (item.sum_insured - treaty.retention).floor_zero()
    share = min(above, treaty.capacity).over(item.sum_insured)
    working = Working().then(
        "reinsurance.share_of_surplus",
        to_places(share, 6),
        "treaty.lines",
        item=item.id,
        sum_insured=item.sum_insured,
        retention=treaty.retention,
        capacity=treaty.capacity,
    )
    return share, working


def _excess(treaty: ExcessOfLoss, item: RiskItem, at: int) -> tuple[CededItem, Working]:
    if item.claim is None:
        raise InvalidInput("input.missing", f"items.{at}.claim")
    recovery = min((item.claim - treaty.retention).floor_zero(), treaty.limit)
    facts = {"item": item.id, "claim": item.claim, "retention": treaty.retention, "limit": treaty.limit}
    working = Working().then("reinsurance.recovery_of_layer", recovery, "treaty.limit", **facts)
    return CededItem(item.id, None, None, None, None, recovery), working


def stop_loss(treaty: StopLoss, loss_ratio: Decimal) -> StopLossRecovery:
    """The loss ratio above the attachment, at most the limit; the rest stays with the insurer."""
    recovery = min(max(loss_ratio - treaty.attachment, Decimal(0)), treaty.limit)
    recovered = to_places(recovery, 6)
    net = to_places(loss_ratio - recovery, 6)
    facts = {"loss_ratio": loss_ratio, "attachment_ratio": treaty.attachment, "limit_ratio": treaty.limit}
    working = Working().then("reinsurance.recovery_ratio", recovered, "treaty.attachment", **facts)
    working = working.then("reinsurance.net_ratio", net, "loss_ratio", loss_ratio=loss_ratio, recovery_ratio=recovered)
    return StopLossRecovery(recovered, net, working)

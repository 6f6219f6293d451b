"""Provisions on receivables: by ageing with set or derived loss rates, and expected loss by exposure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.working import Working


@dataclass(frozen=True, slots=True)
class ProvisionBucket:
    """What is owed in one bucket of age and the share expected never to be paid."""

    label: str
    amount: Money
    rate: Fraction | Decimal


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """One bucket with its provision."""

    bucket: ProvisionBucket
    provision: Money


@dataclass(frozen=True, slots=True)
class Provision:
    """All lines and their sum."""

    lines: tuple[ProvisionLine, ...]
    total: Money
    working: Working


@dataclass(frozen=True, slots=True)
class LossExposure:
    """An amount, the chance that it is lost and the share then lost."""

    amount: Money
    probability: Decimal
    loss_given_default: Decimal
    id: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectedLoss:
    """The loss to expect of each exposure, in the order given, and their sum."""

    losses: tuple[Money, ...]
    total: Money
    working: Working


def provision(buckets: Sequence[ProvisionBucket], currency: str, rate_source: str = "buckets") -> Provision:
    """Amount × loss rate in every bucket, each rounded, and their sum."""
    lines, working = [], Working()
    for at, bucket in enumerate(buckets):
        amount = bucket.amount.share(bucket.rate)
        lines.append(ProvisionLine(bucket, amount))
        source = f"{rate_source}.{at}.rate" if rate_source == "buckets" else rate_source
        facts = {"label": bucket.label, "amount": bucket.amount, "loss_ratio": bucket.rate}
        working = working.then("provision.line", amount, source, **facts)
    total = Money.total((line.provision for line in lines), currency)
    return Provision(tuple(lines), total, working.then("provision.total", total, "buckets", lines=len(lines)))


def roll_rates(sales: Money, paid_by_bucket: Sequence[Money]) -> tuple[Fraction, ...]:
    """Lifetime loss rates of a provision matrix: never paid ÷ what was still open when the bucket began.

    `paid_by_bucket` in bucket order without the last, whose rate is 1 as long as anything was never paid. The rates
    are exact. Source: IFRS 9, B5.5.35. Refuses payments above the sales.
    """
    open_at = [sales.minor - paid for paid in accumulate((one.minor for one in paid_by_bucket), initial=0)]
    never_paid = open_at[-1]
    if never_paid < 0:
        raise InvalidInput("provision.paid_above_sales", "roll_rates.paid_by_bucket", sales=sales)
    return tuple(Fraction(never_paid, still_open) if still_open else Fraction(0) for still_open in open_at)


def expected_loss(exposures: Sequence[LossExposure], currency: str) -> ExpectedLoss:
    """Amount × probability × loss given default of every exposure, each rounded, and their sum."""
    losses, working = [], Working()
    for at, exposure in enumerate(exposures):
        part = Fraction(exposure.probability) * Fraction(exposure.loss_given_default)
        loss = exposure.amount.share(part)
        losses.append(loss)
        facts = {
            "amount": exposure.amount,
            "default_percentage": exposure.probability,
            "loss_percentage": exposure.loss_given_default,
        }
        working = working.then("expected_loss.line", loss, f"exposures.{at}", **facts)
    total = Money.total(losses, currency)
    working = working.then("expected_loss.total", total, "exposures", lines=len(losses))
    return ExpectedLoss(tuple(losses), total, working)

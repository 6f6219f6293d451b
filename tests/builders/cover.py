"""Builders for cover: a policy, limits, invoices and receipts in euro with sensible defaults."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from claims.facts import IndemnityTerms
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from underwriting.facts import CoverTerms, DatedPercentage, LimitHistory, LimitKind, LimitSpan, Receipt, Receivable

PERIOD = Period.including(date(2026, 1, 1), date(2026, 12, 31))
LOSS_DAY = date(2026, 9, 30)


def eur(amount: str | int | Money) -> Money:
    """Euro from major units; money stays what it is."""
    return amount if isinstance(amount, Money) else Money.of(str(amount), "EUR")


def cover_terms(percentage: str = "0.90", **changes: Any) -> CoverTerms:
    percentages = (DatedPercentage(date.min, Decimal(percentage)),)
    return CoverTerms(**{"currency": "EUR", "period": PERIOD, "percentages": percentages, **changes})


def indemnity_terms(**changes: Any) -> IndemnityTerms:
    nothing = eur(0)
    return IndemnityTerms(
        **{
            "currency": "EUR",
            "minimum_loss": nothing,
            "deductible": nothing,
            "aggregate_first_loss": nothing,
            "aggregate_first_loss_used": nothing,
            "maximum_liability": None,
            "maximum_liability_used": nothing,
            "set_off": nothing,
            **changes,
        }
    )


def span(
    amount: str | int | Money,
    first: date = date(2026, 1, 1),
    last: date | None = None,
    decided: int = 1,
    **changes: Any,
) -> LimitSpan:
    """A limit for shipments from `first` to `last`, decided on day `decided` of January 2026."""
    return LimitSpan(
        **{
            "shipments": Period.including(first, last),
            "amount": eur(amount),
            "kind": LimitKind.NAMED,
            "decided_at": datetime(2026, 1, decided, 9, tzinfo=UTC),
            **changes,
        }
    )


def history(*spans: LimitSpan) -> LimitHistory:
    return LimitHistory(spans)


def invoice(
    number: str, amount: str | int | Money, shipped: date = date(2026, 6, 1), term: int = 60, **changes: Any
) -> Receivable:
    return Receivable(
        **{
            "number": number,
            "shipped": shipped,
            "invoiced": shipped,
            "due": shipped + timedelta(days=term),
            "amount": eur(amount),
            **changes,
        }
    )


def receipt(amount: str | int | Money, day: date = date(2026, 8, 15), **changes: Any) -> Receipt:
    return Receipt(**{"day": day, "amount": eur(amount), **changes})

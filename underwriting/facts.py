"""The pure door of underwriting: frozen types and rules that other packages may use."""

from __future__ import annotations

from underwriting.exposure.rules.allocation import Allocated, Credited, Item, allocation
from underwriting.exposure.rules.cover import cover_verdict
from underwriting.exposure.rules.stop import Stop, extension_last_day
from underwriting.exposure.rules.verdict import CoverVerdict, InvoiceVerdict, ReasonFound
from underwriting.exposure.terms import (
    AllocationMethod,
    Attachment,
    CoverTerms,
    DatedPercentage,
    ExtensionFrom,
    LimitApplication,
    LimitBasis,
    Reason,
    Receipt,
    ReceiptKind,
    Receivable,
    Refused,
)
from underwriting.limits.terms import (
    LimitHistory,
    LimitKind,
    LimitSpan,
    PaymentMethod,
    StandingLimit,
    refuse_overlaps,
)

__all__ = [
    "Allocated",
    "AllocationMethod",
    "Attachment",
    "CoverTerms",
    "CoverVerdict",
    "Credited",
    "DatedPercentage",
    "ExtensionFrom",
    "InvoiceVerdict",
    "Item",
    "LimitApplication",
    "LimitBasis",
    "LimitHistory",
    "LimitKind",
    "LimitSpan",
    "PaymentMethod",
    "Reason",
    "ReasonFound",
    "Receipt",
    "ReceiptKind",
    "Receivable",
    "Refused",
    "StandingLimit",
    "Stop",
    "allocation",
    "cover_verdict",
    "extension_last_day",
    "refuse_overlaps",
]

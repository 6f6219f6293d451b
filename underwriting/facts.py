"""The pure door of underwriting: frozen types and rules that other packages may use."""

from __future__ import annotations

from underwriting.accumulation.terms import Ceilings
from underwriting.buyers.rules.statement_ratios import Statement, StatementRatios, statement_ratios
from underwriting.buyers.rules.z_score import ZModel, ZScore, ZStatement, ZTerm, ZZone, z_ratios, z_score
from underwriting.drafts.terms import DraftEntry, DraftKind, RevivedFrom
from underwriting.exposure.rules.ageing import USUAL_BUCKETS, Ageing, AgeingBucket, AgeingItem, ageing, days_late
from underwriting.exposure.rules.allocation import Allocated, Credited, Item, allocation
from underwriting.exposure.rules.classes import ClassTotal, CoverClass, class_totals, cover_parts
from underwriting.exposure.rules.concentration import Concentration, Exposure, concentration
from underwriting.exposure.rules.conversion import rate_by_clause
from underwriting.exposure.rules.cover import cover_verdict
from underwriting.exposure.rules.declaring import MonthToDeclare, declare_by
from underwriting.exposure.rules.dso import DaysOutstanding, DsoMethod, SalesPeriod, days_sales_outstanding
from underwriting.exposure.rules.stop import Stop, extension_last_day
from underwriting.exposure.rules.verdict import CoverVerdict, InvoiceVerdict, ReasonFound
from underwriting.exposure.terms import (
    AllocationMethod,
    Attachment,
    Conversion,
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
from underwriting.factoring.terms import AssignmentEntry
from underwriting.limits.rules.credit_limit import LimitCap, RecommendedLimit, TradeNeed, credit_limit
from underwriting.limits.rules.service_level import ANSWER_DAYS, SERVICE_LEVEL, answer_by
from underwriting.limits.terms import (
    LimitHistory,
    LimitKind,
    LimitSpan,
    PaymentMethod,
    StandingLimit,
    refuse_overlaps,
)
from underwriting.orders.terms import OrderAnswer, OrderAsked
from underwriting.payment_terms.terms import StartEvent, TermsKind, TradeTerms
from underwriting.receivables.rules.lateness import Lateness, lateness
from underwriting.receivables.terms import LedgerRow, ReadingPlan, RefusedRow

__all__ = [
    "ANSWER_DAYS",
    "SERVICE_LEVEL",
    "USUAL_BUCKETS",
    "Ageing",
    "AgeingBucket",
    "AgeingItem",
    "Allocated",
    "AllocationMethod",
    "AssignmentEntry",
    "Attachment",
    "Ceilings",
    "ClassTotal",
    "Concentration",
    "Conversion",
    "CoverClass",
    "CoverTerms",
    "CoverVerdict",
    "Credited",
    "DatedPercentage",
    "DaysOutstanding",
    "DraftEntry",
    "DraftKind",
    "DsoMethod",
    "Exposure",
    "ExtensionFrom",
    "InvoiceVerdict",
    "Item",
    "Lateness",
    "LedgerRow",
    "LimitApplication",
    "LimitBasis",
    "LimitCap",
    "LimitHistory",
    "LimitKind",
    "LimitSpan",
    "MonthToDeclare",
    "OrderAnswer",
    "OrderAsked",
    "PaymentMethod",
    "ReadingPlan",
    "Reason",
    "ReasonFound",
    "Receipt",
    "ReceiptKind",
    "Receivable",
    "RecommendedLimit",
    "Refused",
    "RefusedRow",
    "RevivedFrom",
    "SalesPeriod",
    "StandingLimit",
    "StartEvent",
    "Statement",
    "StatementRatios",
    "Stop",
    "TermsKind",
    "TradeNeed",
    "TradeTerms",
    "ZModel",
    "ZScore",
    "ZStatement",
    "ZTerm",
    "ZZone",
    "ageing",
    "allocation",
    "answer_by",
    "class_totals",
    "concentration",
    "cover_parts",
    "cover_verdict",
    "credit_limit",
    "days_late",
    "days_sales_outstanding",
    "declare_by",
    "extension_last_day",
    "lateness",
    "rate_by_clause",
    "refuse_overlaps",
    "statement_ratios",
    "z_ratios",
    "z_score",
]

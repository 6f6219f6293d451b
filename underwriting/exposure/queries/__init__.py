"""Reads of exposure: the verdict of cover on every invoice, declarations, the months to declare."""

from underwriting.exposure.queries.cover import (
    BuyerVerdict,
    ClassedItem,
    ExposureSummary,
    OpenItem,
    classed_invoice,
    classed_items,
    cover_terms,
    exposure_summary,
    invoice_deadlines,
    summary_of,
    verdicts,
    verdicts_by_policy,
)
from underwriting.exposure.queries.declarations import (
    declaration_numbered,
    declaration_of,
    declarations_of,
    declared_at,
    declared_by_policy,
    last_declared,
    standing_declaration,
)
from underwriting.exposure.queries.months import MonthFigures, ShippedLine, due_on, month_figures, months_to_declare

__all__ = [
    "BuyerVerdict",
    "ClassedItem",
    "ExposureSummary",
    "MonthFigures",
    "OpenItem",
    "ShippedLine",
    "classed_invoice",
    "classed_items",
    "cover_terms",
    "declaration_numbered",
    "declaration_of",
    "declarations_of",
    "declared_at",
    "declared_by_policy",
    "due_on",
    "exposure_summary",
    "invoice_deadlines",
    "last_declared",
    "month_figures",
    "months_to_declare",
    "standing_declaration",
    "summary_of",
    "verdicts",
    "verdicts_by_policy",
]

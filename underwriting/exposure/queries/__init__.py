"""Reads of exposure: the verdict of cover on every invoice, declarations, the months to declare."""

from underwriting.exposure.queries.cover import (
    BuyerVerdict,
    ClassedItem,
    ExposureSummary,
    OpenItem,
    classed_invoice,
    classed_items,
    cover_terms,
    invoice_deadlines,
    summary_of,
    verdicts,
)
from underwriting.exposure.queries.declarations import (
    declaration_numbered,
    declaration_of,
    declarations_of,
    declared_at,
    last_declared,
    standing_declaration,
)
from underwriting.exposure.queries.ledger import (
    CoveredLedger,
    ageing_of,
    covered_ledger,
    exposure_summary,
    in_bucket,
    ledger_classes,
    ledger_summary,
)
from underwriting.exposure.queries.months import MonthFigures, ShippedLine, due_on, month_figures, months_to_declare

__all__ = [
    "BuyerVerdict",
    "ClassedItem",
    "CoveredLedger",
    "ExposureSummary",
    "MonthFigures",
    "OpenItem",
    "ShippedLine",
    "ageing_of",
    "classed_invoice",
    "classed_items",
    "cover_terms",
    "covered_ledger",
    "declaration_numbered",
    "declaration_of",
    "declarations_of",
    "declared_at",
    "due_on",
    "exposure_summary",
    "in_bucket",
    "invoice_deadlines",
    "last_declared",
    "ledger_classes",
    "ledger_summary",
    "month_figures",
    "months_to_declare",
    "standing_declaration",
    "summary_of",
    "verdicts",
]

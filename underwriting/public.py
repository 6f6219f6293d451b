"""The door of underwriting: questions and orders for the storeys above."""

from __future__ import annotations

from underwriting.authority.queries import authorities, authority_of, automatic_authority
from underwriting.authority.services import agree_to_change, propose_limit_authority, set_authority
from underwriting.authority.terms import AUTOMATIC, Authority, OverPeriod
from underwriting.behaviour.queries import behaviour_of, monthly_shipments
from underwriting.buyers.panels import BuyerPanel, add_buyer_panel
from underwriting.buyers.queries import (
    buyers_among,
    buyers_by_reference,
    buyers_of,
    policies_with,
    require_buyer,
)
from underwriting.buyers.services import NamedBuyer, link_buyers, name_buyer
from underwriting.disputes.queries import disputes_of
from underwriting.disputes.services import open_dispute, resolve_dispute
from underwriting.exposure.panels import InvoiceBook, keep_invoices_in, show_clocks_by
from underwriting.exposure.queries import (
    BuyerVerdict,
    ClassedItem,
    CoveredLedger,
    ExposureSummary,
    OpenItem,
    ageing_of,
    classed_items,
    cover_terms,
    covered_ledger,
    declaration_of,
    declarations_of,
    declared_by_policy,
    exposure_summary,
    in_bucket,
    last_declared,
    ledger_classes,
    ledger_summary,
    months_to_declare,
    summary_of,
    verdicts,
)
from underwriting.exposure.services import declare_month
from underwriting.factoring.queries import owner_of
from underwriting.limits.queries import (
    Answered,
    StandingSum,
    answers_between,
    capacities_most_used,
    capacity_of,
    decision_on_request,
    decisions_on,
    limit_histories,
    limit_history,
    request_of,
    requests_like,
    standing_limits,
    waiting_requests,
)
from underwriting.limits.services.capacity import recount_capacity, set_capacity
from underwriting.limits.services.decisions import change_limit, decide_limit, place_hold, release_hold
from underwriting.limits.services.requests import request_limit
from underwriting.limits.states import DecisionReason, LimitOutcome, RequestState
from underwriting.pooling.queries import rescores_of
from underwriting.pooling.services import rescore_buyer
from underwriting.receivables.queries import (
    ImportOutcome,
    LedgerItem,
    account_of,
    accounts_of,
    import_numbered,
    import_outcome,
    imports_of,
    imports_with_refusals,
    receivables_among,
    receivables_of,
    unpaid_by_policy,
)
from underwriting.receivables.services.closing import keep_open
from underwriting.receivables.services.importing import import_ledger, opened_content, receive_ledger
from underwriting.referrals.services import agree_to_decision, refer_decision
from underwriting.statements.services import Evidence as StatementEvidence
from underwriting.statements.services import make_statement, record_answer
from underwriting.statements.states import StatementAnswer

__all__ = [
    "AUTOMATIC",
    "Answered",
    "Authority",
    "BuyerPanel",
    "BuyerVerdict",
    "ClassedItem",
    "CoveredLedger",
    "DecisionReason",
    "ExposureSummary",
    "ImportOutcome",
    "InvoiceBook",
    "LedgerItem",
    "LimitOutcome",
    "NamedBuyer",
    "OpenItem",
    "OverPeriod",
    "RequestState",
    "StandingSum",
    "StatementAnswer",
    "StatementEvidence",
    "account_of",
    "accounts_of",
    "add_buyer_panel",
    "ageing_of",
    "agree_to_change",
    "agree_to_decision",
    "answers_between",
    "authorities",
    "authority_of",
    "automatic_authority",
    "behaviour_of",
    "buyers_among",
    "buyers_by_reference",
    "buyers_of",
    "capacities_most_used",
    "capacity_of",
    "change_limit",
    "classed_items",
    "cover_terms",
    "covered_ledger",
    "decide_limit",
    "decision_on_request",
    "decisions_on",
    "declaration_of",
    "declarations_of",
    "declare_month",
    "declared_by_policy",
    "disputes_of",
    "exposure_summary",
    "import_ledger",
    "import_numbered",
    "import_outcome",
    "imports_of",
    "imports_with_refusals",
    "in_bucket",
    "keep_invoices_in",
    "keep_open",
    "last_declared",
    "ledger_classes",
    "ledger_summary",
    "limit_histories",
    "limit_history",
    "link_buyers",
    "make_statement",
    "monthly_shipments",
    "months_to_declare",
    "name_buyer",
    "open_dispute",
    "opened_content",
    "owner_of",
    "place_hold",
    "policies_with",
    "propose_limit_authority",
    "receivables_among",
    "receivables_of",
    "receive_ledger",
    "record_answer",
    "recount_capacity",
    "refer_decision",
    "release_hold",
    "request_limit",
    "request_of",
    "requests_like",
    "require_buyer",
    "rescore_buyer",
    "rescores_of",
    "resolve_dispute",
    "set_authority",
    "set_capacity",
    "show_clocks_by",
    "standing_limits",
    "summary_of",
    "unpaid_by_policy",
    "verdicts",
    "waiting_requests",
]

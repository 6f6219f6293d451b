"""What stands in the navigation of desk and portal, in the order of the work; each reader sees what they may open."""

from __future__ import annotations

from insurer.accounts.facts import May
from insurer.infra.web.layout import NavGroup, NavItem

DESK = (
    NavGroup(
        "",
        (
            NavItem("Overview", "home_desk.overview"),
            NavItem("Approvals", "approvals_desk.overview", May.APPROVAL_READ),
        ),
    ),
    NavGroup(
        "Cover",
        (
            NavItem("Policies", "policies_desk.policies", May.POLICY_READ),
            NavItem("Messages", "messages_desk.log", May.POLICY_READ),
            NavItem("Limits", "limits_desk.queue", May.LIMIT_READ),
            NavItem("Buyers", "buyers_desk.buyers", May.LIMIT_READ),
            NavItem("Early warning", "warning_desk.house", May.LEDGER_READ),
        ),
    ),
    NavGroup(
        "Receivables",
        (
            NavItem("Ledgers", "receivables_desk.imports", May.LEDGER_READ),
            NavItem("Ledger against cover", "exposure_desk.exposure", May.LEDGER_READ),
            NavItem("Ageing", "ageing_desk.ageing", May.LEDGER_READ),
            NavItem("How buyers pay", "behaviour_desk.behaviour", May.LEDGER_READ),
            NavItem("Statements of account", "statements_desk.overview", May.LEDGER_READ),
            NavItem("Disputes", "disputes_desk.overview", May.LEDGER_READ),
            NavItem("E-invoices", "evidence_desk.overview", May.LEDGER_READ),
            NavItem("Orders", "orders_desk.overview", May.LEDGER_READ),
            NavItem("Payment terms", "payment_terms_desk.overview", May.LEDGER_READ),
            NavItem("Commercial drafts", "drafts_desk.overview", May.LEDGER_READ),
            NavItem("Assigned receivables", "factoring_desk.overview", May.LEDGER_READ),
        ),
    ),
    NavGroup(
        "Claims",
        (
            NavItem("Overdues", "overdues_desk.overview", May.OVERDUE_READ),
            NavItem("What to collect first", "worklist_desk.overview", May.OVERDUE_READ),
            NavItem("Collection cases", "collections_desk.overview", May.OVERDUE_READ),
            NavItem("Claims", "claims_desk.overview", May.CLAIM_READ),
            NavItem("Recoveries", "recoveries_desk.overview", May.CLAIM_READ),
        ),
    ),
    NavGroup(
        "Premium",
        (
            NavItem("Debit notes", "premium_desk.notes", May.PREMIUM_READ),
            NavItem("Refunds", "refunds_desk.overview", May.PREMIUM_READ),
            NavItem("Bank details", "bank_details_desk.overview", May.BANK_DETAIL_READ),
            NavItem("Premium report", "premium_report.report", May.PREMIUM_REPORT),
        ),
    ),
    NavGroup("Tools", (NavItem("What-if", "what_if_desk.index", May.CALCULATE),)),
    NavGroup(
        "House",
        (
            NavItem("People", "people_desk.people", May.ACCOUNT_MANAGE),
            NavItem("Portfolio", "portfolio_desk.overview", May.BOOKS_READ),
            NavItem("Accumulation", "accumulation_desk.overview", May.ACCUMULATION_READ),
            NavItem("Authority", "authority_desk.overview", May.APPROVAL_READ),
            NavItem("Books", "books_desk.books", May.BOOKS_READ),
            NavItem("Audit trail", "audit_desk.audit", May.AUDIT_READ),
        ),
    ),
)

PORTAL = (
    NavGroup(
        "",
        (
            NavItem("Overview", "home_portal.overview", May.HOME_READ),
            NavItem("Messages", "messages_portal.inbox", May.HOME_READ),
            NavItem("Early warning", "warning_portal.overview", May.LEDGER_READ),
            NavItem("13 weeks of cash", "cash_portal.view", May.LEDGER_READ),
            NavItem("What-if", "what_if_portal.index", May.CALCULATE),
            NavItem("Assigned to you", "assigned_portal.overview", May.ASSIGNMENT_READ),
            NavItem("Receivables assigned to you", "factoring_portal.assigned", May.ASSIGNMENT_READ),
            NavItem("Clients", "clients_portal.overview", May.CLIENT_READ),
        ),
    ),
    NavGroup(
        "Cover",
        (
            NavItem("Policies", "policies_portal.policies", May.POLICY_READ),
            NavItem("Limits", "limits_portal.limits", May.LIMIT_READ),
            NavItem("Buyers", "buyers_portal.buyers", May.LIMIT_READ),
            NavItem("Orders", "orders_portal.overview", May.LEDGER_READ),
        ),
    ),
    NavGroup(
        "Receivables",
        (
            NavItem("Ledgers", "receivables_portal.imports", May.LEDGER_READ),
            NavItem("Ledger against cover", "exposure_portal.exposure", May.LEDGER_READ),
            NavItem("Ageing", "ageing_portal.ageing", May.LEDGER_READ),
            NavItem("How buyers pay", "behaviour_portal.behaviour", May.LEDGER_READ),
            NavItem("Statements of account", "statements_portal.overview", May.LEDGER_READ),
            NavItem("Disputes", "disputes_portal.overview", May.LEDGER_READ),
            NavItem("E-invoices", "evidence_portal.overview", May.LEDGER_READ),
            NavItem("Payment terms", "payment_terms_portal.overview", May.LEDGER_READ),
            NavItem("Commercial drafts", "drafts_portal.overview", May.LEDGER_READ),
            NavItem("Assigned receivables", "factoring_portal.overview", May.LEDGER_READ),
        ),
    ),
    NavGroup(
        "Claims",
        (
            NavItem("Overdues", "overdues_portal.overview", May.OVERDUE_READ),
            NavItem("What to collect first", "worklist_portal.overview", May.OVERDUE_READ),
            NavItem("Collection cases", "collections_portal.overview", May.OVERDUE_READ),
            NavItem("Claims", "claims_portal.overview", May.CLAIM_READ),
        ),
    ),
    NavGroup(
        "Company",
        (
            NavItem("Bank details", "bank_details_portal.overview", May.BANK_DETAIL_READ),
            NavItem("Colleagues", "colleagues_portal.overview", May.COLLEAGUE_MANAGE),
        ),
    ),
)

NAVIGATION = {"desk": DESK, "portal": PORTAL}

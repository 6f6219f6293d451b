"""Roles as data: which acts a role may do, and up to which amount by itself.

Permission says which acts, authority up to which amount over which period, scope whose data.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class May(StrEnum):
    """A permission: object and act."""

    CALCULATE = "calculation.run"
    PARTY_READ = "party.read"
    PARTY_REGISTER = "parties.register"
    PARTY_CORRECT = "parties.correct"
    POLICY_READ = "policy.read"
    POLICY_DRAFT = "policy.draft"
    POLICY_BIND = "policy.bind"
    PREMIUM_READ = "premium.read"
    PREMIUM_BILL = "premium.bill"
    PREMIUM_RECEIVE = "premium.receive"
    PREMIUM_REPORT = "premium.report"
    LEDGER_READ = "ledger.read"
    LEDGER_IMPORT = "ledger.import"
    DECLARE = "turnover.declare"
    LIMIT_READ = "limit.read"
    LIMIT_REQUEST = "limit.request"
    LIMIT_DECIDE = "limit.decide"
    LIMIT_AGREE = "limit.agree"
    ACCUMULATION_READ = "accumulation.read"
    CEILING_PROPOSE = "ceiling.propose"
    OVERDUE_READ = "overdue.read"
    OVERDUE_NOTIFY = "overdue.notify"
    CLAIM_READ = "claim.read"
    CLAIM_FILE = "claim.file"
    CLAIM_ASSESS = "claim.assess"
    CLAIM_APPROVE = "claim.approve"
    CLAIM_PAY = "claim.pay"
    BANK_DETAIL_READ = "bank_detail.read"
    BANK_DETAIL_ENTER = "bank_detail.enter"
    BANK_DETAIL_VERIFY = "bank_detail.verify"
    REFUND_AGREE = "refund.agree"
    RULE_PROPOSE = "rule.propose"
    RULE_AGREE = "rule.agree"
    APPROVAL_READ = "approval.read"
    APPROVAL_CHECK = "approval.check"
    RECOVERY_BOOK = "recovery.book"
    BOOKS_READ = "books.read"
    AUDIT_READ = "audit.read"
    ACCOUNT_MANAGE = "account.manage"
    REFERENCE_LOAD = "reference.load"
    HOME_READ = "home.read"
    DOCUMENT_READ = "document.read"
    COLLEAGUE_MANAGE = "colleague.manage"
    CLIENT_READ = "client.read"
    ASSIGNMENT_READ = "assignment.read"
    ASSIGNMENT_RECORD = "assignment.record"
    ORDER_ENTER = "order.enter"
    ORDER_RELEASE = "order.release"
    WARNING_ACT = "warning.act"
    WARNING_SET = "warning.set"


class Role(StrEnum):
    """What a person is here for."""

    LIMIT_UNDERWRITER = "limit_underwriter"
    SENIOR_UNDERWRITER = "senior_underwriter"
    RISK_ANALYST = "risk_analyst"
    POLICY_UNDERWRITER = "policy_underwriter"
    CLAIMS_ADJUSTER = "claims_adjuster"
    CLAIMS_MANAGER = "claims_manager"
    COLLECTIONS_OFFICER = "collections_officer"
    PREMIUM_OFFICER = "premium_officer"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    POLICYHOLDER_ADMINISTRATOR = "policyholder_administrator"
    POLICYHOLDER_USER = "policyholder_user"
    POLICYHOLDER_READER = "policyholder_reader"
    BROKER = "broker"
    LOSS_PAYEE = "loss_payee"


PORTAL_ROLES = frozenset(
    {
        Role.POLICYHOLDER_ADMINISTRATOR,
        Role.POLICYHOLDER_USER,
        Role.POLICYHOLDER_READER,
        Role.BROKER,
        Role.LOSS_PAYEE,
    }
)
"""Roles of people outside the insurer's house: their scope is a list of policyholders, never everything."""

COMPANY_ROLES = frozenset({Role.POLICYHOLDER_ADMINISTRATOR, Role.POLICYHOLDER_USER, Role.POLICYHOLDER_READER})
"""Roles of a policyholder's own people: its administrator gives and takes them."""

_LOOK = {
    May.HOME_READ,
    May.CALCULATE,
    May.PARTY_READ,
    May.POLICY_READ,
    May.PREMIUM_READ,
    May.LEDGER_READ,
    May.LIMIT_READ,
    May.OVERDUE_READ,
    May.CLAIM_READ,
    May.DOCUMENT_READ,
}
ASKS = (
    May.LEDGER_IMPORT,
    May.DECLARE,
    May.LIMIT_REQUEST,
    May.OVERDUE_NOTIFY,
    May.CLAIM_FILE,
    May.ORDER_ENTER,
)
"""Acts by which a policyholder binds itself; its administrator says who may do which."""

_SECOND = (May.APPROVAL_READ, May.APPROVAL_CHECK)
"""To be the second of four eyes; each kind of matter asks for a permission of its own besides."""

ROLE_PERMISSIONS: Mapping[Role, frozenset[May]] = {
    role: frozenset(permissions)
    for role, permissions in {
        Role.LIMIT_UNDERWRITER: {
            *_LOOK,
            May.PARTY_REGISTER,
            May.PARTY_CORRECT,
            May.LIMIT_REQUEST,
            May.LIMIT_DECIDE,
            May.ACCUMULATION_READ,
            May.APPROVAL_READ,
            May.WARNING_ACT,
        },
        Role.SENIOR_UNDERWRITER: {
            *_LOOK,
            *_SECOND,
            May.PARTY_REGISTER,
            May.PARTY_CORRECT,
            May.LIMIT_REQUEST,
            May.LIMIT_DECIDE,
            May.LIMIT_AGREE,
            May.ACCUMULATION_READ,
            May.CEILING_PROPOSE,
            May.RULE_PROPOSE,
            May.WARNING_ACT,
        },
        Role.RISK_ANALYST: {
            *_LOOK,
            May.PARTY_REGISTER,
            May.PARTY_CORRECT,
            May.REFERENCE_LOAD,
            May.ACCUMULATION_READ,
            May.CEILING_PROPOSE,
            May.WARNING_ACT,
            May.WARNING_SET,
        },
        Role.POLICY_UNDERWRITER: {
            *_LOOK,
            May.PARTY_REGISTER,
            May.PARTY_CORRECT,
            May.POLICY_DRAFT,
            May.POLICY_BIND,
            May.LEDGER_IMPORT,
            May.DECLARE,
            May.ASSIGNMENT_RECORD,
        },
        Role.CLAIMS_ADJUSTER: {
            *_LOOK,
            May.OVERDUE_NOTIFY,
            May.CLAIM_FILE,
            May.CLAIM_ASSESS,
            May.RECOVERY_BOOK,
            May.BANK_DETAIL_READ,
            May.APPROVAL_READ,
        },
        Role.CLAIMS_MANAGER: {
            *_LOOK,
            *_SECOND,
            May.CLAIM_ASSESS,
            May.CLAIM_APPROVE,
            May.RECOVERY_BOOK,
            May.BANK_DETAIL_READ,
            May.RULE_PROPOSE,
        },
        Role.COLLECTIONS_OFFICER: {
            *_LOOK,
            *_SECOND,
            May.OVERDUE_NOTIFY,
            May.RECOVERY_BOOK,
            May.BANK_DETAIL_READ,
            May.BANK_DETAIL_VERIFY,
            May.REFUND_AGREE,
        },
        Role.PREMIUM_OFFICER: {
            *_LOOK,
            May.PREMIUM_BILL,
            May.PREMIUM_RECEIVE,
            May.PREMIUM_REPORT,
            May.BOOKS_READ,
            May.CLAIM_PAY,
            May.BANK_DETAIL_READ,
            May.BANK_DETAIL_ENTER,
            May.APPROVAL_READ,
            May.REFERENCE_LOAD,
        },
        Role.MANAGER: {
            *_LOOK,
            *_SECOND,
            May.PREMIUM_REPORT,
            May.BOOKS_READ,
            May.AUDIT_READ,
            May.ACCUMULATION_READ,
            May.CEILING_PROPOSE,
            May.LIMIT_AGREE,
            May.CLAIM_APPROVE,
            May.BANK_DETAIL_READ,
            May.BANK_DETAIL_VERIFY,
            May.REFUND_AGREE,
            May.RULE_PROPOSE,
            May.RULE_AGREE,
            May.WARNING_ACT,
        },
        Role.AUDITOR: {
            *_LOOK,
            May.PREMIUM_REPORT,
            May.BOOKS_READ,
            May.AUDIT_READ,
            May.ACCUMULATION_READ,
            May.BANK_DETAIL_READ,
            May.APPROVAL_READ,
        },
        Role.ADMINISTRATOR: {May.ACCOUNT_MANAGE, *_SECOND},
        Role.POLICYHOLDER_ADMINISTRATOR: {
            *_LOOK,
            *ASKS,
            May.ORDER_RELEASE,
            May.COLLEAGUE_MANAGE,
            May.BANK_DETAIL_READ,
            May.BANK_DETAIL_ENTER,
            May.WARNING_ACT,
            May.WARNING_SET,
        },
        Role.POLICYHOLDER_USER: {*_LOOK, *ASKS, May.WARNING_ACT},
        Role.POLICYHOLDER_READER: _LOOK,
        Role.BROKER: {*_LOOK, May.LIMIT_REQUEST, May.CLIENT_READ},
        Role.LOSS_PAYEE: {May.ASSIGNMENT_READ},
    }.items()
}

"""The pure door of accounts."""

from insurer.accounts.approvals.states import ApprovalState
from insurer.accounts.approvals.terms import Matter, Row, Wording
from insurer.accounts.people.rules import refuse_claim, refuse_limit_request
from insurer.accounts.people.terms import Allowance, HeldMandate
from insurer.accounts.terms import ASKS, PORTAL_ROLES, ROLE_PERMISSIONS, May, Role

__all__ = [
    "ASKS",
    "PORTAL_ROLES",
    "ROLE_PERMISSIONS",
    "Allowance",
    "ApprovalState",
    "HeldMandate",
    "Matter",
    "May",
    "Role",
    "Row",
    "Wording",
    "refuse_claim",
    "refuse_limit_request",
]

"""The pure door of accounts."""

from insurer.accounts.approvals.states import ApprovalState
from insurer.accounts.approvals.terms import Matter, Row, Wording
from insurer.accounts.terms import PORTAL_ROLES, ROLE_PERMISSIONS, May, Role

__all__ = ["PORTAL_ROLES", "ROLE_PERMISSIONS", "ApprovalState", "Matter", "May", "Role", "Row", "Wording"]

"""The pure door of accounts."""

from insurer.accounts.terms import PORTAL_ROLES, ROLE_PERMISSIONS, May, Role

__all__ = ["PORTAL_ROLES", "ROLE_PERMISSIONS", "May", "Role"]

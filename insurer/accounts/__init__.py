"""Users, roles, authority, sign-in, sessions and approvals."""

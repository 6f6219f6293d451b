"""Matters of access on the approvals desk: roles put forward, and lost second factors."""

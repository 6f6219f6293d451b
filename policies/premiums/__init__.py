"""Premiums: what cover costs, what is earned of it."""

"""Disputes: what of an invoice is disputed, since when, why, what that does to cover, and how it was resolved."""

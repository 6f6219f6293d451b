"""Overdues: unpaid invoices that must be notified, by when, and what was notified."""

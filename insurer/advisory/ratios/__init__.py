"""Ratios of a policyholder's whole receivables ledger."""

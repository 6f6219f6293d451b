"""Reads across the domains: what waits, which clocks run, what the ledger is worth, the trail."""

"""Provisions and expected loss on receivables."""

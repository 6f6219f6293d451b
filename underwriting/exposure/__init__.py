"""Exposure: what one buyer owes, which part of it is insured, and why the rest is not."""

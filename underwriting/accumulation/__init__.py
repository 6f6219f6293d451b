"""Accumulation: what the insurer carries on one buyer, group, country or sector over all policies."""

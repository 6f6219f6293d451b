"""Contracts, premiums and billing."""

"""Contracts: what a policy says, version by version."""

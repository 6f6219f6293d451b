"""Issuance: binding, cancelling and ending policies, and the pages and papers of a policy."""

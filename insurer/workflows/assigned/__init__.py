"""Assigned claim payments: recorded and ended at the desk, shown to the payee and on the policy."""

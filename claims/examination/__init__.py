"""Examination: one claim beside the ledger, the limits and the declarations, and its figure as it would be now."""

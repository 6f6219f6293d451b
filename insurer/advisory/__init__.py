"""Cash and credit tools for policyholders."""

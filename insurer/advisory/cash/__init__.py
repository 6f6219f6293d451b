"""The next thirteen weeks of cash, from the open ledger and what the policyholder adds."""

"""The receivables ledger: what a policyholder's buyers owe, read from the files people really have."""

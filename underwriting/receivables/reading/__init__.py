"""Reading a policyholder's ledger file: bytes to rows in a confined process, rows to receivables by stated rules."""

"""Acts on the receivables ledger: receiving a file and reading it into the ledger, whole or not at all."""

"""What an e-invoice says, whether its figures agree, and how it stands to the ledger: pure."""

"""One policy's whole story on a real receivables ledger, lived through the same acts that people do on the pages."""

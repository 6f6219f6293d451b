"""Payment terms agreed with buyers: the due date worked out from its start event, and held against the ledger."""

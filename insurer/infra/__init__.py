"""Database, commands, audit, ledger, web, documents, jobs, outbox and languages."""

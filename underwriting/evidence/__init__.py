"""E-invoices as evidence of receivables: read behind walls, checked to the cent, held against the ledger."""

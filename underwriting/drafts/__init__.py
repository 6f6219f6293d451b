"""Commercial drafts: received for invoices, and payment only once they are honoured."""

"""Receivables assigned to a factor or bank: which invoices, to whom, with what notice, and never twice."""

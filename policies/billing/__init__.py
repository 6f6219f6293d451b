"""Billing: debit and credit notes, receipts, booked turnover and the premium account."""

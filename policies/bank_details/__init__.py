"""Accounts to which indemnities and refunds are paid: entered, verified by another person, cooled, then used."""

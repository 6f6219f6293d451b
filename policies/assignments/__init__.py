"""Claim payments assigned to a bank or another payee: under a whole policy or for named buyers, with dates."""

"""Letting an indemnity go to an account: bound to it when approved, approved anew when the account has changed."""

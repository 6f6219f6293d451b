"""Passwords: what is refused, how they are kept."""

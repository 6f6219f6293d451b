"""Decisions above the authority of whoever prepared them: put forward, agreed to by somebody with more, carried out."""

"""Builders: the things tests speak of, with sensible defaults."""

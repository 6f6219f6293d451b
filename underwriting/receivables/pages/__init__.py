"""Pages of ledgers on both sides."""

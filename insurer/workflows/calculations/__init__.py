"""The calculation contract: every figure of the trade, from JSON in to a statement out."""

"""Cover of a whole portfolio at once: the same rule as `cover_verdict`, over columns of integers."""

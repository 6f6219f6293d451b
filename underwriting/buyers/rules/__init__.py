"""Pure rules on buyers: scores and ratios of their statements."""

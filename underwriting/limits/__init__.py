"""Credit limits: what the insurer decided about one buyer, from when, and when it was known."""

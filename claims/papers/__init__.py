"""Papers: what a claim must be proved with, what was received, and what is still asked for."""

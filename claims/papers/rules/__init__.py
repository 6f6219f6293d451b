"""Which papers a claim must be proved with, when they may be asked for, and what a file may be."""

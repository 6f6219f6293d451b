"""Indemnity: what the insurer pays for the loss of one buyer, and how it is worked out."""

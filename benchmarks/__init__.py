"""Measurements of our own speed beside the limit or a peer, in the same run."""

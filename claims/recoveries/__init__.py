"""Recoveries: money that comes in after the loss, shared between insurer and policyholder."""

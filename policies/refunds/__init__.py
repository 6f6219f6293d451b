"""Paying credit notes out: the page on which refunds are put forward and paid."""

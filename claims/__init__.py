"""Overdues, collections, cases, indemnity and recoveries."""

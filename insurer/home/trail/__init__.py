"""The auditor's search in the trail, one record in words, and the check of the chain."""

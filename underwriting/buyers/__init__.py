"""Buyers as risks: files, scores, grades."""

"""Statements of account to buyers, and what the buyers answered: agreed, or by how much they differ and why."""

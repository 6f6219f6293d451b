"""What a buyer answers to a statement."""

from __future__ import annotations

from enum import StrEnum


class StatementAnswer(StrEnum):
    """The buyer owes what the statement says, or says something else."""

    AGREED = "agreed"
    DIFFERS = "differs"

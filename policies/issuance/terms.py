"""The papers of a policy."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    """What was issued: the schedule says every term, an endorsement those that it changed, before and afterwards."""

    SCHEDULE = "schedule"
    ENDORSEMENT = "endorsement"

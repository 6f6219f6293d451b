"""The papers of a policy."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    """What was issued: the schedule at binding, or an endorsement of it."""

    SCHEDULE = "schedule"
    ENDORSEMENT = "endorsement"

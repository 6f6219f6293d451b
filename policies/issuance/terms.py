"""The papers of a policy."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    """What was issued. The schedule says every term; after an endorsement it is printed again as it then stands."""

    SCHEDULE = "schedule"

"""What was tried above authority, for the second line: the manager and the auditor see it the same day."""

from __future__ import annotations

from datetime import datetime, timedelta

from insurer.infra.audit.timeline import Event, timeline
from insurer.infra.commands import ATTEMPTS

LATELY = 30
"""Days over which an attempt is news."""
_MOST = 50


def attempts_above_authority(at: datetime) -> list[Event]:
    """The refused attempts of the last `LATELY` days, newest first."""
    since = at - timedelta(days=LATELY)
    return [event for event in timeline(ATTEMPTS, _MOST) if event.at >= since]

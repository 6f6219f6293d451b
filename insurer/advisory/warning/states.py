"""Levels, the life of an alert, and with what it may be closed."""

from __future__ import annotations

from enum import StrEnum

from insurer.kernel.lifecycle import Lifecycle


class AlertLevel(StrEnum):
    """How much an indicator asks for attention, from the calmest."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for green … 3 for red."""
        return _RANK[self]

    @property
    def tone(self) -> str:
        """Its colour beside the word."""
        return {"green": "good", "yellow": "yellow", "orange": "care", "red": "bad"}[self.value]


_RANK = {level: rank for rank, level in enumerate(AlertLevel)}
ALERTING = AlertLevel.ORANGE
"""The level from which on an alert is raised."""


class Side(StrEnum):
    """Whose warning it is: the policyholder's on its own ledger, or the insurer's."""

    OWN = "own"
    HOUSE = "house"


class AlertState(StrEnum):
    """Where an alert stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


ALERT_LIFE = Lifecycle(
    initial=AlertState.OPEN,
    moves={
        (AlertState.OPEN, "acknowledge"): AlertState.ACKNOWLEDGED,
        (AlertState.ACKNOWLEDGED, "close"): AlertState.CLOSED,
        (AlertState.OPEN, "close"): AlertState.CLOSED,
    },
)


class Action(StrEnum):
    """What was done about an alert."""

    LIMIT_REDUCED = "limit_reduced"
    LIMIT_WITHDRAWN = "limit_withdrawn"
    TERMS_SHORTENED = "terms_shortened"
    REMINDED = "reminded"
    OVERDUE_NOTIFIED = "overdue_notified"
    COLLECTION_BEGUN = "collection_begun"
    SHIPMENTS_STOPPED = "shipments_stopped"
    EXPLAINED = "explained"


class Outcome(StrEnum):
    """What came of it."""

    PAID = "paid"
    PROMISED = "promised"
    RISK_REDUCED = "risk_reduced"
    UNDER_WATCH = "under_watch"
    FALSE_ALARM = "false_alarm"
    LOSS_EXPECTED = "loss_expected"

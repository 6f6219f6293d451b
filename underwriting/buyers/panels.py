"""Panels on the buyer's page: higher packages register what they know of a buyer; the page shows what is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from insurer.infra.web.guard import permitted
from insurer.parties.facts import PartyFacts


@dataclass(frozen=True, slots=True)
class BuyerPanel:
    """A titled box: its English title, who may see it, what it shows on a side (None: nothing of this buyer)."""

    title: str
    needs: StrEnum
    show: Callable[[str, PartyFacts], Markup | None]


_panels: list[BuyerPanel] = []


def add_buyer_panel(panel: BuyerPanel) -> None:
    """Register a panel for both sides when the application is composed; again is harmless."""
    if panel not in _panels:
        _panels.append(panel)


def shown_panels(side: str, buyer: PartyFacts) -> list[tuple[str, Markup]]:
    """The registered panels that the reader may see and that have something to show."""
    found = ((panel.title, panel.show(side, buyer)) for panel in _panels if permitted(panel.needs))
    return [(title, body) for title, body in found if body is not None]

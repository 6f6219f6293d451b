"""Panels on the policy page: higher packages register what they know of a policy; the page shows what is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from insurer.infra.web.guard import permitted
from policies.contracts.terms import PolicyFacts


@dataclass(frozen=True, slots=True)
class PolicyPanel:
    """A titled box: its English title, who may see it, what it shows (None: nothing for this policy)."""

    title: str
    needs: StrEnum
    show: Callable[[PolicyFacts], Markup | None]


_panels: dict[str, list[PolicyPanel]] = {"desk": [], "portal": []}


def add_policy_panel(side: str, panel: PolicyPanel) -> None:
    """Register a panel for one side, `desk` or `portal`, when the application is composed; again is harmless."""
    if panel not in _panels[side]:
        _panels[side].append(panel)


def shown_panels(side: str, policy: PolicyFacts) -> list[tuple[str, Markup]]:
    """The registered panels that the reader may see and that have something to show."""
    found = ((panel.title, panel.show(policy)) for panel in _panels[side] if permitted(panel.needs))
    return [(title, body) for title, body in found if body is not None]

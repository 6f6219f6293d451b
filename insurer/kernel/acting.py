"""Who acts and whose data they may touch. Permission says which acts, scope says whose data."""

from __future__ import annotations

from dataclasses import dataclass

from insurer.kernel.ids import PartyId, PersonId


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data: everybody's (`everything`) or that of the named policyholders only."""

    everything: bool = False
    policyholders: frozenset[PartyId] = frozenset()

    def has(self, policyholder: PartyId) -> bool:
        return self.everything or policyholder in self.policyholders


ALL = Scope(everything=True)
NOBODY = Scope()


@dataclass(frozen=True, slots=True)
class Actor:
    """A human (`person`) behind a `login`, or a job of the house (no person), with what they may do."""

    login: str
    name: str
    person: PersonId | None
    permissions: frozenset[str]
    roles: frozenset[str] = frozenset()
    scope: Scope = NOBODY
    locale: str = "en"
    time_zone: str = ""
    """The zone in which moments are shown; empty: the house's."""
    dates: str = ""
    """How days are written: `long`, `iso` or `short`; empty: as the language does."""
    numbers: str = ""
    """How figures are grouped: `comma` 1,234.56, `point` 1.234,56, `space` 1 234,56; empty: as the language does."""

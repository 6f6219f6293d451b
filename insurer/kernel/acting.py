"""Who acts and whose data they may touch. Permission says which acts, scope says whose data."""

from __future__ import annotations

from dataclasses import dataclass

from insurer.kernel.ids import PartyId, PersonId, PolicyId
from insurer.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data: everybody's (`everything`) or that of the named policyholders only.

    `policies` leaves these of their policies only (None: all). `buyers` leaves, under each policy that it names, these
    buyers only: what belongs to such a policy as a whole (its ledgers, its premium) is then nobody's to read.
    """

    everything: bool = False
    policyholders: frozenset[PartyId] = frozenset()
    policies: frozenset[PolicyId] | None = None
    buyers: frozenset[tuple[PolicyId, PartyId]] = frozenset()

    def has(self, policyholder: PartyId) -> bool:
        return self.everything or policyholder in self.policyholders


ALL = Scope(everything=True)
NOBODY = Scope()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Up to which amount a person outside the house may ask by itself, and for whom it may only read.

    An amount per currency; an empty tuple is no bound, a currency that a bound does not name is not allowed.
    """

    limit_requests: tuple[Money, ...] = ()
    claims: tuple[Money, ...] = ()
    reading_only: frozenset[PartyId] = frozenset()


UNBOUND = Bounds()


@dataclass(frozen=True, slots=True)
class Actor:
    """A human (`person`) behind a `login`, or a job of the house (no person), with what they may do."""

    login: str
    name: str
    person: PersonId | None
    permissions: frozenset[str]
    roles: frozenset[str] = frozenset()
    scope: Scope = NOBODY
    bounds: Bounds = UNBOUND
    locale: str = "en"
    time_zone: str = ""
    """The zone in which moments are shown; empty: the house's."""
    dates: str = ""
    """How days are written: `long`, `iso` or `short`; empty: as the language does."""
    numbers: str = ""
    """How figures are grouped: `comma` 1,234.56, `point` 1.234,56, `space` 1 234,56; empty: as the language does."""

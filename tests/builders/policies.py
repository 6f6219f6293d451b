"""A policy to work with: usual terms, and the people who write policies and bill premium."""

from __future__ import annotations

from datetime import UTC, date, datetime

from insurer.accounts.facts import ROLE_PERMISSIONS, Role
from insurer.infra.clock import SetClock
from insurer.infra.commands import Act
from insurer.kernel.acting import ALL, Actor, Scope
from insurer.kernel.ids import PartyId, PersonId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.facts import May as PartyMay
from insurer.parties.facts import PartyEntry
from insurer.parties.public import register_party
from policies.public import bind_policy, draft_policy

TERMS: dict[str, object] = {
    "premium_rates": [{"rate": "0.0035"}],
    "estimated_turnover": "12000000.00",
    "minimum_premium": {"percentage_of_estimate": "0.80"},
    "deposit_premium": {"percentage_of_estimate": "0.80"},
    "instalments": 4,
    "tax_rate": "0.05",
}
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def actor(*roles: Role, scope: Scope = ALL, name: str = "Ada Clerk") -> Actor:
    return Actor(
        login=name.lower().replace(" ", "."),
        name=name,
        person=PersonId(1),
        permissions=frozenset(may.value for role in roles for may in ROLE_PERMISSIONS[role]),
        roles=frozenset(role.value for role in roles),
        scope=scope,
    )


class Office:
    """Acts of the insurer's people on the day the clock shows."""

    def __init__(self, clock: SetClock) -> None:
        self.clock = clock

    def on(self, day: date, hour: int = 9) -> Office:
        self.clock.move_to(at(day, hour))
        return self

    def act(self, *roles: Role, key: str | None = None) -> Act:
        return Act(actor(*roles), self.clock.now(), key=key)

    @property
    def underwriter(self) -> Act:
        return self.act(Role.POLICY_UNDERWRITER)

    @property
    def officer(self) -> Act:
        return self.act(Role.PREMIUM_OFFICER)

    def company(self, name: str = "Nordwind Trading GmbH", country: str = "DE") -> PartyId:
        registrar = Actor("registrar", "Registrar", None, frozenset({PartyMay.REGISTER.value}), scope=ALL)
        return register_party(Act(registrar, self.clock.now()), PartyEntry(name, country=country))

    def draft(self, policyholder: PartyId, **terms: object) -> PolicyId:
        return draft_policy(
            self.underwriter, policyholder=policyholder, currency="EUR", first=FIRST, last=LAST, terms=TERMS | terms
        )

    def bound(self, policyholder: PartyId, **terms: object) -> PolicyId:
        policy = self.draft(policyholder, **terms)
        bind_policy(self.underwriter, policy)
        return policy

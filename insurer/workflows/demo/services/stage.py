"""Where the demo is lived: a clock that is set, the people as actors, and a key for every act that may come twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from insurer.accounts.public import actor_named
from insurer.infra.clock import SetClock
from insurer.infra.commands import Act
from insurer.infra.jobs.running import HOUSE
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL, Actor
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId
from insurer.workflows.demo.rules.files import reference
from insurer.workflows.demo.terms import OWN_LOGINS, PolicyYear, Portfolio
from policies.public import policies_list
from underwriting.public import buyers_by_reference

AT_WORK = time(15, 0, tzinfo=UTC)


@dataclass
class Stage:
    """The state of the making. Everything in it can be found again in the database, so it may end at any moment."""

    seed: int
    portfolio: Portfolio
    clock: SetClock
    ends_at: datetime
    holders: list[PartyId] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    policies: dict[str, PolicyId] = field(default_factory=dict)
    parties: dict[str, dict[str, PartyId]] = field(default_factory=dict)
    assessed: set[int] = field(default_factory=set)

    @property
    def today(self) -> date:
        return self.clock.day_of(self.clock.now())

    def at(self, day: date) -> None:
        """Let the clock stand in the afternoon of `day`; it never goes back and never passes the real moment."""
        self.clock.move_to(min(max(datetime.combine(day, AT_WORK), self.clock.now()), self.ends_at))

    def act(self, login: str, key: str | None = None) -> Act:
        """An act of the person behind `login`; under a key it is done once however often it is ordered."""
        if login not in self.actors:
            self.actors[login] = actor_named(login, self.today)
        return Act(self.actors[login], self.clock.now(), request="demo", key=key and f"demo/{key}")

    def house(self, key: str | None = None) -> Act:
        return Act(HOUSE, self.clock.now(), request="demo", key=key and f"demo/{key}")

    def own(self, year: PolicyYear, key: str | None = None) -> Act:
        """An act of the policyholder's own person."""
        return self.act(OWN_LOGINS[year.place], key)

    def policy(self, year: PolicyYear) -> PolicyId:
        if year.key not in self.policies:
            with reading_as(ALL):
                found = policies_list(policyholder=self.holders[year.place])
            for one in found:
                if one.period.first == year.first:
                    self.policies[year.key] = one.id
        if year.key not in self.policies:
            raise NotFound("policy.absent", policy=year.key)
        return self.policies[year.key]

    def buyers(self, year: PolicyYear) -> dict[str, PartyId]:
        """The policy's buyers by customer number."""
        if year.key not in self.parties:
            with reading_as(ALL):
                self.parties[year.key] = buyers_by_reference(self.policy(year))
        return self.parties[year.key]

    def buyer(self, year: PolicyYear, index: int) -> PartyId:
        return self.buyers(year)[reference(index)]

    def currency(self, year: PolicyYear) -> str:
        return self.portfolio.ledgers[year.place].currency

    def name(self, year: PolicyYear) -> str:
        return self.portfolio.ledgers[year.place].policyholder.name

"""What a policy says: its terms and clocks as dated values with two times, valid from and known at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from policies.contracts.states import PolicyState

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """A policy by its head: who, in which money, for which days, in which state."""

    id: PolicyId
    number: str
    policyholder: PartyId
    currency: str
    period: Period
    state: PolicyState
    language: str
    bound_at: datetime | None = None
    cancelled_on: date | None = None
    version: int = 0


class Section(StrEnum):
    """Which sales are insured: to buyers in the policyholder's own country, or abroad."""

    DOMESTIC = "domestic"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class CountryScope:
    """The insured buyer countries (None is every one) less the excluded ones; ISO 3166 alpha-2 codes."""

    insured: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()

    def __contains__(self, country: str) -> bool:
        return country not in self.excluded and (self.insured is None or country in self.insured)

    def plain(self) -> dict[str, object]:
        insured: object = "*" if self.insured is None else sorted(self.insured)
        return {"insured": insured, "excluded": sorted(self.excluded)}


class LiabilityBase(StrEnum):
    """The premium that a maximum liability is a multiple of."""

    PREMIUM_PAID = "premium_paid"
    MINIMUM_PREMIUM = "minimum_premium"


@dataclass(frozen=True, slots=True)
class LiabilityCap:
    """A maximum liability: an amount, or a multiple of the premium paid or of the minimum premium."""

    amount: Money | None = None
    multiple: Decimal | None = None
    base: LiabilityBase = LiabilityBase.PREMIUM_PAID

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.multiple is None):
            raise InvalidInput("input.one_of", "maximum_liability", choices="amount, multiple")

    def plain(self) -> dict[str, object]:
        if self.amount is not None:
            return {"amount": self.amount.plain()}
        return {"multiple": f"{self.multiple:f}", "of": self.base.value}


@dataclass(frozen=True, slots=True)
class TermRow:
    """One value of one term: from which day it holds, when and by whom it was recorded, and why."""

    key: str
    value: object
    valid_from: date
    recorded_at: datetime
    recorded_by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PolicyTerms:
    """All that a policy says and ever said. Rows stand in the order they were recorded.

    Of one term the row with the latest first day not after the day asked for prevails; of two with the same
    first day the one recorded later. `known_by` leaves out what was recorded after that moment. A day before
    the policy's first has the terms the policy began with: whether it is insured at all is for the period to say.
    """

    number: str
    currency: str
    period: Period
    rows: tuple[TermRow, ...]

    def on(self, key: str, day: date, known_by: datetime | None = None) -> object:
        """The value of the term on `day` as known at `known_by`; refuses a term the policy does not have."""
        return self.row_on(key, day, known_by).value

    def row_on(self, key: str, day: date, known_by: datetime | None = None) -> TermRow:
        """The row that prevails on `day`."""
        rows = self.history(key, known_by)
        if not rows:
            raise NotFound("policy.no_such_term", term=key, number=self.number)
        standing = [row for row in rows if row.valid_from <= max(day, self.period.first)]
        return standing[-1] if standing else rows[0]

    def history(self, key: str, known_by: datetime | None = None) -> tuple[TermRow, ...]:
        """Every value the term has had, by first day and then by the moment it was recorded."""
        known = [row for row in self.rows if row.key == key and (known_by is None or row.recorded_at <= known_by)]
        return tuple(sorted(known, key=lambda row: (row.valid_from, row.recorded_at)))

    def keys(self) -> tuple[str, ...]:
        """The terms the policy has, in the order of their first recording."""
        return tuple(dict.fromkeys(row.key for row in self.rows))

    def amount(self, key: str, day: date, known_by: datetime | None = None) -> Money | None:
        """An amount in policy currency, None where the policy sets none."""
        return self._value(key, day, known_by, Money)

    def share(self, key: str, day: date, known_by: datetime | None = None) -> Decimal | None:
        """A share, rate or factor: 0.90 is 90 %."""
        return self._value(key, day, known_by, Decimal)

    def days(self, key: str, day: date, known_by: datetime | None = None) -> int | None:
        """A number of days, months or instalments; None is a clock that the policy does not set."""
        return self._value(key, day, known_by, int)

    def choice(self, key: str, day: date, known_by: datetime | None = None) -> str | None:
        """The code chosen among those the term offers."""
        return self._value(key, day, known_by, str)

    def flag(self, key: str, day: date, known_by: datetime | None = None) -> bool:
        """Yes or no."""
        return bool(self._value(key, day, known_by, bool))

    def shares_by_code(self, key: str, day: date, known_by: datetime | None = None) -> Mapping[str, Decimal]:
        """Shares by code, as the insured percentage by cause of loss."""
        return self._value(key, day, known_by, dict) or {}

    def codes(self, key: str, day: date, known_by: datetime | None = None) -> tuple[str, ...]:
        """Several codes, as the sections."""
        return self._value(key, day, known_by, tuple) or ()

    def countries(self, day: date, known_by: datetime | None = None) -> CountryScope:
        """The insured buyer countries of a shipment day."""
        return self._value("countries", day, known_by, CountryScope) or CountryScope()

    def liability_cap(self, day: date, known_by: datetime | None = None) -> LiabilityCap | None:
        """The maximum liability as the policy states it."""
        return self._value("maximum_liability", day, known_by, LiabilityCap)

    def _value(self, key: str, day: date, known_by: datetime | None, kind: type[Kind]) -> Kind | None:
        value = self.on(key, day, known_by)
        if value is None or isinstance(value, kind):
            return value
        raise TypeError(f"the term {key} is a {type(value).__name__}, not a {kind.__name__}")


def latest_reasons(rows: Iterable[TermRow]) -> tuple[TermRow, ...]:
    """The rows of endorsements, newest recording first: those that give a reason."""
    return tuple(sorted((row for row in rows if row.reason), key=lambda row: row.recorded_at, reverse=True))

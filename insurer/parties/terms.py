"""Who a company is: its kind, names, numbers, country, sector and place in a group, as frozen facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from insurer.kernel.ids import PartyId


class May(StrEnum):
    """Permissions of this package."""

    REGISTER = "parties.register"
    CORRECT = "parties.correct"


class PartyKind(StrEnum):
    """What a party is in law. A branch has no separate personality: its head office answers."""

    COMPANY = "company"
    BRANCH = "branch"
    SOLE_TRADER = "sole_trader"
    PUBLIC_BODY = "public_body"


@dataclass(frozen=True, slots=True)
class NationalId:
    """A registered number: the scheme (`CN.USCC`, `LEI`) and the number in its compact form."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """What is said about a party when it is registered or corrected.

    `latin_name` is derived when empty. `country` is None when the country is not known or its code is assigned to
    nobody; then `country_written` keeps what was said. `head_office` is given for a branch and only for a branch.
    """

    name: str
    kind: PartyKind = PartyKind.COMPANY
    latin_name: str = ""
    country: str | None = None
    country_written: str = ""
    national_id: NationalId | None = None
    sector: str | None = None
    head_office: PartyId | None = None
    group_parent: PartyId | None = None
    registered_on: date | None = None


def name_shown(name: str, latin_name: str, locale: str) -> str:
    """A name in the reader's script: the local one in Chinese, elsewhere with the Latin name beside it."""
    if locale.startswith("zh") or name.isascii() or not latin_name or latin_name == name:
        return name
    return f"{latin_name} ({name})"


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A party as recorded; `party` of a branch's head office is `head_office`."""

    id: PartyId
    public_id: str
    entry: PartyEntry
    name_key: str
    version: int

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def country(self) -> str | None:
        return self.entry.country

    @property
    def answers(self) -> PartyId:
        """The legal entity that answers: the head office of a branch, else the party itself."""
        return self.entry.head_office if self.entry.head_office is not None else self.id

    def shown_name(self, locale: str) -> str:
        """The name in the reader's script: the local one in Chinese, elsewhere with the Latin name beside it."""
        return name_shown(self.entry.name, self.entry.latin_name, locale)


class MatchBasis(StrEnum):
    """What a match rests on; only the first two name one and the same party."""

    SAME_ID = "same_id"
    SAME_NAME_AND_COUNTRY = "same_name_and_country"
    LIKE_NAME = "like_name"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recorded party that may be the one meant, with the likeness of the names from 0 to 100."""

    party: PartyFacts
    basis: MatchBasis
    likeness: int


@dataclass(frozen=True, slots=True)
class Match:
    """The one party meant, if that is certain, and those a person should look at."""

    found: Candidate | None
    candidates: tuple[Candidate, ...] = ()

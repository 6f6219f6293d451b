"""What a person may do, in the words of whoever grants it: roles asked for, what a company leaves to its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from insurer.accounts.terms import ASKS, COMPANY_ROLES, PORTAL_ROLES, May, Role
from insurer.kernel.acting import Scope
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money


class RoleRequestState(StrEnum):
    """Where a request for a role stands."""

    WAITING = "waiting"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class RoleKind(StrEnum):
    """Whose people hold a role. One login is for one kind only: their scopes cannot be mixed."""

    STAFF = "staff"
    COMPANY = "company"
    BROKER = "broker"
    PAYEE = "payee"

    @classmethod
    def of(cls, role: Role) -> RoleKind:
        if role not in PORTAL_ROLES:
            return cls.STAFF
        if role in COMPANY_ROLES:
            return cls.COMPANY
        return cls.BROKER if role is Role.BROKER else cls.PAYEE


@dataclass(frozen=True, slots=True)
class RoleAsked:
    """A role over a span of days for one login, and why: exactly what a second administrator agrees to."""

    login: str
    role: Role
    first: date
    last: date | None
    reason: str

    def content(self) -> Mapping[str, object]:
        return {"login": self.login, "role": self.role, "first": self.first, "last": self.last, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a company leaves to one of its people: which acts, which of its policies (None: all), up to which amounts.

    An empty tuple of amounts is no bound; a bound allows only the currencies that it names.
    """

    acts: frozenset[May] = frozenset(ASKS)
    policies: frozenset[PolicyId] | None = None
    limit_requests: tuple[Money, ...] = ()
    claims: tuple[Money, ...] = ()


EVERYTHING_OWN = Allowance()


@dataclass(frozen=True, slots=True)
class Tie:
    """A mandate as it stands: for which company, and whether for reading only."""

    company: PartyId
    reading_only: bool = False


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role of one login with its days and everybody who had a hand in it."""

    grant: int
    role: Role
    first: date
    last: date | None
    granted_by: str
    granted_at: datetime
    agreed_by: str = ""
    reason: str = ""
    ended_by: str = ""
    ended_at: datetime | None = None
    standing: bool = False


@dataclass(frozen=True, slots=True)
class HeldMandate:
    """A mandate of one login with its days."""

    mandate: int
    login: str
    person: str
    company: PartyId
    first: date
    last: date | None
    reading_only: bool
    reference: str = ""
    given_by: str = ""
    ended_by: str = ""
    ended_at: datetime | None = None
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything that one login could do on a day: permission, authority's bounds, scope, and where each is from."""

    login: str
    person: str
    day: date
    active: bool
    roles: tuple[HeldRole, ...]
    mandates: tuple[HeldMandate, ...]
    allowance: Allowance
    permissions: frozenset[May]
    scope: Scope


class AccessFinding(StrEnum):
    """What speaks against a right as it stands."""

    DISABLED = "disabled"
    NEVER_USED = "never_used"
    LONG_UNUSED = "long_unused"
    NO_SECOND_FACTOR = "no_second_factor"
    GRANTED_BY_ONE = "granted_by_one"
    CONFLICTING_ROLES = "conflicting_roles"
    NO_ROLE = "no_role"

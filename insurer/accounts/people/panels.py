"""What people's rights must know of higher storeys: companies by name, their policies, what is assigned to a payee."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from insurer.kernel.acting import NOBODY, Scope
from insurer.kernel.ids import PartyId, PolicyId


@dataclass(frozen=True, slots=True)
class KnownCompany:
    """A company as pages name it, and as addresses and forms do."""

    id: PartyId
    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownPolicy:
    """A policy as its holder's administrator chooses among its own."""

    id: PolicyId
    number: str
    currency: str
    policyholder: PartyId


@dataclass(frozen=True, slots=True)
class Register:
    """Companies by id, the policyholders, a company by its name, policies of companies, numbers of policies, and
    the scope of payees on a day.

    Told by whoever knows; asked within the reader's scope, but for the payees' assignments.
    """

    companies: Callable[[Collection[PartyId]], Mapping[PartyId, KnownCompany]]
    policyholders: Callable[[], Sequence[KnownCompany]]
    find: Callable[[str], KnownCompany | None]
    policies: Callable[[Collection[PartyId]], Sequence[KnownPolicy]]
    numbers: Callable[[Collection[PolicyId]], list[str]]
    assigned: Callable[[Collection[PartyId], date], Scope]


_registers: list[Register] = []


def look_up_people_in(register: Register) -> None:
    """Say where companies, policies and assignments are found; the last word counts."""
    _registers[:] = [register]


def register() -> Register:
    """Where companies, policies and assignments are found."""
    return _registers[0]


def assigned_to(payees: Collection[PartyId], day: date) -> Scope:
    """What is assigned to payees on `day`; nothing as long as nobody knows of assignments."""
    return _registers[0].assigned(payees, day) if _registers else NOBODY

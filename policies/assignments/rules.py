"""Assignments as pure rules: nothing is assigned twice over the same days; who sees what; who is paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from insurer.kernel.acting import Scope
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId
from policies.assignments.terms import Assignment


def refuse_double(standing: Iterable[Assignment], wanted: Assignment) -> None:
    """Refuse to assign what stands assigned on one of the same days, to the same payee or another."""
    for one in standing:
        same = one.buyers is None or wanted.buyers is None or not one.buyers.isdisjoint(wanted.buyers)
        if same and _share_a_day(one, wanted):
            raise InvalidInput("assignments.assigned_already", "first", reference=one.reference, first=one.first)


def assignee(standing: Iterable[Assignment], buyer: PartyId, day: date) -> Assignment | None:
    """The assignment under which a payment for a buyer goes to somebody else on `day`."""
    return next((one for one in standing if one.covers(buyer) and one.stands_on(day)), None)


def scope_of(assigned: Iterable[Assignment]) -> Scope:
    """Whose data a payee sees: the policies assigned to it, whole or for the named buyers only."""
    found = list(assigned)
    whole = {one.policy for one in found if one.buyers is None}
    return Scope(
        policyholders=frozenset(one.policyholder for one in found),
        policies=frozenset(one.policy for one in found),
        buyers=frozenset((one.policy, buyer) for one in found if one.policy not in whole for buyer in one.buyers or ()),
    )


def _share_a_day(one: Assignment, other: Assignment) -> bool:
    starts_in_time = other.last is None or one.first <= other.last
    return starts_in_time and (one.last is None or other.first <= one.last)

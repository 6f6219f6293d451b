"""What the pages of both sides share: the policy being looked at, and buyers by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import request

from insurer.infra.clock import today
from insurer.infra.languages import reader_locale
from insurer.kernel.ids import PartyId
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, party_of
from insurer.reference.facts import country_name
from policies.facts import PolicyFacts, PolicyState
from policies.public import policies_list
from underwriting.buyers.queries import buyers_of, require_buyer


@dataclass(frozen=True, slots=True)
class Choice:
    """The reader's policies that insure or insured anything, and the one the page is about."""

    policies: tuple[PolicyFacts, ...]
    policy: PolicyFacts | None


def chosen_policy() -> Choice:
    """The policy named by `?policy=`, else the newest one in force today, else the newest."""
    found = tuple(one for one in reversed(policies_list()) if one.state is not PolicyState.DRAFT)
    asked = request.args.get("policy", "")
    if asked:
        return Choice(found, next((one for one in found if one.number == asked), None))
    current = next((one for one in found if today() in one.period), None)
    return Choice(found, current or next(iter(found), None))


def names_of(ids: Collection[PartyId]) -> dict[PartyId, str]:
    """Names in the reader's script."""
    locale = reader_locale()
    return {key: found.shown_name(locale) for key, found in parties(ids).items()}


def buyer_choices(policy: PolicyFacts) -> list[tuple[str, str]]:
    """The buyers of a policy as (public id, name), by name."""
    locale = reader_locale()
    found = parties(list(buyers_of(policy.id)))
    return sorted(((one.public_id, one.shown_name(locale)) for one in found.values()), key=lambda pair: pair[1])


def buyer_under(policy: PolicyFacts, public_id: str) -> PartyFacts:
    """The buyer of that public id under the policy; any other company does not exist for the asker."""
    found = party_of(public_id)
    require_buyer(policy.id, found.id)
    return found


def place(buyer: PartyFacts) -> str:
    """The buyer's country in the reader's language, as written where it is none."""
    if buyer.country is None:
        return buyer.entry.country_written
    return country_name(buyer.country, reader_locale())

"""The reads of a search: at most one or two per kind of thing, within the reader's scope.

On the portal a company is looked for among the reader's own buyers only: one that is known to others answers exactly
as one that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from flask import url_for

from claims.public import claims_like, notices_like
from insurer.accounts.facts import May
from insurer.home.search.terms import LONGEST, Found
from insurer.infra.languages import here, reader_locale
from insurer.infra.web.guard import permitted
from insurer.kernel.ids import PartyId
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, parties_named
from insurer.reference.facts import country_name
from policies.public import notes_like, policies_like
from underwriting.public import buyers_among, requests_like

MOST_OWN = 30_000
"""Buyers of one policyholder that a search looks through."""


def wanted(typed: str) -> str:
    """What is looked for: without needless spaces, composed of at most `LONGEST` characters."""
    return " ".join(typed[:LONGEST].split())


def found(side: str, typed: str, most: int) -> list[Found]:
    """What the reader may see of what was typed, at most `most` of a kind; nothing for less than two letters."""
    text = wanted(typed)
    letters = "".join(letter for letter in text if letter.isalnum())
    if not letters or (len(letters) < 2 and letters.isascii()):
        return []
    things = list(_companies(side, text, most))
    number = text.upper()
    if any(letter.isdigit() for letter in number) and number.replace("-", "").isalnum():
        for permission, look in _PAPERS:
            if permitted(permission):
                things += look(side, number, most)
    return things


def _companies(side: str, text: str, most: int) -> Iterator[Found]:
    if not permitted(May.LIMIT_READ):
        return
    if side == "portal":
        own = sorted(buyers_among())[:MOST_OWN]
        rows, buyers = parties_named(text, most=most, among=own), frozenset(own)
    else:
        rows = parties_named(text, most=most)
        buyers = buyers_among([one.id for one in rows])
    for one in rows:
        if one.id in buyers:
            href = url_for(f"buyers_{side}.buyer", public_id=one.public_id)
            yield Found(here("Buyer"), one.shown_name(reader_locale()), _tells(one), href)
        elif permitted(May.POLICY_READ):
            href = url_for("policies_desk.policies", policyholder=one.name, view="all")
            yield Found(here("Company"), one.shown_name(reader_locale()), _tells(one), href)


def _tells(one: PartyFacts) -> str:
    """Country and register number: what tells two companies of one name apart."""
    number = one.entry.national_id
    parts = (country_name(one.country, reader_locale()) if one.country else "", number.value if number else "")
    return " · ".join(part for part in parts if part)


def _names(ids: Collection[PartyId]) -> dict[PartyId, str]:
    locale = reader_locale()
    return {key: one.shown_name(locale) for key, one in parties(ids).items()}


def _policies(side: str, number: str, most: int) -> list[Found]:
    rows = policies_like(number, most)
    names = _names({row.policyholder for row in rows})
    return [
        Found(
            here("Policy"), row.number, names[row.policyholder], url_for(f"policies_{side}.policy", number=row.number)
        )
        for row in rows
    ]


def _notes(side: str, number: str, most: int) -> list[Found]:
    def href(note: str, policy: str) -> str:
        if side == "desk":
            return url_for("premium_desk.note", number=note)
        return url_for("policies_portal.note", number=policy, note=note)

    return [
        Found(here("Debit note"), row.number, row.policy_number, href(row.number, row.policy_number))
        for row in notes_like(number, most)
    ]


def _requests(side: str, number: str, most: int) -> list[Found]:
    rows = requests_like(number, most)
    names, way = _names({row.party_id for row in rows}), "limits_desk.limit_request"
    endpoint = way if side == "desk" else "limits_portal.answer"
    return [
        Found(here("Limit request"), row.number, names[row.party_id], url_for(endpoint, number=row.number))
        for row in rows
    ]


def _numbered(kind: str, endpoint: str, like: Callable[[str, int], list[tuple[str, PartyId]]]) -> _Look:
    def look(side: str, number: str, most: int) -> list[Found]:
        rows = like(number, most)
        names = _names({party for _number, party in rows})
        return [Found(here(kind), row, names[party], url_for(endpoint.format(side), number=row)) for row, party in rows]

    return look


_Look = Callable[[str, str, int], list[Found]]
_PAPERS: tuple[tuple[May, _Look], ...] = (
    (May.POLICY_READ, _policies),
    (May.LIMIT_READ, _requests),
    (May.CLAIM_READ, _numbered("Claim", "claims_{}.show", claims_like)),
    (May.OVERDUE_READ, _numbered("Overdue notice", "overdues_{}.notice", notices_like)),
    (May.PREMIUM_READ, _notes),
)
"""Each kind of paper with the permission to read it."""

"""Whether a company in hand is one already recorded: by its number, by name and country, or perhaps by likeness.

Only the number or the exact name in the same country decide. Near names are shown to a person, never merged: two
companies of like names are the commonest way to borrow a good buyer's limit.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from insurer.parties.rules.names import latin_key, lookalike_key, name_key
from insurer.parties.terms import Candidate, Match, MatchBasis, NationalId, PartyFacts

LIKE_ENOUGH = 80
MOST_CANDIDATES = 10


def likeness(one: str, other: str) -> int:
    """How alike two names are, 0 to 100: legal forms and word order aside, look-alike letters taken as equal.

    The better of the names as written and of their Latin readings, so `华强贸易` meets `Hua Qiang Mao Yi`.
    """
    pairs = [(lookalike_key(one), lookalike_key(other))]
    if not (one.isascii() and other.isascii()):
        pairs.append((latin_key(one), latin_key(other)))
    return max(int(_ratio(left, right)) for left, right in pairs)


def _ratio(left: str, right: str) -> float:
    closed = fuzz.ratio(left.replace(" ", ""), right.replace(" ", ""))
    return max(fuzz.token_sort_ratio(left, right), closed)


def match(name: str, country: str | None, number: NationalId | None, recorded: Iterable[PartyFacts]) -> Match:
    """The recorded party meant, or the candidates a person should choose from, best first.

    The same number is the same party. The same name key in the same country is, unless both have numbers of one
    scheme that differ, or several parties bear it. Without a country no name decides.
    """
    parties = list(recorded)
    if number is not None:
        for party in parties:
            if party.entry.national_id == number:
                return Match(Candidate(party, MatchBasis.SAME_ID, likeness(name, party.name)))
    candidates = sorted(
        (Candidate(party, _basis(name, country, party), score) for party in parties if (score := _score(name, party))),
        key=lambda candidate: (candidate.basis != MatchBasis.SAME_NAME_AND_COUNTRY, -candidate.likeness),
    )
    exact = [candidate for candidate in candidates if candidate.basis is MatchBasis.SAME_NAME_AND_COUNTRY]
    if len(exact) == 1 and not _numbers_differ(number, exact[0].party.entry.national_id):
        return Match(exact[0])
    return Match(None, tuple(candidates[:MOST_CANDIDATES]))


def _score(name: str, party: PartyFacts) -> int:
    best = max(likeness(name, known) for known in {party.name, party.entry.latin_name or party.name})
    return best if best >= LIKE_ENOUGH else 0


def _basis(name: str, country: str | None, party: PartyFacts) -> MatchBasis:
    same = country is not None and party.country == country and party.name_key == name_key(name)
    return MatchBasis.SAME_NAME_AND_COUNTRY if same else MatchBasis.LIKE_NAME


def _numbers_differ(one: NationalId | None, other: NationalId | None) -> bool:
    return one is not None and other is not None and one.scheme == other.scheme and one != other

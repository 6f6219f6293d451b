"""The pure door: parties as frozen facts, name keys, likeness and number checks."""

from __future__ import annotations

from insurer.parties.rules.entry import fit_entry
from insurer.parties.rules.matching import likeness, match
from insurer.parties.rules.names import fit_name, latin_name, lookalike_key, name_key
from insurer.parties.rules.national_ids import SCHEMES, Scheme, guessed_id, national_id
from insurer.parties.terms import (
    Candidate,
    Match,
    MatchBasis,
    May,
    NationalId,
    PartyEntry,
    PartyFacts,
    PartyKind,
)

__all__ = [
    "SCHEMES",
    "Candidate",
    "Match",
    "MatchBasis",
    "May",
    "NationalId",
    "PartyEntry",
    "PartyFacts",
    "PartyKind",
    "Scheme",
    "fit_entry",
    "fit_name",
    "guessed_id",
    "latin_name",
    "likeness",
    "lookalike_key",
    "match",
    "name_key",
    "national_id",
]

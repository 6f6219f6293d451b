"""The door for questions and orders about the register of companies."""

from __future__ import annotations

from insurer.parties.queries import (
    CertainParties,
    Seat,
    Sought,
    answering_party,
    entries_as_known,
    entry_as_known,
    group_of,
    ids_named,
    match_party,
    parties,
    parties_in,
    parties_named,
    parties_of,
    party,
    party_names,
    party_numbered,
    party_of,
    seats_of,
)
from insurer.parties.services import correct_party, register_parties, register_party

__all__ = [
    "CertainParties",
    "Seat",
    "Sought",
    "answering_party",
    "correct_party",
    "entries_as_known",
    "entry_as_known",
    "group_of",
    "ids_named",
    "match_party",
    "parties",
    "parties_in",
    "parties_named",
    "parties_of",
    "party",
    "party_names",
    "party_numbered",
    "party_of",
    "register_parties",
    "register_party",
    "seats_of",
]

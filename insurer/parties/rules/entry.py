"""What a party's entry must be before it is recorded."""

from __future__ import annotations

import re
from dataclasses import replace

import pycountry

from insurer.kernel.errors import InvalidInput
from insurer.parties.rules.names import fit_name, latin_name
from insurer.parties.rules.national_ids import national_id
from insurer.parties.terms import PartyEntry, PartyKind

_SECTOR = re.compile(r"[A-V]|[0-9]{2}", re.ASCII)


def fit_entry(entry: PartyEntry) -> PartyEntry:
    """The entry with names trimmed, the Latin name derived where absent, number checked, the country assigned,
    the sector a section or division of NACE.

    A branch names its head office and nobody else does. Refuses with the field at fault.
    """
    if entry.country is not None and pycountry.countries.get(alpha_2=entry.country) is None:
        raise InvalidInput("parties.country_unassigned", "country", value=entry.country[:40])
    if entry.sector is not None and not _SECTOR.fullmatch(entry.sector):
        raise InvalidInput("parties.sector_code", "sector", value=entry.sector[:40])
    if (entry.kind is PartyKind.BRANCH) != (entry.head_office is not None):
        raise InvalidInput("parties.branch_and_head_office", "head_office", kind=entry.kind.value)
    name = fit_name(entry.name)
    number = entry.national_id
    return replace(
        entry,
        name=name,
        latin_name=fit_name(entry.latin_name, "latin_name") if entry.latin_name.strip() else latin_name(name),
        country_written=entry.country_written.strip()[:80],
        national_id=None if number is None else national_id(number.scheme, number.value),
    )

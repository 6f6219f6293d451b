"""Commands on the register of companies."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import PartyId
from insurer.parties import queries
from insurer.parties.models import Party, PartyRecord, plain_entry
from insurer.parties.rules.entry import fit_entry
from insurer.parties.terms import May, PartyEntry, PartyKind


@command(needs=May.REGISTER)
def register_party(act: Act, entry: PartyEntry, namesake: bool = False) -> PartyId:
    """Record a company that is not recorded yet; answers its id.

    Conflict `parties.number_taken` or `parties.already_registered` names the party that is. `namesake` says that
    another company of the same name in the same country is meant on purpose; a number is never borne twice.
    """
    fit = fit_entry(entry)
    _check_relations(None, fit)
    holder = None if fit.national_id is None else queries.party_numbered(fit.national_id)
    if holder is not None:
        raise Conflict("parties.number_taken", party=holder.public_id, name=holder.name)
    if not namesake and (found := queries.certain_party(fit.name, fit.country, fit.national_id)) is not None:
        raise Conflict("parties.already_registered", party=found.public_id, name=found.name)
    row = Party(public_id=secrets.token_hex(16), recorded_at=act.at)
    row.put(fit)
    db.session.add(row)
    db.session.flush()
    _keep(act, row, fit, "parties.reason.registered")
    act.record(f"party:{row.public_id}", "registered", name=fit.name, country=fit.country, number=str(fit.national_id))
    return row.id


@command(needs=May.REGISTER)
def register_parties(act: Act, entries: Sequence[PartyEntry]) -> list[PartyId]:
    """Record many companies at once that are surely not recorded yet; answers their ids in the same order.

    As `register_party` with `namesake`: the name may be another company's, a number may not.
    """
    fit = [fit_entry(entry) for entry in entries]
    numbers = [entry.national_id for entry in fit if entry.national_id is not None]
    for holder in queries.parties_numbered(numbers):
        raise Conflict("parties.number_taken", party=holder.public_id, name=holder.name)
    rows = []
    for entry in fit:
        _check_relations(None, entry)
        row = Party(public_id=secrets.token_hex(16), recorded_at=act.at)
        row.put(entry)
        rows.append(row)
    db.session.add_all(rows)
    db.session.flush()
    for row, entry in zip(rows, fit, strict=True):
        _keep(act, row, entry, "parties.reason.registered")
        act.record(
            f"party:{row.public_id}",
            "registered",
            name=entry.name,
            country=entry.country,
            number=str(entry.national_id),
        )
    if not rows:
        act.record("party:none", "registered", parties=0)
    return [row.id for row in rows]


@command(needs=May.CORRECT)
def correct_party(act: Act, party_id: PartyId, entry: PartyEntry, version: int, reason: str) -> int:
    """Let a party's entry say `entry` from now on; answers its new version.

    `version` is the one the person saw: Conflict `parties.changed_meanwhile` when another came in between.
    """
    if not reason.strip():
        raise InvalidInput("parties.reason_missing", "reason")
    row = lock(Party, party_id)
    if row.version != version:
        raise Conflict("parties.changed_meanwhile", seen=version, now=row.version)
    fit = fit_entry(entry)
    before = row.facts().entry
    if fit == before:
        raise InvalidInput("parties.nothing_changed", "party")
    _check_relations(party_id, fit)
    if fit.national_id is not None:
        holder = queries.party_numbered(fit.national_id)
        if holder is not None and holder.id != party_id:
            raise Conflict("parties.number_taken", party=holder.public_id, name=holder.name)
    row.put(fit)
    row.recorded_at = act.at
    db.session.flush()
    _keep(act, row, fit, reason.strip()[:300])
    changed = {name: [old, new] for name, new in plain_entry(fit).items() if (old := plain_entry(before)[name]) != new}
    act.record(f"party:{row.public_id}", "corrected", reason=reason.strip()[:300], changed=changed)
    return row.version


def _keep(act: Act, row: Party, entry: PartyEntry, reason: str) -> None:
    db.session.add(
        PartyRecord(
            party_id=row.id,
            version=row.version,
            entry=plain_entry(entry),
            reason=reason,
            recorded_at=act.at,
            recorded_by=act.actor.login,
        )
    )


def _check_relations(own: PartyId | None, entry: PartyEntry) -> None:
    """The head office is a legal entity itself, and no group runs in a circle."""
    if entry.head_office is not None and (
        entry.head_office == own or queries.party(entry.head_office).entry.kind is PartyKind.BRANCH
    ):
        raise InvalidInput("parties.head_office_is_a_branch", "head_office")
    above, seen = entry.group_parent, {own}
    while above is not None:
        if above in seen:
            raise InvalidInput("parties.group_in_a_circle", "group_parent")
        seen.add(above)
        above = queries.party(above).entry.group_parent

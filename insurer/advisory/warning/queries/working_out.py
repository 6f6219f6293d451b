"""One run worked out from the ledger: what a run keeps, what its repetition is compared with, what a page explains."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from claims.public import due_notices
from insurer.advisory.warning.models import WarningRun
from insurer.advisory.warning.queries.ledger import ledger_of
from insurer.advisory.warning.queries.thresholds import company_figures, house_thresholds, own_thresholds
from insurer.advisory.warning.rules.measuring import Watched, readings, watch_list, worst_levels
from insurer.advisory.warning.states import Side
from insurer.advisory.warning.terms import Ledger, Reading
from insurer.infra.audit.chain import canonical
from insurer.kernel.ids import PartyId, PolicyId
from policies.facts import PolicyFacts
from policies.public import policy_facts


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A ledger with every reading by the policyholder's thresholds and by the insurer's, and the watch list."""

    ledger: Ledger
    own: tuple[Reading, ...]
    house: tuple[Reading, ...]
    watch: tuple[Watched, ...]

    @property
    def digest(self) -> str:
        """The digest of every reading and line: two runs of the same have the same."""
        said = [
            [one.indicator.value, int(one.buyer or 0), f"{one.value:f}", one.level.value, one.threshold.plain()]
            for one in (*self.own, *self.house)
        ]
        return hashlib.sha256(canonical([said, watch_plain(self.watch)]).encode()).hexdigest()


def worked_out(policy: PolicyFacts, as_of: date, known_by: datetime) -> WorkedOut:
    """Everything measured on a policy's ledger at the end of a day, as known at a moment."""
    ledger = ledger_of(policy.id, as_of, known_by)
    figures = company_figures(policy.policyholder, as_of, known_by)
    house_set = house_thresholds(as_of, known_by)
    own_set = own_thresholds(policy.policyholder, as_of, known_by)
    house = tuple(readings(ledger, house_set, figures))
    own = house if own_set == house_set else tuple(readings(ledger, own_set, figures))
    lines = watch_list(ledger, worst_levels(own), _deadlines(policy.id, as_of, known_by))
    return WorkedOut(ledger, own, house, tuple(lines))


def worked_again(run: WarningRun) -> WorkedOut:
    """A run repeated from what was known when it ran."""
    return worked_out(policy_facts(run.policy_id), run.as_of, run.known_at)


def reading_behind(run: WarningRun, side: Side, key: tuple[str, int]) -> Reading | None:
    """The reading of a run with its working, worked out again; None where the run does not have it."""
    found = worked_again(run)
    return next((one for one in (found.own if side is Side.OWN else found.house) if one.key == key), None)


def watch_plain(lines: Sequence[Watched]) -> list[dict[str, object]]:
    """The watch list as JSON, amounts in minor units."""
    return [
        {
            "buyer": int(one.buyer),
            "level": one.level.value,
            "exposure": one.exposure.minor,
            "insured": one.insured.minor,
            "expected_loss": one.expected_loss.minor,
            "next_deadline": one.next_deadline.isoformat() if one.next_deadline else None,
        }
        for one in lines
    ]


def _deadlines(policy_id: PolicyId, as_of: date, known_by: datetime) -> dict[PartyId, date | None]:
    """The last day for each buyer's next notice."""
    return {one.party: one.notify_by for one in due_notices(policy_id, as_of, known_by=known_by)}

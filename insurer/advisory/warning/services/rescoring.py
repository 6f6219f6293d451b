"""What early warning hears from below: a ledger came in, an overdue was reported. Both are answered by jobs at once.

A report re-scores the buyer for everybody. Who reported and how much is in no record, notice or row that another
policyholder can see: they learn that their buyer was reported, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from claims.public import notices_of
from insurer.advisory.warning.services.runs import LEDGER, ask_for_run
from insurer.infra.commands import Act, command
from insurer.infra.jobs.running import ask_for, handles
from insurer.kernel.ids import PartyId
from insurer.parties.public import party, party_of
from policies.public import policies_by_id
from underwriting.public import policies_with, rescore_buyer, standing_limits

RESCORE = "warning.rescore"
REPORTED, IMPORTED = "overdue.notified", "import.done"
LATELY = timedelta(days=180)
"""For how long a report counts among the reports on a buyer."""


def hear(act: Act) -> None:
    """Ask for what follows from an act, within its transaction."""
    for entry in tuple(act.entries):
        named = dict(one.split(":", 1) for one in (entry.subject, *entry.also) if ":" in one)
        if entry.what == IMPORTED and entry.facts.get("accepted"):
            ask_for_run(act, named["policy"], LEDGER, entry.policyholder)
        elif entry.what == REPORTED and entry.policyholder is not None:
            told = {"buyer": named["buyer"], "reporter": int(entry.policyholder)}
            ask_for(act, RESCORE, told, None, f"buyer:{named['buyer']}")


@handles(RESCORE)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    warn_of_buyer(act, party_of(str(payload["buyer"])).id, PartyId(int(str(payload["reporter"]))))


@command(needs=None)
def warn_of_buyer(act: Act, buyer: PartyId, reporter: PartyId) -> int:
    """Re-score a reported buyer, queue its limits for review, and warn every other policyholder with a limit on it."""
    since = act.at - LATELY
    reporters = {one.policyholder for one in notices_of(party_id=buyer) if one.recorded_at >= since}
    rescore_buyer(act, buyer, reports=max(1, len(reporters)))
    policies = policies_by_id(policies_with(buyer))
    standing = {one.policy for one in standing_limits(list(policies), act.today, act.at) if one.party == buyer}
    public_id, told = party(buyer).public_id, 0
    warned: set[PartyId] = set()
    for policy in sorted((policies[key] for key in standing), key=lambda one: one.number):
        if policy.policyholder not in warned | {reporter}:
            warned.add(policy.policyholder)
            act.record(
                f"buyer:{public_id}",
                "warning.buyer_reported",
                also=(f"policy:{policy.number}",),
                policyholder=policy.policyholder,
            )
            told += 1
    return told

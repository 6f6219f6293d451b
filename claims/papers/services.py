"""Acts on papers: receiving and taking back a file, asking for what is missing once and all together."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import date

from claims.cases.models import Claim
from claims.cases.queries import claim_row
from claims.cases.states import DECIDED, ClaimState
from claims.papers import queries
from claims.papers.jobs import ask_for_request_letter
from claims.papers.models import ClaimPaper, PaperRequest
from claims.papers.rules.checklist import asked_late
from claims.papers.terms import PaperKind
from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.files import keep_file
from insurer.infra.numbering import next_number
from insurer.infra.uploads import media_of, refuse_beyond_quota, safe_name
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import ClaimId, PartyId, PolicyId
from insurer.parties.public import party
from policies.public import lock_policy, policy_facts


@command(needs=May.CLAIM_FILE)
def receive_paper(
    act: Act,
    policy_id: PolicyId,
    party_id: PartyId,
    *,
    kind: PaperKind,
    name: str,
    content: bytes,
    claim_id: ClaimId | None = None,
) -> str:
    """Keep a file about a claim, or about one that is being made; its key.

    The type is told by the content; refuses what we do not take, what is active or a bomb, what passes the quota.
    """
    media = media_of(content)
    policy = policy_facts(policy_id)
    lock_policy(policy_id)
    if claim_id is not None:
        claim = claim_row(claim_id)
        if (claim.policy_id, claim.party_id) != (policy_id, party_id) or claim.state == ClaimState.CLOSED:
            raise Conflict("papers.claim_closed", claim=claim.number)
    refuse_beyond_quota(*queries.held(policy_id, party_id, claim_id), len(content))
    row = ClaimPaper(
        key=secrets.token_hex(16),
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        party_id=party_id,
        claim_id=claim_id,
        kind=kind.value,
        name=safe_name(name, media),
        media=media.name,
        size=len(content),
        sha256=keep_file(content),
        received_at=act.at,
        received_by=act.actor.name,
    )
    db.session.add(row)
    db.session.flush()
    _record(act, row, "paper.received")
    return row.key


@command(needs=May.CLAIM_FILE)
def take_back_paper(act: Act, key: str) -> None:
    """Take a file back before the claim is filed; afterwards it is part of the case."""
    queries.paper_numbered(key)
    row = db.session.get_one(ClaimPaper, queries.paper_numbered(key).id, with_for_update=True)
    if row.claim_id is not None:
        raise Conflict("papers.part_of_the_claim", paper=row.name)
    row.removed_at = act.at
    _record(act, row, "paper.taken_back")


@command(needs=May.CLAIM_ASSESS)
def ask_for_papers(
    act: Act, claim_id: ClaimId, *, kinds: Sequence[PaperKind], answer_by: date, note: str = "", reason: str = ""
) -> str:
    """Ask for everything missing in one letter; its number.

    Something that the first letter could have asked for is asked for later only by a supervisor, with a reason.
    """
    claim = lock(Claim, claim_id)
    if claim.state in DECIDED:
        raise Conflict("papers.claim_decided", claim=claim.number)
    chosen = tuple(dict.fromkeys(kinds))
    if not chosen:
        raise InvalidInput("papers.nothing_chosen", "kinds")
    if answer_by <= act.today:
        raise InvalidInput("papers.answer_day_past", "answer_by", day=answer_by)
    if asked_late(chosen, queries.requests_of(claim_id)):
        if May.CLAIM_APPROVE not in act.actor.permissions:
            raise NotAllowed("papers.supervisor_needed", claim=claim.number)
        if not reason.strip():
            raise InvalidInput("papers.late_reason_needed", "reason")
    row = PaperRequest(
        number=next_number("RQ", act.today.year),
        policyholder_id=claim.policyholder_id,
        claim_id=claim_id,
        kinds=json.dumps([kind.value for kind in chosen]),
        note=note.strip(),
        reason=reason.strip(),
        answer_by=answer_by,
        asked_at=act.at,
        asked_by=act.actor.name,
    )
    db.session.add(row)
    db.session.flush()
    act.record(
        claim.subject,
        "paper.asked_for",
        policyholder=claim.policyholder_id,
        request=row.number,
        papers=[f"paper_kind.{kind.value}" for kind in chosen],
        answer_by=answer_by,
        reason=row.reason,
    )
    ask_for_request_letter(act, claim, row.number)
    return row.number


def attach_papers(policy_id: PolicyId, party_id: PartyId, claim_id: ClaimId) -> None:
    """Make the files of a draft those of the claim just filed, part of the running act."""
    for row in queries.draft_rows(policy_id, party_id):
        row.claim_id = claim_id
    db.session.flush()


def drop_papers(act: Act, policy_id: PolicyId, party_id: PartyId) -> None:
    """Take every file of a draft back, part of the running act."""
    for row in queries.draft_rows(policy_id, party_id):
        row.removed_at = act.at
    db.session.flush()


def _record(act: Act, row: ClaimPaper, what: str) -> None:
    policy = policy_facts(PolicyId(row.policy_id))
    claim = None if row.claim_id is None else claim_row(ClaimId(row.claim_id))
    draft = f"draft:{policy.number}/{party(PartyId(row.party_id)).public_id}"
    act.record(
        draft if claim is None else claim.subject,
        what,
        policyholder=row.policyholder_id,
        kind=f"paper_kind.{row.kind}",
        name=row.name,
        sha256=row.sha256,
    )

"""Reads of papers, within the reader's scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select

from claims.cases.terms import ClaimFacts, LossCause
from claims.papers.models import ClaimPaper, PaperRequest
from claims.papers.rules.checklist import checked, wanted_papers
from claims.papers.terms import Asked, CheckedPaper, Circumstances, Received
from insurer.infra.clock import today
from insurer.infra.db import db
from insurer.infra.files import kept_file
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import ClaimId, PartyId, PolicyId, ReceivableId
from insurer.parties.public import party
from policies.public import policy_facts
from underwriting.public import receivables_of

OPEN_ACCOUNT = "OA"


def draft_papers(policy_id: PolicyId, party_id: PartyId) -> tuple[Received, ...]:
    """What was received on a buyer's debts before a claim on them is filed."""
    return _received(_draft(policy_id, party_id))


def draft_rows(policy_id: PolicyId, party_id: PartyId) -> Sequence[ClaimPaper]:
    """The rows of a draft's files, for the acts that move them."""
    return db.session.scalars(_draft(policy_id, party_id)).all()


def claim_papers(claim_id: ClaimId) -> tuple[Received, ...]:
    """What was received on a claim."""
    return _received(select(ClaimPaper).where(ClaimPaper.claim_id == claim_id, ClaimPaper.removed_at.is_(None)))


def requests_of(claim_id: ClaimId) -> tuple[Asked, ...]:
    """The letters that asked for papers of a claim, oldest first."""
    query = select(PaperRequest).where(PaperRequest.claim_id == claim_id).order_by(PaperRequest.id)
    return tuple(row.asked() for row in db.session.scalars(query))


def request_numbered(number: str) -> PaperRequest:
    """The letter with this number; a foreign one is not found."""
    row = db.session.scalar(select(PaperRequest).where(PaperRequest.number == number))
    if row is None:
        raise NotFound("papers.no_request", number=number)
    return row


def draft_checklist(
    policy_id: PolicyId, party_id: PartyId, cause: LossCause, receivables: Collection[ReceivableId]
) -> tuple[CheckedPaper, ...]:
    """The checklist of a claim that is being made, for the invoices chosen so far."""
    about = circumstances(policy_id, party_id, cause, receivables)
    return checked(wanted_papers(about), draft_papers(policy_id, party_id), ())


def checklist_of(claim: ClaimFacts) -> tuple[CheckedPaper, ...]:
    """The checklist of a claim: what is wanted and why, what came, what was asked for."""
    chosen = [invoice.receivable for invoice in claim.invoices]
    about = circumstances(claim.policy, claim.party, claim.cause, chosen)
    return checked(wanted_papers(about), claim_papers(claim.id), requests_of(claim.id))


def circumstances(
    policy_id: PolicyId, party_id: PartyId, cause: LossCause, receivables: Collection[ReceivableId]
) -> Circumstances:
    """What decides which papers are wanted. An invoice without a payment method is on open account."""
    rows = {row.id: row for row in receivables_of(policy_id, party_id, as_of=today())}
    methods = frozenset(rows[one].method or OPEN_ACCOUNT for one in receivables if one in rows)
    seller, buyer = party(policy_facts(policy_id).policyholder), party(party_id)
    return Circumstances(cause.value, seller.country, buyer.country, methods)


def paper_numbered(key: str) -> ClaimPaper:
    """One received file by its key; a foreign or removed one is not found."""
    row = db.session.scalar(select(ClaimPaper).where(ClaimPaper.key == key, ClaimPaper.removed_at.is_(None)))
    if row is None:
        raise NotFound("papers.absent", paper=key[:40])
    return row


def paper_bytes(row: ClaimPaper) -> bytes:
    """The file as it was received."""
    return kept_file(row.sha256)


def held(policy_id: PolicyId, party_id: PartyId, claim_id: ClaimId | None) -> tuple[int, int]:
    """How many files, and bytes in all, a claim or a draft holds."""
    mine = (
        _draft(policy_id, party_id)
        if claim_id is None
        else select(ClaimPaper).where(ClaimPaper.claim_id == claim_id, ClaimPaper.removed_at.is_(None))
    )
    part = mine.with_only_columns(func.count(), func.coalesce(func.sum(ClaimPaper.size), 0))
    files, stored = db.session.execute(part).one()
    return int(files), int(stored)


def _draft(policy_id: PolicyId, party_id: PartyId) -> Select[ClaimPaper]:
    return select(ClaimPaper).where(
        ClaimPaper.policy_id == policy_id,
        ClaimPaper.party_id == party_id,
        ClaimPaper.claim_id.is_(None),
        ClaimPaper.removed_at.is_(None),
    )


def _received(query: Select[ClaimPaper]) -> tuple[Received, ...]:
    rows: Sequence[ClaimPaper] = db.session.scalars(query.order_by(ClaimPaper.id)).all()
    return tuple(row.received() for row in rows)

"""Reads of invoice evidence, and the receivables that it may be evidence of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from insurer.infra.db import db
from insurer.infra.files import kept_file
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PolicyId, ReceivableId
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from underwriting.buyers.queries import buyers_of
from underwriting.evidence.models import EvidenceLink, InvoiceEvidence
from underwriting.evidence.rules.matching import Booked, differences, is_buyer
from underwriting.evidence.terms import Difference, Einvoice
from underwriting.receivables.models import Receivable
from underwriting.receivables.rules.keys import invoice_key


@dataclass(frozen=True, slots=True)
class Fitting:
    """A receivable of the same number: whose it is, whether the invoice names that buyer, and what differs."""

    receivable: ReceivableId
    number: str
    buyer: PartyFacts
    same_buyer: bool
    differences: tuple[Difference, ...]


def evidence_of(policies: Collection[PolicyId]) -> list[InvoiceEvidence]:
    """The e-invoices sent under some policies, newest first."""
    return list(
        db.session.scalars(
            select(InvoiceEvidence).where(InvoiceEvidence.policy_id.in_(policies)).order_by(InvoiceEvidence.id.desc())
        )
    )


def evidence_numbered(number: str) -> InvoiceEvidence:
    """The evidence of that number within the reader's scope."""
    found = db.session.scalar(select(InvoiceEvidence).where(InvoiceEvidence.number == number))
    if found is None:
        raise NotFound("evidence.absent", number=number)
    return found


def evidence_file(row: InvoiceEvidence) -> bytes:
    """The file as it came."""
    return kept_file(row.file_sha)


def kept_already(policy: PolicyId, digest: str) -> InvoiceEvidence | None:
    """The evidence that holds the same bytes under a policy."""
    return db.session.scalar(
        select(InvoiceEvidence).where(InvoiceEvidence.policy_id == policy, InvoiceEvidence.file_sha == digest)
    )


def link_of(evidence_id: int) -> EvidenceLink | None:
    """To which receivable a piece of evidence is attached, None while it is to none."""
    return db.session.scalar(select(EvidenceLink).where(EvidenceLink.evidence_id == evidence_id))


def linked(evidence: Sequence[InvoiceEvidence]) -> dict[int, EvidenceLink]:
    """The links of several pieces of evidence in one read."""
    ids = [one.id for one in evidence]
    rows = db.session.scalars(select(EvidenceLink).where(EvidenceLink.evidence_id.in_(ids)))
    return {row.evidence_id: row for row in rows}


def evidence_by_invoice(policy: PolicyId) -> dict[ReceivableId, list[str]]:
    """The numbers of the evidence attached to each invoice of a policy."""
    found: dict[ReceivableId, list[str]] = defaultdict(list)
    for receivable, number in db.session.execute(
        select(EvidenceLink.receivable_id, InvoiceEvidence.number)
        .join(InvoiceEvidence, InvoiceEvidence.id == EvidenceLink.evidence_id)
        .where(EvidenceLink.policy_id == policy)
        .order_by(EvidenceLink.id)
    ):
        found[receivable].append(number)
    return dict(found)


def fitting(policy: PolicyId, invoice: Einvoice) -> list[Fitting]:
    """The receivables of the policy that have the invoice's number, those of the named buyer first."""
    rows = list(
        db.session.scalars(
            select(Receivable)
            .where(Receivable.policy_id == policy, Receivable.number_key == invoice_key(invoice.number))
            .order_by(Receivable.id)
        )
    )
    return sorted((_fitting(row, invoice) for row in rows), key=lambda one: not one.same_buyer)


def fitting_one(policy: PolicyId, invoice: Einvoice, receivable: ReceivableId) -> Fitting:
    """How one receivable of the policy stands to the invoice; another policy's does not exist."""
    row = db.session.scalar(select(Receivable).where(Receivable.id == receivable, Receivable.policy_id == policy))
    if row is None:
        raise NotFound("receivables.no_such_invoice", id=receivable)
    return _fitting(row, invoice)


def _fitting(row: Receivable, invoice: Einvoice) -> Fitting:
    buyer = parties([row.party_id])[row.party_id]
    booked = Booked(row.number, row.shipped, row.invoiced, row.due, row.amount, row.tax, row.deposit)
    return Fitting(row.id, row.number, buyer, is_buyer(invoice.buyer, buyer), differences(invoice, booked, buyer))


def buyer_named(policy: PolicyId, invoice: Einvoice) -> tuple[PartyFacts, str] | None:
    """The buyer of the policy that the invoice names, with the customer number it has there."""
    references = buyers_of(policy)
    found = [one for one in parties(list(references)).values() if is_buyer(invoice.buyer, one)]
    return (found[0], references[found[0].id][0]) if len(found) == 1 else None

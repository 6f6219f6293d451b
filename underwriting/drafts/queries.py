"""Reads of commercial drafts: each with its invoices, its steps and where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from policies.facts import Deadlines, DebtEvents, deadlines
from policies.public import clocks_of, terms_of
from underwriting.drafts.models import CommercialDraft, DraftInvoice, DraftStep
from underwriting.drafts.rules import RevivedDue, revived_due
from underwriting.drafts.states import PENDING, DraftState, state_after
from underwriting.drafts.terms import GivenFor, RevivedFrom
from underwriting.exposure.queries.cover import UNPAID
from underwriting.limits.queries import limit_history
from underwriting.receivables.models import Receivable, ReceivableReceipt


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with where it stands, what it was given for, and the steps it took."""

    row: CommercialDraft
    state: DraftState
    parts: tuple[DraftInvoice, ...]
    steps: tuple[DraftStep, ...]

    @property
    def pending(self) -> bool:
        return self.state in PENDING


@dataclass(frozen=True, slots=True)
class DraftedInvoice:
    """One invoice of a draft: its own due date, the day it is due from should the draft fail, and the clocks then."""

    receivable: Receivable
    part: Money
    due: RevivedDue
    clocks: Deadlines


def drafts_of(policies: Collection[PolicyId], party: PartyId | None = None) -> list[DraftView]:
    """The drafts under some policies by maturity."""
    query = select(CommercialDraft).where(CommercialDraft.policy_id.in_(policies))
    if party is not None:
        query = query.where(CommercialDraft.party_id == party)
    return _views(list(db.session.scalars(query.order_by(CommercialDraft.maturity, CommercialDraft.id))))


def draft_numbered(number: str) -> DraftView:
    """The draft of that number within the reader's scope."""
    row = db.session.scalar(select(CommercialDraft).where(CommercialDraft.number == number))
    if row is None:
        raise NotFound("drafts.absent", number=number)
    return _views([row])[0]


def draft_known(policy: PolicyId, number_key: str) -> CommercialDraft | None:
    """The draft that has this number of its own under a policy."""
    return db.session.scalar(
        select(CommercialDraft).where(CommercialDraft.policy_id == policy, CommercialDraft.number_key == number_key)
    )


def _views(rows: Sequence[CommercialDraft]) -> list[DraftView]:
    ids = [row.id for row in rows]
    parts: dict[int, list[DraftInvoice]] = defaultdict(list)
    steps: dict[int, list[DraftStep]] = defaultdict(list)
    for part in db.session.scalars(
        select(DraftInvoice).where(DraftInvoice.draft_id.in_(ids)).order_by(DraftInvoice.id)
    ):
        parts[part.draft_id].append(part)
    for step in db.session.scalars(select(DraftStep).where(DraftStep.draft_id.in_(ids)).order_by(DraftStep.id)):
        steps[step.draft_id].append(step)
    return [
        DraftView(row, state_after([one.move for one in steps[row.id]]), tuple(parts[row.id]), tuple(steps[row.id]))
        for row in rows
    ]


def given_for(policy: PolicyId, party: PartyId) -> dict[ReceivableId, GivenFor]:
    """The invoices of a buyer under a policy, each with what came in on it and what pending drafts promise."""
    received: dict[ReceivableId, int] = {}
    for key, minor in db.session.execute(
        select(ReceivableReceipt.receivable_id, func.sum(ReceivableReceipt.amount_minor))
        .where(
            ReceivableReceipt.policy_id == policy,
            ReceivableReceipt.party_id == party,
            ReceivableReceipt.receivable_id.is_not(None),
        )
        .group_by(ReceivableReceipt.receivable_id)
    ):
        if key is not None:
            received[key] = int(minor)
    promised: dict[ReceivableId, int] = defaultdict(int)
    for view in drafts_of([policy], party):
        for part in view.parts if view.pending else ():
            promised[part.receivable_id] += part.amount_minor
    rows = db.session.scalars(
        select(Receivable).where(Receivable.policy_id == policy, Receivable.party_id == party).order_by(Receivable.due)
    )
    return {
        row.id: GivenFor(
            row.number, row.amount, row.deposit, Money(received.get(row.id, 0), row.currency),
            Money(promised[row.id], row.currency),
        )
        for row in rows
    }  # fmt: skip


def drafted_invoices(view: DraftView) -> list[DraftedInvoice]:
    """The invoices of a draft with the clocks that run should it not be honoured."""
    row, terms = view.row, terms_of(view.row.policy_id)
    limits = limit_history(row.policy_id, row.party_id)
    parts = {part.receivable_id: part.amount for part in view.parts}
    found = []
    for one in db.session.scalars(select(Receivable).where(Receivable.id.in_(parts)).order_by(Receivable.due)):
        standing = limits.for_shipment(one.shipped)
        of_limit = None if standing is None else standing.span.maximum_payment_term_days
        known = [days for days in (terms.days("maximum_payment_term_days", one.shipped), of_limit) if days is not None]
        due = revived_due(
            invoiced=one.invoiced,
            due=one.due,
            maturity=row.maturity,
            due_from=RevivedFrom(row.due_from),
            longest_days=min(known, default=None),
        )
        events = DebtEvents(shipped=one.shipped, invoiced=one.invoiced, due=due.day, loss_cause=UNPAID)
        clocks = deadlines(clocks_of(terms, one.shipped, None), events)
        found.append(DraftedInvoice(one, parts[one.id], due, clocks))
    return found


def drafts_by_invoice(policy: PolicyId) -> dict[ReceivableId, list[str]]:
    """The numbers of the drafts given for each invoice of a policy."""
    found: dict[ReceivableId, list[str]] = defaultdict(list)
    for receivable, number in db.session.execute(
        select(DraftInvoice.receivable_id, CommercialDraft.number)
        .join(CommercialDraft, CommercialDraft.id == DraftInvoice.draft_id)
        .where(DraftInvoice.policy_id == policy)
        .order_by(DraftInvoice.id)
    ):
        found[receivable].append(number)
    return dict(found)


def maturing(policies: Collection[PolicyId], until: date) -> list[DraftView]:
    """The pending drafts that mature by a day, the first to mature first."""
    return [one for one in drafts_of(policies) if one.pending and one.row.maturity <= until]

"""Reads of disputes: what stands in dispute by the ledger, with the reasons that were given."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from insurer.infra.db import db
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from underwriting.disputes.models import DisputeAct
from underwriting.disputes.states import DisputeMove, DisputeOutcome
from underwriting.disputes.terms import Dispute, Move, OpenDebt
from underwriting.receivables.models import ReceivableDispute
from underwriting.receivables.queries import disputed_receivables_of, receivable_under, receivables_of


def disputes_of(policy_id: PolicyId, day: date, party_id: PartyId | None = None) -> list[Dispute]:
    """What is open and disputed under a policy at the end of `day`, the longest first; five reads."""
    items = disputed_receivables_of(policy_id, party_id, as_of=day)
    begun = _since(policy_id, day)
    acts = _acts(policy_id, day)
    found = []
    for one in items:
        said = acts.get(one.id)
        found.append(
            Dispute(
                receivable=one.id,
                party=one.party,
                number=one.number,
                due=one.due,
                open=one.open,
                disputed=min(one.disputed, one.open),
                since=begun.get(one.id, one.invoiced),
                reason=said.reason if said else "",
                statement=(said.statement or "") if said else "",
            )
        )
    return sorted(found, key=lambda one: (one.since, one.due, one.receivable))


def _since(policy_id: PolicyId, day: date) -> dict[ReceivableId, date]:
    """Since when something of each invoice has been disputed without a break."""
    rows = db.session.execute(
        select(ReceivableDispute.receivable_id, ReceivableDispute.day, ReceivableDispute.amount_minor)
        .where(ReceivableDispute.policy_id == policy_id, ReceivableDispute.day <= day)
        .order_by(ReceivableDispute.day, ReceivableDispute.id)
    )
    begun: dict[ReceivableId, date] = {}
    for receivable, on, minor in rows:
        if not minor:
            begun.pop(receivable, None)
        else:
            begun.setdefault(receivable, on)
    return begun


def _acts(policy_id: PolicyId, day: date) -> dict[ReceivableId, DisputeAct]:
    """The last opening of each invoice's dispute."""
    rows = db.session.scalars(
        select(DisputeAct)
        .where(DisputeAct.policy_id == policy_id, DisputeAct.day <= day, DisputeAct.move == DisputeMove.OPEN.value)
        .order_by(DisputeAct.id)
    )
    return {row.receivable_id: row for row in rows}


def history_of(policy_id: PolicyId, receivable_id: ReceivableId) -> list[Move]:
    """Everything that was ever disputed of an invoice, oldest first: the ledger's word with the reason where given."""
    row = receivable_under(policy_id, receivable_id)
    acts: dict[tuple[date, int], list[DisputeAct]] = defaultdict(list)
    for act in db.session.scalars(
        select(DisputeAct).where(DisputeAct.receivable_id == receivable_id).order_by(DisputeAct.id)
    ):
        acts[act.day, act.amount_minor].append(act)
    moves = []
    for one in db.session.scalars(
        select(ReceivableDispute).where(ReceivableDispute.receivable_id == receivable_id).order_by(ReceivableDispute.id)
    ):
        known = acts[one.day, one.amount_minor]
        said = known.pop(0) if known else None
        amount = Money(one.amount_minor, row.currency)
        if said is None:
            moves.append(Move(one.day, amount, one.recorded_at))
            continue
        outcome = DisputeOutcome(said.outcome) if said.outcome else None
        moves.append(
            Move(
                one.day, amount, said.recorded_at, said.recorded_by, DisputeMove(said.move), said.reason, outcome,
                said.statement or "",
            )
        )  # fmt: skip
    return moves


def open_debts(policy_id: PolicyId, party_id: PartyId, day: date, currency: str) -> list[OpenDebt]:
    """A buyer's open invoices in one currency with what is not yet disputed of each."""
    return [
        OpenDebt(one.id, one.due, (one.open - one.disputed).floor_zero())
        for one in receivables_of(policy_id, party_id, as_of=day)
        if one.open.minor > 0 and one.amount.currency == currency
    ]


def disputed_now(policy_id: PolicyId, receivable_id: ReceivableId, day: date) -> tuple[Money, Money]:
    """What is open of an invoice, and what of it is disputed, at the end of `day`."""
    row = receivable_under(policy_id, receivable_id)
    for one in receivables_of(policy_id, row.party_id, as_of=day):
        if one.id == receivable_id:
            return one.open, one.disputed
    return Money.zero(row.currency), Money.zero(row.currency)

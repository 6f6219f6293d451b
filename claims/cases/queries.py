"""Reads of claims, within the reader's scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Select, func, select

from claims.cases.models import Claim, ClaimItem
from claims.cases.states import ClaimState
from claims.cases.terms import ClaimChecks, ClaimedInvoice, ClaimFacts, LossCause, StandingClock
from claims.overdues.queries import notified_items
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import ClaimId, PartyId, PolicyId, ReceivableId
from policies.facts import Deadlines, DebtEvents, PolicyTerms, deadlines
from policies.public import clocks_of, terms_of, unpaid_premium
from underwriting.facts import Receivable
from underwriting.public import receivables_of, verdicts

INSOLVENCY = LossCause.INSOLVENCY


def claim_row(claim_id: ClaimId) -> Claim:
    """The claim; a foreign one is not found."""
    row = db.session.scalar(select(Claim).where(Claim.id == claim_id))
    if row is None:
        raise NotFound("claims.absent", claim=claim_id)
    return row


def claim_facts(claim_id: ClaimId) -> ClaimFacts:
    """The claim with its invoices."""
    return facts_of(claim_row(claim_id))


def claim_numbered(number: str) -> ClaimFacts:
    """The claim with this number; refuses one that does not exist for the reader."""
    row = db.session.scalar(select(Claim).where(Claim.number == number))
    if row is None:
        raise NotFound("claims.absent", claim=number)
    return facts_of(row)


def claims_numbered(numbers: Collection[str]) -> tuple[ClaimFacts, ...]:
    """The claims with these numbers that exist for the reader."""
    return facts_of_all(db.session.scalars(select(Claim).where(Claim.number.in_(set(numbers)))).all())


def claims_of(policy_id: PolicyId | None = None, party_id: PartyId | None = None) -> tuple[ClaimFacts, ...]:
    """Claims under a policy (of the reader's whole scope without one), the newest first."""
    return facts_of_all(db.session.scalars(claims_query(policy_id, party_id)).all())


def claims_query(
    policy_id: PolicyId | None = None, party_id: PartyId | None = None, state: ClaimState | None = None
) -> Select[Claim]:
    """Claims, the newest first."""
    query = select(Claim).order_by(Claim.id.desc())
    if policy_id is not None:
        query = query.where(Claim.policy_id == policy_id)
    if party_id is not None:
        query = query.where(Claim.party_id == party_id)
    if state is not None:
        query = query.where(Claim.state == state.value)
    return query


def waiting_ended(day: date) -> list[ClaimId]:
    """Claims whose waiting period is over on `day` and that still wait."""
    query = select(Claim.id).where(Claim.state == ClaimState.WAITING.value, Claim.waiting_until <= day)
    return [ClaimId(claim_id) for claim_id in db.session.scalars(query.order_by(Claim.id))]


def claimed_elsewhere(policy_id: PolicyId, party_id: PartyId) -> frozenset[ReceivableId]:
    """The invoices of a buyer that stand in a live claim."""
    query = select(ClaimItem.receivable_id).join(Claim, Claim.id == ClaimItem.claim_id)
    live = query.where(Claim.policy_id == policy_id, Claim.party_id == party_id, ClaimItem.live)
    return frozenset(ReceivableId(receivable) for receivable in db.session.scalars(live))


def items_of(claim_id: ClaimId) -> list[ClaimItem]:
    """The invoices of a claim, oldest first."""
    query = select(ClaimItem).where(ClaimItem.claim_id == claim_id)
    return list(db.session.scalars(query.order_by(ClaimItem.due, ClaimItem.number)))


def facts_of(row: Claim, invoices: tuple[ClaimedInvoice, ...] | None = None) -> ClaimFacts:
    """A row as facts, with its invoices where they were read before."""
    return ClaimFacts(
        id=ClaimId(row.id),
        number=row.number,
        policy=PolicyId(row.policy_id),
        party=PartyId(row.party_id),
        policyholder=row.policyholder_id,
        cause=LossCause(row.cause),
        loss_date=row.loss_date,
        state=ClaimState(row.state),
        filed_on=row.filed_on,
        filed_by=row.filed_by,
        waiting_until=row.waiting_until,
        reason=row.reason,
        put_forward_by=row.put_forward_by,
        decided_on=row.decided_on,
        told=row.told or "",
        version=row.version,
        invoices=tuple(item.invoice() for item in items_of(ClaimId(row.id))) if invoices is None else invoices,
    )


def clocks(
    policy_id: PolicyId,
    invoices: Iterable[ClaimedInvoice],
    *,
    cause: LossCause,
    loss_date: date | None,
    filed_on: date | None,
    agreed_on: date | None = None,
    known_by: datetime | None = None,
    terms: PolicyTerms | None = None,
) -> dict[str, Deadlines]:
    """The policy's dates for each invoice, by its number, under the terms of its shipment day.

    `terms` are the policy's where the asker has them.
    """
    terms = terms or terms_of(policy_id)
    return {
        invoice.number: deadlines(
            clocks_of(terms, invoice.shipped, known_by),
            DebtEvents(
                shipped=invoice.shipped,
                invoiced=invoice.invoiced,
                due=invoice.due,
                loss_cause=cause.value,
                insolvent_on=loss_date if cause is INSOLVENCY else None,
                notified_on=invoice.notified_on,
                filed_on=filed_on,
                agreed_on=agreed_on,
            ),
        )
        for invoice in invoices
    }


def claim_clocks(
    claim: ClaimFacts, known_by: datetime | None = None, terms: PolicyTerms | None = None
) -> dict[str, Deadlines]:
    """The dates of a filed claim, by invoice number."""
    return clocks(
        claim.policy,
        claim.invoices,
        cause=claim.cause,
        loss_date=claim.loss_date,
        filed_on=claim.filed_on,
        agreed_on=claim.decided_on,
        known_by=known_by,
        terms=terms,
    )


def standing_clock(claim: ClaimFacts, terms: PolicyTerms | None = None) -> StandingClock | None:
    """The nearest last day of what comes next: the end of waiting, the decision, the payment; None when none runs."""
    if claim.state is ClaimState.WAITING:
        until = claim.waiting_until
        return None if until is None else StandingClock("claim.clock.waiting", until, "clocks.waiting_days")
    name = _CLOCK_OF.get(claim.state)
    if name is None:
        return None
    dated = claim_clocks(claim, terms=terms).values()
    last = [(day, dates.clauses.get(name, "")) for dates in dated if (day := getattr(dates, name))]
    return StandingClock(f"claim.clock.{name}", *min(last)) if last else None


_CLOCK_OF = {
    ClaimState.FILED: "decide_by",
    ClaimState.UNDER_REVIEW: "decide_by",
    ClaimState.ASSESSED: "decide_by",
    ClaimState.APPROVED: "pay_by",
}


def open_claims(most: int) -> tuple[ClaimFacts, ...]:
    """The claims of the reader's scope on which something is still to be done, the oldest first."""
    over = [ClaimState.DECLINED.value, ClaimState.PAID.value, ClaimState.CLOSED.value]
    rows = db.session.scalars(
        select(Claim).where(Claim.state.not_in(over)).order_by(Claim.filed_on, Claim.id).limit(most)
    )
    return facts_of_all(rows.all())


def checks_of(claim: ClaimFacts, day: date) -> ClaimChecks:
    """What the examiner's checks look at, as the ledger, the limits and the premium account stand on `day`."""
    found = verdicts(claim.policy, claim.loss_date, party_id=claim.party, cause=claim.cause.value)
    cover = found[0].verdict.invoices if found else ()
    receivables = found[0].account.receivables if found else ()
    unpaid = [one.due for one, seen in zip(receivables, cover, strict=True) if seen.outstanding]
    return ClaimChecks(
        claim=claim,
        today=day,
        cover=cover,
        clocks=claim_clocks(claim),
        unpaid_premium=unpaid_premium(claim.policy, day).floor_zero(),
        overdue_since=min(unpaid, default=None),
        twins=_twins(claim, receivables),
    )


def _twins(claim: ClaimFacts, receivables: Sequence[Receivable]) -> tuple[tuple[str, str], ...]:
    """Pairs of a claimed invoice and another of the same buyer, shipment day and amount under a different number."""
    amounts = {one.number: one.amount for one in receivables}
    claimed = [(one.number, one.shipped) for one in claim.invoices if one.number in amounts]
    return tuple(
        (number, other.number)
        for number, shipped in claimed
        for other in receivables
        if other.number != number and (other.shipped, other.amount) == (shipped, amounts[number])
    )


@dataclass(frozen=True, slots=True)
class ClaimHead:
    """A claim without its invoices, for lists and counts; `examined_from` is the day its examination could begin."""

    number: str
    policy: PolicyId
    party: PartyId
    state: ClaimState
    filed_on: date
    examined_from: date
    decided_on: date | None


def claim_heads(filed_by: date, states: Collection[ClaimState] = tuple(ClaimState)) -> list[ClaimHead]:
    """Every claim filed by a day that stands in one of some states, the oldest first, in one read."""
    query = select(
        Claim.number,
        Claim.policy_id,
        Claim.party_id,
        Claim.state,
        Claim.filed_on,
        Claim.waiting_until,
        Claim.decided_on,
    ).where(Claim.filed_on <= filed_by, Claim.state.in_([state.value for state in states]))
    return [
        ClaimHead(number, policy, party, ClaimState(state), filed, max(filed, waiting or filed), decided)
        for number, policy, party, state, filed, waiting, decided in db.session.execute(query.order_by(Claim.id))
    ]


def claims_like(number: str, most: int) -> list[tuple[str, PartyId]]:
    """Claims of the reader's scope whose number has this part, the newest first: number and buyer."""
    query = select(Claim).where(Claim.number.contains(number, autoescape=True))
    return [(row.number, row.party_id) for row in db.session.scalars(query.order_by(Claim.id.desc()).limit(most))]


def claim_counts() -> dict[ClaimState, int]:
    """How many claims of the reader's scope stand in each state, in one read."""
    rows = db.session.execute(select(Claim.state, func.count()).group_by(Claim.state)).all()
    return {ClaimState(state): int(count) for state, count in rows}


def claimed_receivables(policies: Collection[PolicyId]) -> frozenset[ReceivableId]:
    """The invoices that stand in a live claim under some policies."""
    query = select(ClaimItem.receivable_id).join(Claim, Claim.id == ClaimItem.claim_id)
    live = query.where(Claim.policy_id.in_(policies), ClaimItem.live)
    return frozenset(ReceivableId(receivable) for receivable in db.session.scalars(live))


def claims_in(states: Collection[ClaimState]) -> tuple[ClaimFacts, ...]:
    """The claims of the reader's scope in some states, the newest first, in two reads."""
    return facts_of_all(db.session.scalars(claims_query().where(Claim.state.in_([one.value for one in states]))).all())


def facts_of_all(rows: Sequence[Claim]) -> tuple[ClaimFacts, ...]:
    """Rows as facts, the invoices of all of them in one read."""
    items: dict[ClaimId, list[ClaimedInvoice]] = {ClaimId(row.id): [] for row in rows}
    query = select(ClaimItem).where(ClaimItem.claim_id.in_(items)).order_by(ClaimItem.due, ClaimItem.number)
    for item in db.session.scalars(query) if items else ():
        items[ClaimId(item.claim_id)].append(item.invoice())
    return tuple(facts_of(row, tuple(items[ClaimId(row.id)])) for row in rows)


def claims_by_invoice(policy_id: PolicyId) -> dict[ReceivableId, list[str]]:
    """The numbers of the claims that each invoice of a policy stands or stood in, oldest first."""
    rows = db.session.execute(
        select(ClaimItem.receivable_id, Claim.number)
        .join(Claim, Claim.id == ClaimItem.claim_id)
        .where(Claim.policy_id == policy_id)
        .order_by(Claim.id)
    )
    found: dict[ReceivableId, list[str]] = {}
    for receivable, number in rows:
        found.setdefault(ReceivableId(receivable), []).append(number)
    return found


Noticed = tuple[ClaimedInvoice, int]
"""An invoice to claim and the row of its notice."""


def claimable(
    policy_id: PolicyId, party_id: PartyId, day: date, receivables: Sequence[ReceivableId] | None = None
) -> list[Noticed]:
    """The notified and open invoices in no live claim, or those named, oldest first; all must be notified and open."""
    notified = notified_items(policy_id, party_id)
    found: dict[ReceivableId, Noticed] = {}
    for row in receivables_of(policy_id, party_id, as_of=day):
        if row.id in notified and row.open.minor > 0:
            item, notice = notified[row.id]
            invoice = ClaimedInvoice(
                row.id, item.number, item.shipped, row.invoiced, item.due, row.open, notice.notified_on,
                notice.number, None,
            )  # fmt: skip
            found[row.id] = (invoice, notice.id)
    wanted = found.keys() - claimed_elsewhere(policy_id, party_id) if receivables is None else frozenset(receivables)
    for receivable in wanted:
        if receivable not in found:
            raise NotFound("claims.not_notified_or_paid", receivable=receivable)
    if not wanted:
        raise InvalidInput("claims.nothing_to_claim", "receivables")
    chosen = [pair for receivable, pair in found.items() if receivable in wanted]
    return sorted(chosen, key=lambda pair: (pair[0].due, pair[0].number))


def claim_dates(
    policy_id: PolicyId, cause: LossCause, loss_date: date | None, invoices: list[Noticed], filed_on: date
) -> tuple[date | None, date, list[Noticed]]:
    """When the claim may be examined, its date of loss, and the invoices with the end of their own waiting."""
    if cause is INSOLVENCY and loss_date is None:
        raise InvalidInput("claims.loss_date_needed", "loss_date")
    if loss_date is not None and loss_date > filed_on and cause is INSOLVENCY:
        raise InvalidInput("claims.loss_in_the_future", "loss_date", day=loss_date)
    dates = clocks(policy_id, [one for one, _notice in invoices], cause=cause, loss_date=loss_date, filed_on=filed_on)
    ends = {number: found.claim_from for number, found in dates.items()}
    waiting_until = max((end for end in ends.values() if end is not None), default=None)
    day = loss_date or waiting_until or filed_on
    if any(day < invoice.due for invoice, _notice in invoices) and cause is not INSOLVENCY:
        raise InvalidInput("claims.loss_before_due", "loss_date", day=day)
    if waiting_until is not None and day < waiting_until and cause is not INSOLVENCY:
        raise InvalidInput("claims.loss_before_waiting_ends", "loss_date", day=day, until=waiting_until)
    dated = [(replace(invoice, waiting_until=ends[invoice.number]), notice) for invoice, notice in invoices]
    return waiting_until, day, dated

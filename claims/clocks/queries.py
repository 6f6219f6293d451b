"""The clocks of many open invoices at once: a handful of reads whatever their number, within the reader's scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from claims.cases.models import Claim, ClaimItem
from claims.clocks.rules import three_clocks
from claims.clocks.terms import ClockedItem, Evidence, ItemClocks
from claims.overdues.jobs import CONFIRMATION
from claims.overdues.models import OverdueItem, OverdueNotice
from claims.overdues.queries import PROTRACTED_DEFAULT
from insurer.infra.db import db
from insurer.infra.documents.models import IssuedDocument
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from policies.facts import Clocks, Deadlines, DebtEvents, PolicyTerms, deadlines
from policies.public import clocks_of, terms_by_policy
from underwriting.public import CoveredLedger, OpenItem, monthly_shipments, verdicts

Ints = NDArray[np.int64]
NO_CLOCK = 1 << 40
"""Days left where no clock runs: longer than any term."""


def clocked(policy: PolicyId, item: OpenItem) -> ClockedItem:
    """An invoice with its verdict as the clocks take it."""
    return ClockedItem(
        policy=policy,
        party=item.buyer.id,
        receivable=item.id,
        shipped=item.receivable.shipped,
        invoiced=item.receivable.invoiced,
        due=item.receivable.due,
        insured=item.verdict.insured,
        percentage=item.verdict.percentage,
    )


def item_clocks(
    items: Sequence[ClockedItem],
    day: date,
    terms: Mapping[PolicyId, PolicyTerms] | None = None,
    known_by: datetime | None = None,
) -> dict[ReceivableId, ItemClocks]:
    """The three clocks of each invoice on `day`, with the evidence of what was sent by then, in five reads.

    With `known_by` as they were known at that moment: by the terms, notices and claims recorded until then. `terms` are
    the policies' where the asker has them. An invoice twice among `items` is answered once.
    """
    if not items:
        return {}
    policies = sorted({item.policy for item in items})
    found = dict(terms or {})
    found |= terms_by_policy([policy for policy in policies if policy not in found])
    sent = _Sent(policies, day, known_by)
    monthly = monthly_shipments(policies, day, known_by)
    dated = _Dated(found, known_by)
    answers: dict[ReceivableId, ItemClocks] = {}
    for item in items:
        notice, claim = sent.notices.get(item.receivable), sent.claims.get(item.receivable)
        dates = dated.of(item, notice, claim)
        pace = monthly.get((item.policy, item.party), Money.zero(item.insured.currency))
        answers[item.receivable] = three_clocks(item, dates, day, notice=notice, claim=claim, monthly=pace)
    return answers


def clocks_under(policy: PolicyId, day: date, party: PartyId | None = None) -> dict[ReceivableId, ItemClocks]:
    """The clocks of every open invoice under a policy, or of those of one buyer."""
    found = verdicts(policy, day, party_id=party)
    return item_clocks([clocked(policy, item) for one in found for item in one.open_items], day)


def clocks_left(covered: CoveredLedger, places: Ints, terms: PolicyTerms) -> tuple[Ints, Ints]:
    """For invoices of one policy, by their places in its ledger, the days left to notify and to claim on its day.

    Negative when the last day has passed; NO_CLOCK where none is set, or what it asks for was done by then. The same
    as `item_clocks` on each of them, in columns: invoices of the same days share one calculation.
    """
    rows, at = covered.laid.book.invoices, covered.at[places]
    (policy,) = {one.id for one in covered.laid.policies}
    day, sent = covered.as_of, _Sent([policy], covered.as_of, covered.known_by)
    ids = covered.laid.id[at]
    told = [_days_of(found, ids) for found in (sent.notices, sent.claims)]
    facts = np.stack([rows.shipped[at], rows.invoiced[at], rows.due[at], *told], axis=1)
    unique, which = np.unique(facts, axis=0, return_inverse=True)
    dated = _Dated({policy: terms}, covered.known_by)
    left = np.full((2, len(unique)), NO_CLOCK, dtype=np.int64)
    for place, (shipped, invoiced, due, notified, filed) in enumerate(unique.tolist()):
        known = (date.fromordinal(one) if one else None for one in (notified, filed))
        days = (date.fromordinal(one) for one in (shipped, invoiced, due))
        found = dated.of_days(policy, *days, *known)
        if not filed and not notified and found.notify_by is not None:
            left[0, place] = (found.notify_by - day).days
        if not filed and found.claim_by is not None:
            left[1, place] = (found.claim_by - day).days
    return left[0, which.reshape(-1)], left[1, which.reshape(-1)]


def _days_of(found: Mapping[ReceivableId, Evidence], ids: Ints) -> Ints:
    """For each invoice the ordinal of the day on which something was sent, 0 where nothing was."""
    days = np.zeros(len(ids), dtype=np.int64)
    if found:
        keys = np.array(sorted(found), dtype=np.int64)
        when = np.array([found[ReceivableId(int(key))].day.toordinal() for key in keys], dtype=np.int64)
        there = np.flatnonzero(np.isin(ids, keys))
        days[there] = when[np.searchsorted(keys, ids[there])]
    return days


class _Dated:
    """Every last day of an invoice; invoices of the same days and terms share one calculation."""

    def __init__(self, terms: Mapping[PolicyId, PolicyTerms], known_by: datetime | None) -> None:
        self._terms, self._known_by = terms, known_by
        self._clauses: dict[tuple[PolicyId, date], Clocks] = {}
        self._found: dict[tuple[object, ...], Deadlines] = {}

    def of(self, item: ClockedItem, notice: Evidence | None, claim: Evidence | None) -> Deadlines:
        notified, filed = notice.day if notice else None, claim.day if claim else None
        return self.of_days(item.policy, item.shipped, item.invoiced, item.due, notified, filed)

    def of_days(
        self, policy: PolicyId, shipped: date, invoiced: date, due: date, notified: date | None, filed: date | None
    ) -> Deadlines:
        key = (policy, shipped, invoiced, due, notified, filed)
        if key not in self._found:
            events = DebtEvents(
                shipped=shipped,
                invoiced=invoiced,
                due=due,
                loss_cause=PROTRACTED_DEFAULT,
                notified_on=notified,
                filed_on=filed,
            )
            self._found[key] = deadlines(self._clauses_of(policy, shipped), events)
        return self._found[key]

    def _clauses_of(self, policy: PolicyId, shipped: date) -> Clocks:
        key = (policy, shipped)
        if key not in self._clauses:
            self._clauses[key] = clocks_of(self._terms[policy], shipped, self._known_by)
        return self._clauses[key]


class _Sent:
    """What was sent about the invoices of some policies by the end of a day: notices with their letters, claims.

    Nothing that was recorded after `known_by`; a letter issued later is not yet its evidence.
    """

    def __init__(self, policies: Collection[PolicyId], day: date, known_by: datetime | None) -> None:
        self.notices: dict[ReceivableId, Evidence] = {}
        self.claims: dict[ReceivableId, Evidence] = {}
        letter = (IssuedDocument.occasion == OverdueNotice.number) & (IssuedDocument.kind == CONFIRMATION)
        noticed, filed_by = [OverdueNotice.notified_on <= day], [Claim.filed_on <= day]
        if known_by is not None:
            letter &= IssuedDocument.issued_at <= known_by
            noticed.append(OverdueNotice.recorded_at <= known_by)
            filed_by.append(Claim.filed_at <= known_by)
        for row in db.session.execute(
            select(
                OverdueItem.receivable_id,
                OverdueNotice.number,
                OverdueNotice.notified_on,
                OverdueNotice.recorded_at,
                IssuedDocument.number.label("letter"),
                IssuedDocument.issued_at,
            )
            .join(OverdueNotice, OverdueNotice.id == OverdueItem.notice_id)
            .outerjoin(IssuedDocument, letter)
            .where(OverdueNotice.policy_id.in_(policies), *noticed)
            .order_by(OverdueNotice.id)
        ):
            evidence = Evidence(row.number, row.notified_on, row.recorded_at, row.letter or "", row.issued_at)
            self.notices.setdefault(ReceivableId(row.receivable_id), evidence)
        for receivable, number, filed in db.session.execute(
            select(ClaimItem.receivable_id, Claim.number, Claim.filed_on)
            .join(Claim, Claim.id == ClaimItem.claim_id)
            .where(Claim.policy_id.in_(policies), ClaimItem.live, *filed_by)
            .order_by(Claim.id)
        ):
            self.claims.setdefault(ReceivableId(receivable), Evidence(number, filed))

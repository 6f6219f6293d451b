"""The work list of a policy: its ledger, its clocks, its buyers' behaviour and its cases, each read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from claims.public import ClockKind, ItemClocks, clocked, clocks_left, item_clocks, open_case_numbers
from insurer.advisory.worklist.rules import chance_of_loss, expected_losses, priority
from insurer.advisory.worklist.terms import Chance, Priority, ToCollect, ToCollectColumns
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from policies.facts import PolicyFacts, PolicyTerms
from policies.public import terms_of
from underwriting.public import CoveredLedger, OpenItem, behaviour_of, covered_ledger

Ints = NDArray[np.int64]
AT_ONCE = 500
"""Rows that are made at a time for a file."""

Chances = Callable[[Fraction | None, int], Chance]
"""What tells the chance of a loss from a buyer's average days late and the invoice's own: a rule, or a model."""


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice of the list with its place's reason, its clocks and the open case it stands in."""

    item: OpenItem
    late: int
    chance: Chance
    priority: Priority
    clocks: ItemClocks
    case: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of the list, in policy currency: open = insured + not insured."""

    open: Money
    insured: Money
    uninsured: Money
    score: Money


@dataclass(frozen=True)
class WorkList:
    """The open invoices of a policy in the order of collection; `places` are theirs in the ledger, in that order.

    Order and sums are worked out in columns; what is shown of single invoices is made on demand, with its working.
    """

    covered: CoveredLedger
    terms: PolicyTerms
    currency: str
    places: Ints
    score: Ints
    averages: Mapping[PartyId, Fraction | None]
    cases: Mapping[PartyId, str]
    chances: Chances

    def __len__(self) -> int:
        return len(self.places)

    def rows(self, first: int, most: int) -> list[Row]:
        """Some of the invoices, from the place `first` on."""
        items = [one.item for one in self.covered.items(self.places[first : first + most].tolist())]
        if not items:
            return []
        (policy,) = {one.id for one in self.covered.laid.policies}
        clocks = item_clocks([clocked(policy, item) for item in items], self.covered.as_of, {policy: self.terms})
        return [self._row(item, clocks[item.id]) for item in items]

    def every(self) -> Iterator[Row]:
        """All of them, some at a time."""
        for first in range(0, len(self), AT_ONCE):
            yield from self.rows(first, AT_ONCE)

    def _row(self, item: OpenItem, clocks: ItemClocks) -> Row:
        late = (self.covered.as_of - item.receivable.due).days
        chance = self.chances(self.averages.get(item.buyer.id), late)
        found = priority(_to_collect(item, late, chance, clocks))
        return Row(item, max(late, 0), chance, found, clocks, self.cases.get(item.buyer.id, ""))

    @property
    def totals(self) -> Totals:
        """What the list comes to."""
        opened, insured = (
            int(column[self.places].sum()) for column in (self.covered.outstanding, self.covered.insured)
        )
        sums = (opened, insured, opened - insured, int(self.score.sum()))
        return Totals(*(Money(minor, self.currency) for minor in sums))


def worklist(
    policy: PolicyFacts, day: date, *, overdue_only: bool = True, chances: Chances = chance_of_loss
) -> WorkList:
    """The open invoices of a policy, the largest expected loss first; without `overdue_only` all of the ledger."""
    covered, terms = covered_ledger((policy.id,), day), terms_of(policy.id)
    places = np.flatnonzero(covered.days_late > 0) if overdue_only else np.arange(len(covered))
    if not len(places):
        return WorkList(covered, terms, policy.currency, places, places, {}, {}, chances)
    averages = {party: one.long.days for party, one in behaviour_of(policy, day).buyers.items()}
    own, clock = expected_losses(_columns(covered, places, terms, averages, chances))
    score = own + clock
    order = np.lexsort((covered.laid.id[covered.at[places]], -covered.outstanding[places], -score))
    cases = open_case_numbers(policy.id)
    return WorkList(covered, terms, policy.currency, places[order], score[order], averages, cases, chances)


def _columns(
    covered: CoveredLedger,
    places: Ints,
    terms: PolicyTerms,
    averages: Mapping[PartyId, Fraction | None],
    chances: Chances,
) -> ToCollectColumns:
    """The invoices as the order sees them; a chance is asked for once per buyer and days late."""
    share = covered.found.share[covered.at[places]]
    pairs = np.stack([covered.party[places], covered.days_late[places]], axis=1)
    unique, which = np.unique(pairs, axis=0, return_inverse=True)
    chance = [chances(averages.get(PartyId(party)), late).value for party, late in unique.tolist()]
    notice, claim = clocks_left(covered, places, terms)
    return ToCollectColumns(
        outstanding=covered.outstanding[places],
        insured=covered.insured[places],
        share=np.where(share < 0, 0, share),
        chance=chance,
        which=which.reshape(-1),
        left=np.minimum(notice, claim),
    )


def _to_collect(item: OpenItem, late: int, chance: Chance, clocks: ItemClocks) -> ToCollect:
    """The invoice with the next of its clocks that costs money: the notice, then the claim."""
    pressing = [
        clock
        for clock in clocks.all
        if clock.kind is not ClockKind.STOP and clock.running and clock.left is not None and clock.lost is not None
    ]
    nearest = min(pressing, key=lambda clock: clock.left or 0, default=None)
    verdict = item.verdict
    return ToCollect(
        outstanding=verdict.outstanding,
        insured=verdict.insured,
        percentage=verdict.percentage,
        late=max(late, 0),
        chance=chance,
        left=nearest.left if nearest else None,
        at_zero=nearest.lost if nearest and nearest.lost else Money.zero(verdict.outstanding.currency),
    )

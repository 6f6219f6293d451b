"""The work list of a policy: its ledger, its clocks, its buyers' behaviour and its cases, each read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from claims.public import ClockKind, ItemClocks, clocked, item_clocks, open_case_numbers
from insurer.advisory.worklist.rules import chance_of_loss, order, priority
from insurer.advisory.worklist.terms import Chance, Priority, ToCollect
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from policies.facts import PolicyFacts
from underwriting.public import OpenItem, behaviour_of, verdicts

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


def worklist(
    policy: PolicyFacts, day: date, *, overdue_only: bool = True, chances: Chances = chance_of_loss
) -> list[Row]:
    """The open invoices of a policy, the largest expected loss first; without `overdue_only` all of the ledger."""
    items = [item for one in verdicts(policy.id, day) for item in one.open_items]
    if overdue_only:
        items = [item for item in items if item.receivable.due < day]
    clocks = item_clocks([clocked(policy.id, item) for item in items], day)
    cases = open_case_numbers(policy.id)
    averages: Mapping[PartyId, Fraction | None] = {
        party: one.long.days for party, one in (behaviour_of(policy, day).buyers if items else {}).items()
    }
    rows = []
    for item in items:
        late = (day - item.receivable.due).days
        chance = chances(averages.get(item.buyer.id), late)
        found = priority(_to_collect(item, late, chance, clocks[item.id]))
        rows.append(Row(item, max(late, 0), chance, found, clocks[item.id], cases.get(item.buyer.id, "")))
    return sorted(rows, key=lambda row: (*order(row.priority, row.item.verdict.outstanding), row.item.id))


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


def totals(rows: list[Row], currency: str) -> Totals:
    """What the list comes to."""
    return Totals(
        Money.total((row.item.verdict.outstanding for row in rows), currency),
        Money.total((row.item.verdict.insured for row in rows), currency),
        Money.total((row.item.verdict.uninsured for row in rows), currency),
        Money.total((row.priority.score for row in rows), currency),
    )

"""Everything measured at once on one ledger, the watch list, and which alerts arise from a change of levels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from insurer.advisory.warning.rules import buyers, company
from insurer.advisory.warning.rules import ledger as whole
from insurer.advisory.warning.states import ALERTING, AlertLevel
from insurer.advisory.warning.terms import (
    CHANCE,
    LOSS_SHARE,
    CompanyFigures,
    Debt,
    Indicator,
    Ledger,
    Reading,
    Threshold,
)
from insurer.kernel.calendar import add_business_days, add_days
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from underwriting.facts import Exposure

ANSWER_DAYS: Mapping[AlertLevel, int] = {AlertLevel.ORANGE: 5, AlertLevel.RED: 2}
"""Business days within which an alert of a level is to be answered."""
Thresholds = Mapping[Indicator, Threshold]


def readings(ledger: Ledger, thresholds: Thresholds, figures: Sequence[CompanyFigures] = ()) -> list[Reading]:
    """Every indicator that can be measured; `figures` newest first. What lacks its data is left out, never guessed."""
    found: list[Reading | None] = [*_of_ledger(ledger, thresholds), *_of_company(thresholds, figures)]
    by_buyer: dict[PartyId, list[Debt]] = defaultdict(list)
    for one in ledger.debts:
        by_buyer[one.buyer].append(one)
    for buyer in sorted(by_buyer):
        found += _of_buyer(ledger, buyer, by_buyer[buyer], thresholds)
    return [one for one in found if one is not None]


def _of_ledger(ledger: Ledger, thresholds: Thresholds) -> list[Reading | None]:
    debts, day = ledger.debts, ledger.as_of
    turn = add_days(day, -whole.WINDOW)
    before = whole.payers(debts, add_days(turn, -whole.WINDOW), turn)
    owed = [Exposure(str(key), one.outstanding) for key, one in ledger.standings.items()]
    return [
        whole.dso_reading(whole.dso_series(debts, day), thresholds[Indicator.DSO]),
        whole.days_late_reading(debts, day, thresholds[Indicator.DAYS_LATE]),
        whole.late_payers_reading(whole.payers(debts, turn, day), before, thresholds[Indicator.LATE_PAYERS]),
        whole.orders_reading(debts, day, thresholds[Indicator.ORDERS], ledger.currency),
        whole.concentration_reading(owed, ledger.currency, thresholds[Indicator.CONCENTRATION]),
        whole.bad_debt_reading(ledger, thresholds[Indicator.BAD_DEBT]),
    ]


def _of_company(thresholds: Thresholds, figures: Sequence[CompanyFigures]) -> list[Reading | None]:
    if not figures:
        return []
    before = figures[1] if len(figures) > 1 else None
    return [
        company.working_capital_reading(figures[0], thresholds[Indicator.WORKING_CAPITAL]),
        company.cash_cycle_reading(figures[0], before, thresholds[Indicator.CASH_CYCLE]),
        company.bank_line_reading(figures[0], thresholds[Indicator.BANK_LINE]),
    ]


def _of_buyer(ledger: Ledger, buyer: PartyId, debts: Sequence[Debt], thresholds: Thresholds) -> list[Reading | None]:
    day, standing = ledger.as_of, ledger.standings.get(buyer)
    return [
        buyers.overdue_reading(debts, day, thresholds[Indicator.BUYER_OVERDUE], buyer),
        whole.days_late_reading(debts, day, thresholds[Indicator.BUYER_DAYS_LATE], buyer),
        buyers.signs_reading(debts, day, thresholds[Indicator.BUYER_SIGNS], buyer),
        whole.orders_reading(debts, day, thresholds[Indicator.BUYER_ORDERS], ledger.currency, buyer),
        None if standing is None else buyers.limit_use_reading(standing, thresholds[Indicator.BUYER_LIMIT_USE], buyer),
        buyers.term_reading(debts, day, thresholds[Indicator.BUYER_TERM], buyer),
    ]


def worst_levels(found: Iterable[Reading]) -> dict[PartyId, AlertLevel]:
    """The worst level of each buyer that was measured."""
    worst: dict[PartyId, AlertLevel] = {}
    for one in found:
        if one.buyer is not None and one.level.rank >= worst.get(one.buyer, AlertLevel.GREEN).rank:
            worst[one.buyer] = one.level
    return worst


@dataclass(frozen=True, slots=True)
class Watched:
    """One line of the watch list: what is expected to be lost is chance × exposure × share lost."""

    buyer: PartyId
    level: AlertLevel
    exposure: Money
    insured: Money
    expected_loss: Money
    next_deadline: date | None = None


def expected_loss(exposure: Money, level: AlertLevel) -> Money:
    """Chance of the level × exposure × the share that is lost, rounded half up once."""
    return exposure.share(CHANCE[level] * LOSS_SHARE)


def watch_list(
    ledger: Ledger, worst: Mapping[PartyId, AlertLevel], deadlines: Mapping[PartyId, date | None]
) -> list[Watched]:
    """Buyers that owe anything, the greatest expected loss first; of equal ones the nearer deadline, then the id."""
    lines = [
        Watched(
            buyer,
            level := worst.get(buyer, AlertLevel.GREEN),
            one.outstanding,
            one.insured,
            expected_loss(one.outstanding, level),
            deadlines.get(buyer),
        )
        for buyer, one in ledger.standings.items()
        if one.outstanding.minor > 0
    ]
    return sorted(lines, key=lambda one: (-one.expected_loss.minor, one.next_deadline or date.max, one.buyer))


def by_deadline(lines: Iterable[Watched]) -> list[Watched]:
    """The same list, the nearest deadline first; without a deadline last, by expected loss."""
    return sorted(lines, key=lambda one: (one.next_deadline or date.max, -one.expected_loss.minor, one.buyer))


def newly_worse(found: Iterable[Reading], before: Mapping[tuple[str, int], AlertLevel]) -> list[Reading]:
    """The readings that raise an alert: at the alerting level or above it, and worse than they stood before.

    A level that stays is not said again; one that fell and rises again is.
    """
    return [
        one
        for one in found
        if one.level.rank >= ALERTING.rank and one.level.rank > before.get(one.key, AlertLevel.GREEN).rank
    ]


def answer_by(level: AlertLevel, raised_on: date) -> date:
    """The last day to answer an alert: two business days for red, five for orange."""
    return add_business_days(raised_on, ANSWER_DAYS[level])

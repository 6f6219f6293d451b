"""The arithmetic of the overview: slices, concentration, medians, ages. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from insurer.home.portfolio.terms import AgeBand, Answers, Concentrated, Cut, Granted
from insurer.kernel.money import Money
from underwriting.facts import Exposure, answer_by, concentration

AGES = (30, 60, 90)
"""The last days of the age bands of open claims; a band without end follows."""
SECONDS_OF_A_DAY = 86_400


def cuts(
    rows: Iterable[Granted], key: Callable[[Granted], str], label: Callable[[Granted], str], currency: str
) -> list[Cut]:
    """The portfolio sliced by a key, the heaviest slice first; only what a rate is known for."""
    sums: dict[str, Money] = defaultdict(lambda: Money.zero(currency))
    numbers: dict[str, int] = defaultdict(int)
    labels: dict[str, str] = {}
    total = Money.zero(currency)
    for row in rows:
        if row.in_house is None:
            continue
        name = key(row)
        sums[name], labels[name] = sums[name] + row.in_house, label(row)
        numbers[name] += 1
        total = total + row.in_house
    found = [Cut(name, labels[name], numbers[name], amount, amount.over(total)) for name, amount in sums.items()]
    return sorted(found, key=lambda cut: (-cut.amount.minor, cut.label))


def concentrated(rows: Iterable[Granted], currency: str) -> Concentrated:
    """How unevenly the limits lie on groups of buyers."""
    exposures = [Exposure(str(row.party), row.in_house, str(row.group)) for row in rows if row.in_house is not None]
    found = concentration(exposures, currency)
    return Concentrated(found.top_1, found.top_5, found.top_10, found.hhi)


def without_rate(rows: Iterable[Granted]) -> list[Money]:
    """What is left out of the sums because no rate is known, by currency."""
    sums: dict[str, Money] = {}
    for row in rows:
        if row.in_house is None:
            sums[row.amount.currency] = sums.get(row.amount.currency, Money.zero(row.amount.currency)) + row.amount
    return [sums[currency] for currency in sorted(sums)]


def answers(times: Sequence[tuple[datetime, datetime]], automatic: int, granted: int) -> Answers:
    """The turnaround of requests: (asked, answered) of each; in time is by the second business day."""
    in_time = sum(1 for asked, decided in times if decided.date() <= answer_by(asked.date()))
    return Answers(len(times), automatic, in_time, granted, _median([decided - asked for asked, decided in times]))


def _median(spans: Sequence[timedelta]) -> Decimal | None:
    """The middle of some spans in days to one decimal; of two in the middle their mean."""
    seconds = sorted(int(span.total_seconds()) for span in spans)
    if not seconds:
        return None
    middle = len(seconds) // 2
    twice = 2 * seconds[middle] if len(seconds) % 2 else seconds[middle - 1] + seconds[middle]
    return (Decimal(twice) / (2 * SECONDS_OF_A_DAY)).quantize(Decimal("0.1"))


def age_bands(claims: Iterable[tuple[date, date | None]], day: date) -> list[AgeBand]:
    """Open claims by the days since their examination could begin: (first day, last day for the decision) of each."""
    found = [(max(0, (day - begun).days), by is not None and by < day) for begun, by in claims]
    bands, first = [], 0
    for last in (*AGES, None):
        inside = [late for age, late in found if age >= first and (last is None or age <= last)]
        bands.append(AgeBand(first, last, inside.count(False), inside.count(True)))
        first = first if last is None else last + 1
    return bands

"""Expected days of payment: a forest of regression trees learns by how far an invoice strays from its buyer's habit.

Only the ledger handed in is learned from. The same ledger, day and seed give the same days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean, median
from typing import Any

from insurer.advisory.expectation.rules.features import Known, Memory, row_of
from insurer.advisory.expectation.terms import (
    LEAST_LEARNED,
    LEAST_OF_BUYER,
    MOST_LEARNED,
    SEED,
    VERSION,
    BackTest,
    Basis,
    Bill,
    Expected,
    Forecast,
)
from insurer.kernel.calendar import month_start

TREES = 100
LEAF = 20
MOST_MONTHS = 24
"""The newest months that are walked through."""
AT_LEAST = 1
"""Days after the day of the forecast on which what is overdue may be paid at the earliest."""


class Learned:
    """What was learned from the invoices paid before a day, and how far it was from them."""

    def __init__(self, bills: Sequence[Bill], before: date, memory: Memory, seed: int = SEED) -> None:
        paid = sorted(
            (one for one in bills if one.paid_on is not None and one.paid_on < before),
            key=lambda one: (one.invoiced, one.key),
        )[-MOST_LEARNED:]
        self.count = len(paid)
        self._everybody = memory.everybody(before)
        self._forest: Any = None
        self._strays: list[float] = []
        if self.count < LEAST_LEARNED:
            return
        from sklearn.ensemble import RandomForestRegressor

        known = [memory.of(one.buyer, one.invoiced) for one in paid]
        rows = [row_of(one, then) for one, then in zip(paid, known, strict=True)]
        strays = [float(one.delay or 0) - then.habit(self._everybody) for one, then in zip(paid, known, strict=True)]
        self._forest = RandomForestRegressor(
            n_estimators=TREES, min_samples_leaf=LEAF, max_features=0.5, random_state=seed, n_jobs=1
        ).fit(rows, strays)
        learned = self._forest.predict(rows)
        self._strays = sorted(stray - float(guess) for stray, guess in zip(strays, learned, strict=True))

    @property
    def usable(self) -> bool:
        return self._forest is not None

    def delays(self, bills: Sequence[Bill], known: Sequence[Known]) -> list[float]:
        """The expected delay of each invoice from what was known of its buyer."""
        if not bills:
            return []
        guesses = self._forest.predict([row_of(one, then) for one, then in zip(bills, known, strict=True)])
        return [then.habit(self._everybody) + float(guess) for then, guess in zip(known, guesses, strict=True)]

    def later(self, delay: float, age: int) -> float:
        """The expected delay of what is already `age` days past its due day and still open: the median of the
        payments that came as late as that or later, as far as the forecast strays; else as late again as it is."""
        beyond = [delay + stray for stray in self._strays if delay + stray > age]
        return median(beyond) if beyond else float(2 * max(age, 1))


def forecast(bills: Sequence[Bill], as_of: date, seed: int = SEED, *, trusted: bool = True) -> Forecast:
    """When each invoice open at the end of `as_of` is expected to be paid; never before the next day.

    With too little to learn from, or a model that is not `trusted`, the buyer's own average delay counts, and without
    that the due day. What is later already than that is expected as the payments that came as late or later did.
    """
    memory, tomorrow = Memory(bills), as_of + timedelta(days=AT_LEAST)
    learned = Learned(bills, tomorrow, memory, seed)
    unpaid = [one for one in bills if one.invoiced <= as_of and (one.paid_on is None or one.paid_on > as_of)]
    known = [memory.of(one.buyer, tomorrow) for one in unpaid]
    modelled = learned.usable and trusted
    guesses = learned.delays(unpaid, known) if modelled else [None] * len(unpaid)
    seen = memory.delays(tomorrow)
    expected = []
    for one, then, guess in zip(unpaid, known, guesses, strict=True):
        age = (as_of - one.due).days
        if guess is not None:
            delay, basis = guess if guess > age else learned.later(guess, age), Basis.MODEL
        elif len(then.delays) >= LEAST_OF_BUYER:
            delay, basis = fmean(then.delays), Basis.BUYER_AVERAGE
        else:
            delay, basis = 0.0, Basis.DUE_DATE
        if guess is None and delay < age:
            beyond = [known_delay for known_delay in seen if known_delay > age]
            delay = median(beyond) if beyond else float(2 * age)
        day = max(one.due + timedelta(days=round(delay)), tomorrow)
        expected.append(Expected(one.key, day, basis, len(then.delays)))
    return Forecast(as_of, VERSION, seed, learned.count, tuple(expected))


def back_test(bills: Sequence[Bill], seed: int = SEED) -> BackTest:
    """Each month's invoices forecast on the day they were issued by what had been paid before that month, beside two
    ways of guessing: the due day, and the buyer's average delay. Only invoices paid by now are judged.

    A month counts once there is enough to learn from; the guesses are judged on the same invoices.
    """
    memory = Memory(bills)
    paid = sorted((one for one in bills if one.delay is not None), key=lambda one: (one.invoiced, one.key))
    off: list[tuple[float, float, float]] = []
    months = []
    for month in sorted({month_start(one.invoiced) for one in paid})[-MOST_MONTHS:]:
        learned = Learned(bills, month, memory, seed)
        if not learned.usable:
            continue
        asked = [one for one in paid if month_start(one.invoiced) == month]
        known = [memory.of(one.buyer, one.invoiced) for one in asked]
        months.append(month)
        for one, guess in zip(asked, learned.delays(asked, known), strict=True):
            real = one.delay or 0
            off.append(
                (abs(round(guess) - real), abs(round(memory.average(one.buyer, one.invoiced)) - real), abs(real))
            )
    count = len(off)
    model, average, due = (fmean(part) if count else 0.0 for part in (zip(*off, strict=True) if off else ((), (), ())))
    return BackTest(
        VERSION, len(months), count, count, model, average, due,
        months[0] if months else None, months[-1] if months else None,
    )  # fmt: skip

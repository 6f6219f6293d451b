"""The indemnity beside the bare arithmetic it cannot do without, in one run.

Per rival the ratio of our processor time to its own, as minimum, median and maximum over the rounds. Rivals: plain
NumPy on integers (limit, percentage, deductible, aggregate first loss, maximum liability, nothing else) and, for the
explained form, plain Python integers.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import numpy as np

from claims.facts import UNLIMITED, Claims, Form, IndemnityTerms, Loss, Years, indemnities, indemnity
from claims.indemnity.terms import DeductibleStage, Erosion
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from underwriting.facts import CoverTerms, DatedPercentage, LimitHistory, LimitSpan, Receivable, cover_verdict

CLAIMS = 1_000_000
ROUNDS = 9
EXPLAINED = 2_000
DAY, LOSS_DAY = date(2026, 6, 1), date(2026, 9, 30)


def book(claims: int, years: int) -> tuple[Years, Claims]:
    """A portfolio: debts up to 2 m, limits up to 1 m, 85 or 90 %, a first loss and a maximum per policy year."""
    chance = np.random.default_rng(20260101)

    def whole(low: int, high: int, size: int) -> np.ndarray:
        return chance.integers(low, high, size=size, dtype=np.int64)

    per_year = claims // years
    terms = Years(
        minimum_loss=np.zeros(years, dtype=np.int64),
        deductible=np.full(years, 500_000, dtype=np.int64),
        aggregate_left=np.full(years, per_year * 1_000_000, dtype=np.int64),
        liability_left=np.full(years, per_year * 30_000_000, dtype=np.int64),
    )
    return terms, Claims(
        year=np.sort(chance.integers(0, years, size=claims)).astype(np.intp),
        debt=whole(100_000, 200_000_000, claims),
        receipts=np.zeros(claims, dtype=np.int64),
        limit=whole(1_000_000, 100_000_000, claims),
        percentage=np.where(chance.random(claims) < 0.5, 900_000, 850_000).astype(np.int64),
    )


def bare(years: Years, claims: Claims) -> np.ndarray:
    """The least arithmetic: one policy year, no threshold, no receipts, no late reduction, no results but one."""
    covered = np.minimum(claims.debt, claims.limit)
    share = (covered * claims.percentage + 500_000) // 1_000_000
    net = np.maximum(share - years.deductible[0], 0)
    filled = np.diff(np.minimum(np.cumsum(net), years.aggregate_left[0]), prepend=np.int64(0))
    paid: np.ndarray = np.diff(np.minimum(np.cumsum(net - filled), years.liability_left[0]), prepend=np.int64(0))
    return paid


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def report(name: str, ours: Callable[[], object], rival: Callable[[], object], per: int) -> None:
    """Both in turn, so that a slow moment of the machine strikes both."""
    pairs = [(seconds(ours), seconds(rival)) for _ in range(ROUNDS)]
    ratios = sorted(mine / other for mine, other in pairs)
    mine = statistics.median(pair[0] for pair in pairs)
    other = statistics.median(pair[1] for pair in pairs)
    spread = f"{ratios[0]:5.2f} / {statistics.median(ratios):5.2f} / {ratios[-1]:5.2f}"
    print(f"{name:<58} {mine * 1e3:9.1f} ms  {other * 1e3:9.1f} ms  {spread}  {per / mine:14,.0f} claims/s")


def explained(claims: int) -> Callable[[], object]:
    """One-invoice claims through the cover verdict and the explained indemnity, all lines of the working included."""
    terms = CoverTerms(
        currency="EUR",
        period=Period.including(date(2026, 1, 1), date(2026, 12, 31)),
        percentages=(DatedPercentage(date.min, Decimal("0.90")),),
        maximum_extension_days=60,
        maximum_payment_term_days=90,
    )
    limits = LimitHistory((LimitSpan(shipments=Period(date(2026, 1, 1)), amount=Money(100_000_000, "EUR")),))
    nothing = Money.zero("EUR")
    clauses = IndemnityTerms(
        currency="EUR",
        minimum_loss=nothing,
        deductible=Money(500_000, "EUR"),
        aggregate_first_loss=Money(10_000_000, "EUR"),
        aggregate_first_loss_used=nothing,
        maximum_liability=Money(10**12, "EUR"),
        maximum_liability_used=nothing,
        set_off=nothing,
    )
    loss = Loss(cause="insolvency", day=LOSS_DAY)
    debts = [100_000 + 73_331 * number for number in range(claims)]

    def work() -> None:
        for minor in debts:
            owed = Receivable(number="A", shipped=DAY, invoiced=DAY, due=date(2026, 7, 31), amount=Money(minor, "EUR"))
            indemnity(clauses, loss, cover_verdict(terms, limits, [owed], [], LOSS_DAY))

    return work


def bare_python(claims: int) -> Callable[[], object]:
    """The same claims in plain integers, without cover, without a line of working."""
    debts = [100_000 + 73_331 * number for number in range(claims)]

    def work() -> None:
        for minor in debts:
            share = (min(minor, 100_000_000) * 90 + 50) // 100
            net = max(share - 500_000, 0)
            min(net - min(net, 10_000_000), 10**12)

    return work


def run(claims: int = CLAIMS) -> None:
    print(f"NumPy {np.__version__}; {claims:,} claims, {ROUNDS} rounds, processor time")
    print("ratio = ours / rival: minimum / median / maximum")
    print(f"{'':<58} {'ours':>12}  {'rival':>12}  {'ratio':^21}")
    one, many = book(claims, 1), book(claims, min(10_000, claims))
    forms = {
        "usual clauses, one policy year": (Form(), one),
        "usual clauses, 10 000 policy years": (Form(), many),
        "gross erosion, deductible before the limit, 10 000 years": (
            Form(deductible_stage=DeductibleStage.BEFORE_LIMIT, aggregate_first_loss_erosion=Erosion.GROSS_LOSS),
            many,
        ),
    }
    for name, (form, (years, rows)) in forms.items():
        report(name, partial(indemnities, form, years, rows), lambda: bare(*one), claims)
    years, rows = one
    check = indemnities(Form(), years, rows).indemnity
    if not np.array_equal(check, bare(years, rows)):
        raise SystemExit("the two disagree: the comparison is void")
    free = Years(
        minimum_loss=years.minimum_loss,
        deductible=years.deductible,
        aggregate_left=np.zeros(1, dtype=np.int64),
        liability_left=np.full(1, UNLIMITED, dtype=np.int64),
    )
    report(
        "no aggregates, beside the same rival with them",
        lambda: indemnities(Form(), free, rows),
        lambda: bare(*one),
        claims,
    )
    report(
        "explained form, all lines, beside plain Python integers",
        explained(EXPLAINED),
        bare_python(EXPLAINED),
        EXPLAINED,
    )

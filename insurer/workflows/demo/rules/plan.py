"""The demo's plan: policy years with their terms, limits to ask for, days on which ledgers are sent."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from insurer.kernel.calendar import add_days, add_months, month_ends, month_start
from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up
from insurer.workflows.demo.terms import Answer, Asked, Invoice, Ledger, PolicyYear, Portfolio

YEARS_BACK = (8, 9, 10, 11)
"""Months ago at which the policies of the running year began: they do not all end on one day."""
MONTHLY = 7
"""Ledgers come every quarter, and every month within the last so many."""
AUTOMATIC = {"EUR": 120_000, "USD": 130_000, "GBP": 100_000, "CNY": 950_000}
"""The most a rule grants by itself per currency, in major units."""
PER_EURO = {"EUR": Fraction(1), "USD": Fraction(115, 100), "GBP": Fraction(87, 100), "CNY": Fraction(82, 10)}
"""Roughly, for round capacities; amounts of the business are converted at recorded rates."""

USUAL: Mapping[str, object] = {
    "insured_percentage": "0.90",
    "maximum_payment_term_days": 90,
    "maximum_extension_days": 60,
    "notice_days": 45,
    "waiting_days": 120,
    "claim_days": 270,
    "decision_days": 30,
    "payment_days": 30,
    "instalments": 4,
    "premium_due_days": 21,
    "minimum_premium": {"percentage_of_estimate": "0.80"},
    "deposit_premium": {"percentage_of_estimate": "0.80"},
}
DIFFERENCES: Sequence[Mapping[str, object]] = (
    {"premium_rates": [{"rate": "0.0032"}], "tax_rate": "0.19", "minimum_loss": "500", "discretionary_limit": "10000",
     "maximum_liability": {"multiple": "35", "of": "premium_paid"}},
    {"premium_rates": [{"rate": "0.0055"}], "tax_rate": "0.06", "insured_percentage": "0.85", "deductible": "1000",
     "countries": {"insured": "*", "excluded": ["TR"]}, "maximum_liability": {"amount": "3000000"}, "instalments": 2},
    {"premium_rates": [{"rate": "0.0035"}], "tax_rate": "0.09", "discretionary_limit": "7500",
     "maximum_liability": {"multiple": "30", "of": "premium_paid"}, "commission_rate": "0.125"},
    {"premium_rates": [{"rate": "0.0041"}], "tax_rate": "0.12", "aggregate_first_loss": "20000",
     "maximum_liability": {"amount": "2000000"}},
    {"premium_rates": [{"rate": "0.0060"}], "tax_rate": "0.06", "insured_percentage": "0.80", "waiting_days": 150,
     "claim_days": 300, "deductible": "8000", "maximum_liability": {"amount": "20000000"}},
    {"premium_rates": [{"rate": "0.0038"}], "insured_percentage": "0.85", "maximum_extension_days": 45,
     "notice_days": 30, "minimum_loss": "1000", "maximum_liability": {"amount": "2500000"}},
    {"premium_rates": [{"rate": "0.0036"}], "tax_rate": "0.125", "deductible": "1500",
     "deductible_kind": "minimum_retention", "maximum_liability": {"multiple": "40", "of": "premium_paid"}},
    {"premium_rates": [{"rate": "0.0029"}], "tax_rate": "0.21", "insured_percentage": "0.95", "waiting_days": 90,
     "maximum_liability": {"multiple": "30", "of": "premium_paid"}},
)  # fmt: skip
"""What each policyholder has agreed otherwise."""


def policy_years(portfolio: Portfolio) -> tuple[PolicyYear, ...]:
    """Two years of each policyholder: the one that is over, and the one that runs on the last day."""
    found: list[PolicyYear] = []
    for place, ledger in enumerate(portfolio.ledgers):
        present = add_months(month_start(portfolio.last), -YEARS_BACK[place % len(YEARS_BACK)])
        for year, first in ((1, add_months(present, -12)), (2, present)):
            last = add_days(add_months(first, 12), -1)
            shipped = tuple(row for row in ledger.invoices if first <= row.shipped <= last)
            found.append(PolicyYear(place, year, first, last, _terms(place, ledger, first, last), shipped))
    return tuple(sorted(found, key=lambda one: (one.first, one.place)))


def _terms(place: int, ledger: Ledger, first: date, last: date) -> dict[str, object]:
    """The estimate is what was sold in a year at that pace, a little under it, in round figures."""
    until = min(last, ledger.invoices[-1].invoiced)
    sold = ledger.turnover(first, until).minor * Fraction(365, (until - first).days + 1)
    unit = 10_000 * 100
    estimate = Money(half_up(sold * Fraction(95, 100) / unit) * unit, ledger.currency)
    return {**USUAL, **DIFFERENCES[place], "estimated_turnover": estimate.plain()}


def limits_needed(year: PolicyYear, currency: str, seed: int) -> tuple[Asked, ...]:
    """Per buyer the balance its sales need: daily sales times term and usual delay, and one invoice on top."""
    sold: dict[int, list[Invoice]] = defaultdict(list)
    for row in year.invoices:
        sold[row.buyer].append(row)
    draw = drawn(seed, year.key, "limits")
    found = []
    for buyer, rows in sorted(sold.items()):
        days = (rows[-1].shipped - rows[0].shipped).days + 30
        term = (rows[0].due - rows[0].invoiced).days
        total = sum(row.amount.minor for row in rows)
        need = (Fraction(total, days) * (term + 20) + Fraction(total, len(rows))) * Fraction(draw.randint(85, 130), 100)
        found.append(Asked(buyer, rounded_up(Money(half_up(need), currency)), term))
    return tuple(found)


def rounded_up(amount: Money) -> Money:
    """Up to whole thousands, as people ask for limits."""
    thousand = Money.of(1000, amount.currency).minor
    return Money(-(-amount.minor // thousand) * thousand, amount.currency)


def answer_to(asked: Money, draw: random.Random) -> Answer:
    """How an underwriter answers a referred request: mostly as asked, sometimes in part, now and then not at all."""
    chance = draw.random()
    if chance < 0.08:
        return Answer(Money.zero(asked.currency), draw.choice(("weak_accounts", "little_information")))
    if chance < 0.32:
        part = rounded_up(asked.share(Fraction(draw.randint(50, 80), 100)))
        return Answer(part, draw.choice(("above_need", "slow_payment", "sector_outlook")))
    return Answer(asked, "as_asked")


def capacities(years: Sequence[PolicyYear], needs: Mapping[str, Sequence[Asked]]) -> dict[int, Money]:
    """What the insurer is ready to have on each buyer, in round euro: twice what both years of all policies need."""
    needed: dict[int, Fraction] = defaultdict(Fraction)
    for year in years:
        for asked in needs[year.key]:
            needed[asked.buyer] += asked.amount.minor / PER_EURO[asked.amount.currency]
    step = 50_000 * 100
    return {buyer: Money(-(-half_up(total * 2) // step) * step, "EUR") for buyer, total in sorted(needed.items())}


def sending_days(first: date, last: date) -> list[date]:
    """The days at whose end ledgers are sent: quarter ends, of late month ends, and the last day."""
    lately = add_months(month_start(last), 1 - MONTHLY)
    ends = month_ends(first, last)
    return [*(end for end in ends if end.month % 3 == 0 or end >= lately), *([] if ends[-1] == last else [last])]


def months_between(after: date | None, day: date, year: PolicyYear) -> Iterator[date]:
    """The month ends of the policy's year that came after one sending and up to the next."""
    for end in month_ends(year.first, min(day, year.last)):
        if after is None or end > after:
            yield end


def news(year: PolicyYear, after: date | None, day: date) -> list[Invoice]:
    """What a ledger of `day` says that the one of `after` did not: invoices written, invoices paid."""
    return [
        row
        for row in year.invoices
        if row.invoiced <= day
        and (after is None or row.invoiced > after or (row.paid is not None and after < row.paid <= day))
    ]


def drawn(seed: int, *what: object) -> random.Random:
    """Chance of its own for each matter, so that one more draw in one place moves nothing elsewhere."""
    return random.Random(f"{seed}/{'/'.join(map(str, what))}")  # noqa: S311 - invented data, not a secret

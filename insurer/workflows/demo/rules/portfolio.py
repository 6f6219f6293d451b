"""The demo's data from a seed: the same seed and last day give the same portfolio on every machine."""

from __future__ import annotations

import random
from datetime import date, timedelta

from insurer.kernel.calendar import add_months, month_start
from insurer.kernel.money import Money
from insurer.workflows.demo.rules.names import (
    CHINESE_PLACES,
    CHINESE_WORDS,
    COUNTRIES,
    FIRST,
    JAPANESE_WORDS,
    POLICYHOLDERS,
    SECOND,
)
from insurer.workflows.demo.terms import Company, Fate, Invoice, Ledger, Portfolio, Stop

MONTHS = 24
BUYERS = sum(count for _form, count in COUNTRIES.values())
SCALE = {"EUR": 18_000, "USD": 20_000, "GBP": 15_000, "CNY": 140_000}
"""The usual size of an invoice per currency, in major units."""
TERMS = (30, 45, 60, 90)
HABITS = ((0.50, -2, 4), (0.30, 6, 8), (0.14, 18, 14), (0.06, 38, 20))
"""How buyers pay: share of buyers, usual days late, spread."""
STOPS = (
    (430, Fate.RECOVERED), (385, Fate.RECOVERED), (350, Fate.PAID), (320, Fate.DECLINED), (290, Fate.PAID),
    (262, Fate.APPROVED), (240, Fate.ASSESSED), (215, Fate.SUSPENDED), (195, Fate.UNDER_REVIEW), (165, Fate.WAITING),
    (125, Fate.WAITING), (90, Fate.NOTIFIED),
)  # fmt: skip
"""Buyers who stopped paying: so many days before the last one, and how far their claims have come by then."""
STILL_SHIPPED = 45
"""Days for which a buyer that stopped paying is still delivered to, because nobody knows yet."""


def portfolio(seed: int, last: date, policyholders: int = len(POLICYHOLDERS)) -> Portfolio:
    """Eight policyholders (or the first few), 150 buyers in 25 countries, two years of invoices up to `last`."""
    draw = random.Random(seed)  # noqa: S311 - invented data, not a secret
    first = add_months(month_start(last), -MONTHS)
    buyers = tuple(_buyers(draw))
    habits = [_habit(draw) for _ in buyers]
    stops = _stops(draw, last, policyholders)
    stopped = {index: stop.day for index, stop in stops.items()}
    ledgers = []
    for place, (name, country, sector, currency, locale) in enumerate(POLICYHOLDERS[:policyholders]):
        holder = Company(name, name, country, sector)
        # every buyer has a policyholder; every fourth is a customer of a second one too
        customers = tuple(index for index in range(len(buyers)) if place in _holders(index))
        rows = _invoices(draw, customers, habits, stopped, currency, first, last)
        ledgers.append(Ledger(holder, currency, locale, customers, tuple(rows)))
    return Portfolio(buyers, tuple(ledgers), stops, first, last)


def _holders(buyer: int) -> tuple[int, int]:
    """The policyholder whose customer a buyer is first of all, and the other one some buyers have besides."""
    return buyer % 8, (buyer % 32 - 3) % 8 if buyer % 32 < 8 else buyer % 8


def _stops(draw: random.Random, last: date, policyholders: int) -> dict[int, Stop]:
    """Each stop hits a customer of another policyholder, so that claims are spread over them."""
    found: dict[int, Stop] = {}
    for place, (days, fate) in enumerate(STOPS):
        own = [index for index in range(BUYERS) if index % 8 == place % policyholders and index not in found]
        found[draw.choice(own)] = Stop(last - timedelta(days=days), fate)
    return found


def _buyers(draw: random.Random) -> list[Company]:
    found: list[Company] = []
    taken: set[str] = set()
    for country, (form, count) in COUNTRIES.items():
        while count:
            company = _company(draw, country, form)
            if company.name not in taken:
                taken.add(company.name)
                found.append(company)
                count -= 1
    draw.shuffle(found)
    return found


def _company(draw: random.Random, country: str, form: str) -> Company:
    if country == "CN":
        place, (word, trade, sector) = draw.choice(CHINESE_PLACES), draw.choice(CHINESE_WORDS)
        name = f"{place}{word}{trade}{form}"
    elif country == "JP":
        word, trade, sector = draw.choice(JAPANESE_WORDS)
        name = f"{word}{trade}{form}"
    else:
        trade, sector = draw.choice(SECOND)
        name = f"{draw.choice(FIRST)} {trade} {form}"
    return Company(name, "", country, sector)


def _habit(draw: random.Random) -> tuple[int, int]:
    chance = draw.random()
    for share, late, spread in HABITS:
        if chance < share:
            return late, spread
        chance -= share
    return HABITS[-1][1:]


def _invoices(
    draw: random.Random,
    customers: tuple[int, ...],
    habits: list[tuple[int, int]],
    stopped: dict[int, date],
    currency: str,
    first: date,
    last: date,
) -> list[Invoice]:
    rows: list[Invoice] = []
    for buyer in customers:
        size, rhythm, term = draw.uniform(0.3, 2.5), draw.randint(18, 45), draw.choice(TERMS)
        late, spread = habits[buyer]
        day = first + timedelta(days=draw.randint(0, rhythm))
        end = min(last, stopped[buyer] + timedelta(days=STILL_SHIPPED)) if buyer in stopped else last
        while day <= end:
            due = day + timedelta(days=term)
            paid: date | None = due + timedelta(days=max(-term, round(draw.gauss(late, spread))))
            if paid is not None and (paid > last or (buyer in stopped and paid >= stopped[buyer])):
                paid = None
            units = SCALE[currency] * size * draw.lognormvariate(0, 0.45)
            amount = Money(round(units) * 100 + draw.randint(0, 99), currency)
            disputed = paid is None and draw.random() < 0.04
            rows.append(Invoice(buyer, "", day, day, due, amount, paid, disputed))
            day += timedelta(days=max(5, round(draw.gauss(rhythm, rhythm / 4))))
    rows.sort(key=lambda row: (row.invoiced, row.buyer))
    return [
        Invoice(row.buyer, f"{row.invoiced:%y}-{number:05d}", *_rest(row)) for number, row in enumerate(rows, start=1)
    ]


def _rest(row: Invoice) -> tuple[date, date, date, Money, date | None, bool]:
    return row.shipped, row.invoiced, row.due, row.amount, row.paid, row.disputed

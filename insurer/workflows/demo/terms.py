"""What the demo portfolio is made of: policyholders, buyers and their invoices, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from insurer.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Company:
    """A company of the demo: its name in its own script and in Latin, its country and NACE division."""

    name: str
    latin: str
    country: str
    sector: str
    identifier: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice of the demo; `paid` is None while nobody has paid it."""

    buyer: int
    number: str
    shipped: date
    invoiced: date
    due: date
    amount: Money
    paid: date | None
    disputed: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """A policyholder with its customers (indexes into the portfolio's buyers) and its invoices in order of date."""

    policyholder: Company
    currency: str
    locale: str
    customers: tuple[int, ...]
    invoices: tuple[Invoice, ...]

    def turnover(self, first: date, last: date) -> Money:
        return Money.total((row.amount for row in self.invoices if first <= row.invoiced <= last), self.currency)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The whole demo."""

    buyers: tuple[Company, ...]
    ledgers: tuple[Ledger, ...]
    first: date
    last: date

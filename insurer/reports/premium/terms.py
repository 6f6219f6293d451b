"""One row of the premium report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from insurer.kernel.money import Money


@dataclass(frozen=True, slots=True)
class PremiumMonth:
    """A month in one currency: what moved in it, and what stands at its end (`end`, or the day of the report).

    `written_to_date` = `earned_to_date` + `unearned`, to the cent. `billed` and `received` include tax.
    """

    first: date
    end: date
    written: Money
    earned: Money
    billed: Money
    received: Money
    written_to_date: Money
    earned_to_date: Money
    unearned: Money
    receivable: Money
    overdue: Money


@dataclass(frozen=True, slots=True)
class PremiumLine:
    """Where the premium of one line of business and currency stands at the end of a day.

    The line is the sections that its policies insure: `domestic`, `export`, or both of them.
    """

    line: str
    written: Money
    earned: Money
    unearned: Money
    receivable: Money


@dataclass(frozen=True, slots=True)
class Tie:
    """A figure of the report beside the books' balance of its account: equal, or one of them is wrong."""

    account: str
    report: Money
    books: Money

    @property
    def difference(self) -> Money:
        return self.report - self.books

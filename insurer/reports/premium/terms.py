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

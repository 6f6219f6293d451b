"""What a statement of account says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from insurer.kernel.ids import ReceivableId
from insurer.kernel.money import Money


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One open invoice: its amount, what came in on it, what is open, how late it is, what of it is disputed."""

    receivable: ReceivableId
    number: str
    invoiced: date
    due: date
    amount: Money
    received: Money
    open: Money
    disputed: Money
    late: int


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A credit note, or a `payment`, that names no invoice: it lowers what is owed as a whole."""

    number: str
    day: date
    amount: Money
    payment: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What a buyer owes in one currency at the end of a day: its open invoices less credits that name none."""

    as_of: date
    currency: str
    lines: tuple[StatementLine, ...]
    credits: tuple[CreditLine, ...]

    @property
    def open(self) -> Money:
        return Money.total((line.open for line in self.lines), self.currency)

    @property
    def credited(self) -> Money:
        return Money.total((line.amount for line in self.credits), self.currency)

    @property
    def total(self) -> Money:
        """What the statement comes to, and what the ledger says: to the cent."""
        return self.open - self.credited

    @property
    def overdue(self) -> Money:
        return Money.total((line.open for line in self.lines if line.late > 0), self.currency)

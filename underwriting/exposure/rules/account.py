"""The account of one invoice: what is open on a day, in which parts, in policy currency."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money, currency_decimals
from insurer.kernel.rounding import half_up
from underwriting.exposure.terms import Receivable


class Parts(NamedTuple):
    """What is open of an invoice, in minor units: what can be insured, and what cannot."""

    insurable: int
    tax: int
    interest: int
    disputed: int

    def paid(self, amount: int) -> Parts:
        """After a payment: the undisputed part first, its net, tax and interest in proportion."""
        if not amount:
            return self
        undisputed = self.insurable + self.tax + self.interest
        paid = min(amount, undisputed)
        net = half_up(Fraction(paid * self.insurable, undisputed)) if undisputed else 0
        beside = self.tax + self.interest
        tax = half_up(Fraction((paid - net) * self.tax, beside)) if beside else 0
        return Parts(
            self.insurable - net,
            self.tax - tax,
            self.interest - (paid - net - tax),
            self.disputed - (amount - paid),
        )


class Account:
    """One invoice with what was credited to it. Payments in its own currency come off before conversion."""

    __slots__ = ("_base", "_closing", "_currency", "_factor", "_own", "_policy", "deposit", "gross", "receivable")

    def __init__(self, receivable: Receivable, currency: str, *, includes_tax: bool, field: str) -> None:
        self.receivable = receivable
        self._currency = currency
        self._factor = _factor(receivable, currency, field)
        self._base = _parts(receivable, includes_tax, field)
        self._own: list[tuple[date, int]] = []
        self._policy: list[tuple[date, int]] = []
        self._closing: Parts | None = None
        self.gross = self.converted(receivable.amount.minor)
        self.deposit = self.converted(_minor(receivable.deposit))

    @property
    def foreign(self) -> bool:
        return self._factor is not None

    @property
    def own_open(self) -> int:
        """What is open in the invoice's own currency before policy-currency receipts."""
        return sum(self._base) - sum(minor for _, minor in self._own)

    @property
    def credit_days(self) -> set[date]:
        """The days on which something was credited."""
        return {day for day, _ in (*self._own, *self._policy)}

    @property
    def last_credit(self) -> date | None:
        return max(self.credit_days, default=None)

    def converted(self, own: int) -> int:
        """An amount of the invoice's own currency in policy currency, rounded by itself."""
        return own if self._factor is None else half_up(own * self._factor)

    def credit_own(self, day: date, minor: int) -> None:
        self._own.append((day, minor))
        self._closing = None

    def credit(self, day: date, minor: int) -> None:
        self._policy.append((day, minor))
        self._closing = None

    def parts(self, on: date | None = None) -> Parts:
        """The open parts after the receipts up to `on`, after all of them when no day is given."""
        if on is not None:
            return self._parts_on(on)
        if self._closing is None:
            self._closing = self._parts_on(None)
        return self._closing

    def _parts_on(self, on: date | None) -> Parts:
        own = self._base.paid(_sum(self._own, on))
        if self._factor is None:
            return own.paid(_sum(self._policy, on))
        left = self.converted(sum(own))
        disputed = min(self.converted(own.disputed), left)
        tax = min(self.converted(own.tax), left - disputed)
        interest = min(self.converted(own.interest), left - disputed - tax)
        return Parts(left - disputed - tax - interest, tax, interest, disputed).paid(_sum(self._policy, on))

    def parts_before_receipts(self) -> Parts:
        return self.parts(date.min)

    def money(self, minor: int) -> Money:
        return Money(minor, self._currency)


def _sum(credits: list[tuple[date, int]], on: date | None) -> int:
    return sum(minor for day, minor in credits if on is None or day <= on)


def _minor(amount: Money | None) -> int:
    return 0 if amount is None else amount.minor


def _factor(receivable: Receivable, currency: str, field: str) -> Fraction | None:
    """Minor units of policy currency for one minor unit of the invoice's own; None when they are one currency."""
    own = receivable.amount.currency
    if own == currency:
        return None
    if receivable.rate is None:
        raise InvalidInput("input.rate_missing", f"rates.{own}", invoice=receivable.number, currency=own)
    if receivable.rate <= 0:
        raise InvalidInput("input.not_positive", f"rates.{own}", value=str(receivable.rate))
    return Fraction(receivable.rate) * Fraction(10) ** (currency_decimals(currency) - currency_decimals(own))


def _parts(receivable: Receivable, includes_tax: bool, field: str) -> Parts:
    """The parts of an invoice whose deposit is taken off; of what is disputed the tax is disputed too."""
    amount = receivable.amount.minor
    deposit, disputed = _minor(receivable.deposit), _minor(receivable.disputed)
    interest, tax = _minor(receivable.interest), _minor(receivable.tax)
    if min(amount, deposit, disputed, interest, tax) < 0:
        raise InvalidInput("input.negative", f"{field}.amount", invoice=receivable.number)
    if tax > amount:
        raise InvalidInput("input.parts_exceed_amount", f"{field}.tax", invoice=receivable.number)
    left = amount - deposit - disputed - interest
    if left < 0:
        raise InvalidInput("input.parts_exceed_amount", f"{field}.amount", invoice=receivable.number)
    outside = 0 if includes_tax else min(tax, left)
    return Parts(left - outside, outside, interest, disputed)

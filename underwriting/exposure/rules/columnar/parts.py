"""The accounts of invoices as columns: their open parts before and after receipts, in policy currency.

The columnar form of `Account` and `Parts`, for invoices without interest in their amount.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from underwriting.exposure.rules.columnar.book import Flags, Ints, Invoices
from underwriting.exposure.rules.columnar.exact import proportion


@dataclass(frozen=True, slots=True)
class Open:
    """What is open of invoices: what can be insured, the tax beside it, what is in dispute."""

    insurable: Ints
    tax: Ints
    disputed: Ints

    @property
    def total(self) -> Ints:
        return self.insurable + self.tax + self.disputed

    def paid(self, amount: Ints) -> Open:
        """After a payment: the undisputed part first, its net and tax in proportion."""
        if not amount.any():
            return self
        undisputed = self.insurable + self.tax
        paid = np.minimum(amount, undisputed)
        net = paid.copy()
        mixed = np.flatnonzero((self.tax > 0) & (paid > 0))
        if len(mixed):
            net[mixed] = proportion(paid[mixed], self.insurable[mixed], undisputed[mixed])
        return Open(self.insurable - net, self.tax - (paid - net), self.disputed - (amount - paid))


@dataclass(frozen=True, slots=True)
class Accounts:
    """Invoices in their own currency, ready to be converted; `own` are the open parts before any receipt."""

    invoices: Invoices
    own: Open
    gross: Ints
    deposit: Ints

    def in_policy_currency(self, own: Open) -> Open:
        """Each invoice is converted as a whole and rounded by itself; its parts never exceed it."""
        at = np.flatnonzero(self.invoices.foreign)
        if not len(at):
            return own
        left = self._converted(own.total[at], at)
        disputed = np.minimum(self._converted(own.disputed[at], at), left)
        tax = np.minimum(self._converted(own.tax[at], at), left - disputed)
        return Open(
            _with(own.insurable, at, left - disputed - tax), _with(own.tax, at, tax), _with(own.disputed, at, disputed)
        )

    def _converted(self, minor: Ints, at: Ints) -> Ints:
        return proportion(minor, self.invoices.rate_over[at], self.invoices.rate_under[at])


def accounts(invoices: Invoices, includes_tax: Flags) -> Accounts:
    """The parts of invoices whose deposit is taken off; of what is disputed the tax is disputed too."""
    left = invoices.amount - invoices.deposit - invoices.disputed
    outside = np.where(includes_tax, 0, np.minimum(invoices.tax, left))
    begun = Accounts(invoices, Open(left - outside, outside, invoices.disputed), invoices.amount, invoices.deposit)
    at = np.flatnonzero(invoices.foreign)
    if not len(at):
        return begun
    return replace(
        begun,
        gross=_with(invoices.amount, at, begun._converted(invoices.amount[at], at)),
        deposit=_with(invoices.deposit, at, begun._converted(invoices.deposit[at], at)),
    )


def _with(column: Ints, at: Ints, values: Ints) -> Ints:
    changed = column.copy()
    changed[at] = values
    return changed

"""Which sales are declared: those to buyers, countries and sections that the policy is for, insured or not."""

from __future__ import annotations

from collections.abc import Sequence

from insurer.kernel.money import Money
from underwriting.exposure.rules.account import Account
from underwriting.exposure.terms import Receivable


def prepaid(one: Receivable) -> bool:
    """Whether the deposit covers the whole invoice: cash in advance, never a debt."""
    return one.deposit is not None and one.deposit >= one.amount


def insurable_turnover(shipped: Sequence[Receivable], currency: str, *, includes_tax: bool) -> tuple[int, Money]:
    """Number and sum of the invoices without a refusal of buyer, country or section, in policy currency.

    Tax counts where the policy insures it. Premium is due above the limit as well; a deposit is part of the sale. An
    invoice paid in full before shipment is no sale on credit: nothing of it is insurable and no premium is due on it.
    """
    count, minor = 0, 0
    for one in shipped:
        if one.refusals or prepaid(one):
            continue
        account = Account(one, currency, includes_tax=includes_tax, field="receivables")
        tax = 0 if includes_tax or one.tax is None else account.converted(one.tax.minor)
        count += 1
        minor += account.gross - tax
    return count, Money(minor, currency)

"""Which sales are declared: those to buyers, countries and sections that the policy is for, insured or not."""

from __future__ import annotations

from collections.abc import Sequence

from insurer.kernel.money import Money
from underwriting.exposure.rules.account import Account
from underwriting.exposure.terms import Receivable


def insurable_turnover(shipped: Sequence[Receivable], currency: str, *, includes_tax: bool) -> tuple[int, Money]:
    """Number and sum of the invoices without a refusal of buyer, country or section, in policy currency.

    Tax counts where the policy insures it. Premium is due above the limit as well; deposits are sales too.
    """
    count, minor = 0, 0
    for one in shipped:
        if one.refusals:
            continue
        account = Account(one, currency, includes_tax=includes_tax, field="receivables")
        tax = 0 if includes_tax or one.tax is None else account.converted(one.tax.minor)
        count += 1
        minor += account.gross - tax
    return count, Money(minor, currency)

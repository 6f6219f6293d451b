"""To which invoices a difference belongs."""

from __future__ import annotations

from collections.abc import Sequence

from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ReceivableId
from insurer.kernel.money import Money
from underwriting.disputes.terms import OpenDebt


def disputed_parts(
    difference: Money, debts: Sequence[OpenDebt], named: ReceivableId | None = None
) -> dict[ReceivableId, Money]:
    """The part of each invoice that a difference disputes, and not a cent more.

    Of an invoice that the buyer named, else of the oldest due first. Refuses a difference above what is open there.
    """
    chosen = [one for one in debts if named is None or one.receivable == named]
    left, parts = difference, {}
    for one in sorted(chosen, key=lambda debt: (debt.due, debt.receivable)):
        part = min(left, one.undisputed)
        if part.minor > 0:
            parts[one.receivable] = part
            left = left - part
    if left.minor > 0:
        raise InvalidInput("disputes.above_open", "amount", most=difference - left)
    return parts

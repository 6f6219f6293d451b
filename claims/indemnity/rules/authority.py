"""Who may pay a claim: up to a small amount one who approved it, above it a third person."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from insurer.kernel.errors import NotAllowed
from insurer.kernel.ids import PersonId
from insurer.kernel.money import Money

TWO_PEOPLE_UP_TO = Decimal(1000)
"""Units of policy currency up to which examiner, approver and payer may be two people. Source: invariant I37."""


def refuse_payer(
    amount: Money, payer: PersonId | None, examiners: Collection[PersonId], approver: PersonId | None
) -> None:
    """Refuse a payer who examined the claim, and above the threshold one who approved it."""
    if payer is None or payer in examiners:
        raise NotAllowed("approval.same_person")
    if payer == approver and amount > Money.of(TWO_PEOPLE_UP_TO, amount.currency):
        raise NotAllowed("claims.third_person_pays", threshold=Money.of(TWO_PEOPLE_UP_TO, amount.currency))

"""Who may pay a claim: up to a small amount one who approved it, above it a third person."""

from __future__ import annotations

from collections.abc import Collection

from insurer.kernel.errors import NotAllowed
from insurer.kernel.ids import PersonId
from insurer.kernel.money import Money


def refuse_payer(
    amount: Money,
    payer: PersonId | None,
    examiners: Collection[PersonId],
    approver: PersonId | None,
    threshold: Money,
) -> None:
    """Refuse a payer who examined the claim, and above `threshold` one who approved it. Source: invariant I37."""
    if payer is None or payer in examiners:
        raise NotAllowed("approval.same_person")
    if payer == approver and amount > threshold:
        raise NotAllowed("claims.third_person_pays", threshold=threshold)

"""How far several roles of one person reach together."""

from __future__ import annotations

from collections.abc import Sequence

from insurer.kernel.money import Money
from policies.payment_authority.terms import PaymentAct, PaymentAuthority


def furthest(authorities: Sequence[PaymentAuthority], doing: PaymentAct, currency: str) -> Money:
    """The most that the roles together allow in one act of a kind; nothing without a role that does."""
    return max((one.up_to(doing) for one in authorities), default=Money.zero(currency))


def strictest_threshold(authorities: Sequence[PaymentAuthority], currency: str) -> Money:
    """Above it a third person pays: of several roles' thresholds the lowest, nothing where none is known."""
    return min((one.third_person_above for one in authorities), default=Money.zero(currency))

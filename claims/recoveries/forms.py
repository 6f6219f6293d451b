"""The form of a recovery."""

from __future__ import annotations

from flask import g

from claims.recoveries.terms import Holder
from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, ChoiceField, DayField, SafeForm


def _currency() -> str:
    """The currency of the claim's policy, set by the view."""
    return str(g.recovery_currency)


class RecoveryForm(SafeForm):
    """Money that came in after the claim was paid. The sharing is shown before it is booked."""

    received_on = DayField(lazy("Received on"))
    received_by = ChoiceField(lazy("Received by"), of=Holder)
    amount = AmountField(lazy("Amount recovered"), currency=_currency)
    costs = AmountField(lazy("Recovery costs"), currency=_currency, need=False)

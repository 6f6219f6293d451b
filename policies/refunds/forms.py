"""The form of a refund."""

from __future__ import annotations

from typing import Any

from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, DayField, NoteField, SafeForm


def refund_form(currency: str, **rest: Any) -> SafeForm:
    """How much of a credit note is paid out, and why."""

    class RefundForm(SafeForm):
        amount = AmountField(lazy("Amount"), currency=currency)
        reason = NoteField(lazy("Reason"), most=500)

    return RefundForm(**rest)


class PayForm(SafeForm):
    """The day on which the money leaves the bank."""

    paid_on = DayField(lazy("Paid on"))

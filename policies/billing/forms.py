"""Forms of the premium desk."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, DayField, NumberField, SafeForm


def settlement_form(currency: Callable[[], str]) -> type[SafeForm]:
    """The form for money received for a note, or paid back for a credit note, in the note's currency."""

    class SettlementForm(SafeForm):
        amount = AmountField(lazy("Amount"), currency=currency)
        received_on = DayField(lazy("Value date"))

    return SettlementForm


class AdjustmentForm(SafeForm):
    """What the adjustment of a policy with bonus or malus needs to be told."""

    loss_ratio = NumberField(lazy("Loss ratio"), least=Decimal(0), most=Decimal(1000), need=False)

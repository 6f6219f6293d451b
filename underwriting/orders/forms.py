"""Forms of orders: the order to be checked, the seller's own limit and rule, the reason of a release."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import request

from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, ChoiceField, DayField, LineField, NoteField, NumberField, SafeForm
from insurer.reference.facts import currencies
from underwriting.limits.terms import PaymentMethod

LONGEST_TERM = 720


def order_form(buyers: list[tuple[str, str]], currency: str, **rest: Any) -> SafeForm:
    """The order for one policy: its buyers as (public id, name); amounts are in the currency that is chosen."""

    class OrderForm(SafeForm):
        buyer = ChoiceField(lazy("Buyer"), of=lambda: buyers)
        currency = ChoiceField(lazy("Currency"), of=lambda: [(code, code) for code in sorted(currencies())])
        amount = AmountField(lazy("Amount of the order"), currency=lambda: _chosen(currency))
        deposit = AmountField(lazy("Paid before shipment"), currency=lambda: _chosen(currency), need=False)
        payment_days = NumberField(
            lazy("Payment term in days"), whole=True, least=Decimal(0), most=Decimal(LONGEST_TERM)
        )
        method = ChoiceField(lazy("Payment method"), of=PaymentMethod)
        ships_on = DayField(lazy("Day of shipment"))
        reference = LineField(lazy("Your order number"), need=False, most=120)

    return OrderForm(**rest)


def _chosen(usual: str) -> str:
    """The currency that was chosen in the form being read, where it is one."""
    said = request.form.get("currency", "")
    return said if said in currencies() else usual


def own_limit_form(currency: str, **rest: Any) -> SafeForm:
    """What the seller lets one buyer owe."""

    class OwnLimitForm(SafeForm):
        amount = AmountField(lazy("Own limit"), currency=currency)
        payment_days = NumberField(
            lazy("Longest payment term in days"), whole=True, least=Decimal(0), most=Decimal(LONGEST_TERM), need=False
        )
        valid_from = DayField(lazy("From"))
        reason = NoteField(lazy("Reason"), most=1000)

    return OwnLimitForm(**rest)


class RuleForm(SafeForm):
    """From how many days late on orders are held."""

    days = NumberField(lazy("Days late"), whole=True, least=Decimal(0), most=Decimal(365))


class ReleaseForm(SafeForm):
    """Why an order is let through."""

    reason = NoteField(lazy("Reason"), most=1000)

"""Forms of the authority desk: a change for one role in one currency, and the way to one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from insurer.accounts.facts import PORTAL_ROLES, Role
from insurer.infra.languages import label, lazy
from insurer.infra.web.forms import AmountField, ChoiceField, DayField, NoteField, NumberField, SafeForm
from insurer.kernel.money import Money
from policies.facts import PaymentAuthority
from underwriting.authority.panels import role_name
from underwriting.authority.terms import AUTOMATIC, Authority, OverPeriod

CURRENCIES = ("EUR", "USD", "GBP", "CNY", "CHF", "JPY", "PLN")
"""Currencies in which an authority may be set by itself; others are converted at the day's rate."""


def limits_form(currency: str, **rest: Any) -> SafeForm:
    """What a role may grant: in one decision, on one buyer, over a period."""

    class LimitsForm(SafeForm):
        per_decision = AmountField(lazy("In one decision"), currency=currency)
        per_buyer = AmountField(lazy("On one buyer and its group"), currency=currency)
        per_period = AmountField(lazy("By one person over the period"), currency=currency, need=False)
        months = NumberField(lazy("Months of the period"), whole=True, least=Decimal(1), most=Decimal(60), need=False)
        valid_from = DayField(lazy("In force from"))
        reason = NoteField(lazy("Reason"), most=1000)

    return LimitsForm(**rest)


def payments_form(currency: str, **rest: Any) -> SafeForm:
    """What a role may let out of the house."""

    class PaymentsForm(SafeForm):
        settle_up_to = AmountField(lazy("Approves indemnities up to"), currency=currency)
        pay_up_to = AmountField(lazy("Pays indemnities up to"), currency=currency)
        refund_up_to = AmountField(lazy("Agrees to refunds up to"), currency=currency)
        third_person_above = AmountField(lazy("A third person pays above"), currency=currency)
        valid_from = DayField(lazy("In force from"))
        reason = NoteField(lazy("Reason"), most=1000)

    return PaymentsForm(**rest)


def limits_of(form: SafeForm, role: str) -> Authority:
    """The authority that was entered; months without an amount say nothing."""
    most: Money | None = form["per_period"].data
    bound = None if most is None else OverPeriod(most, form["months"].data or 12)
    return Authority(role, form["per_decision"].data, form["per_buyer"].data, bound)


def payments_of(form: SafeForm, role: str) -> PaymentAuthority:
    """The authority over payments that was entered."""
    return PaymentAuthority(
        role=role,
        settle_up_to=form["settle_up_to"].data,
        pay_up_to=form["pay_up_to"].data,
        refund_up_to=form["refund_up_to"].data,
        third_person_above=form["third_person_above"].data,
    )


class ChooseForm(SafeForm):
    """Which authority is to be changed."""

    table = ChoiceField(
        lazy("Authority over"),
        of=lambda: [("limits", str(lazy("Limits"))), ("payments", str(lazy("Payments")))],
    )
    role = ChoiceField(lazy("Role"), of=lambda: [(role, role_name(role)) for role in roles()])
    currency = ChoiceField(lazy("Currency"), of=lambda: [(code, code) for code in CURRENCIES])


def roles() -> list[str]:
    """The system itself and every role of the house, by name."""
    ours = [role for role in Role if role not in PORTAL_ROLES]
    return [AUTOMATIC, *(role.value for role in sorted(ours, key=label))]

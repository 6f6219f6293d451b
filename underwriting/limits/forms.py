"""Forms of limits: asking, deciding, changing, and setting a buyer's capacity."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wtforms import HiddenField

from insurer.infra.languages import lazy, reader_locale
from insurer.infra.web.forms import (
    AmountField,
    ChoiceField,
    DayField,
    LineField,
    NoteField,
    NumberField,
    SafeForm,
    ShareField,
)
from insurer.reference.facts import countries, country_name
from underwriting.limits.states import DecisionReason
from underwriting.limits.terms import PaymentMethod

LONGEST_TERM = 720
REDUCING = tuple(
    reason
    for reason in DecisionReason
    if reason not in (DecisionReason.AS_ASKED, DecisionReason.BETTER_STANDING, DecisionReason.CLEARED)
)
"""The reasons for which a limit becomes smaller."""


def request_form(currency: str, buyers: list[tuple[str, str]], **rest: Any) -> SafeForm:
    """The form for one policy: its currency, its buyers as (public id, name)."""

    class RequestForm(SafeForm):
        buyer = ChoiceField(lazy("Buyer"), of=lambda: buyers, need=False)
        name = LineField(lazy("Name of a new buyer"), need=False)
        country = ChoiceField(lazy("Country"), of=_countries, need=False)
        reference = LineField(lazy("Your customer number"), need=False, most=80)
        amount = AmountField(lazy("Limit needed"), currency=currency)
        payment_days = NumberField(
            lazy("Payment term in days"), whole=True, least=Decimal(0), most=Decimal(LONGEST_TERM), need=False
        )
        method = ChoiceField(lazy("Payment method"), of=PaymentMethod, need=False)

    return RequestForm(**rest)


def decision_form(currency: str, **rest: Any) -> SafeForm:
    """An underwriter's answer in policy currency; nothing granted is a refusal."""

    class DecisionForm(SafeForm):
        amount = AmountField(lazy("Limit granted"), currency=currency)
        reason = ChoiceField(lazy("Reason"), of=DecisionReason)
        ship_from = DayField(lazy("For shipments from"))
        last_day = DayField(lazy("Last day of shipment"), need=False)
        insured_percentage = ShareField(lazy("Insured percentage"), need=False)
        payment_days = NumberField(
            lazy("Payment term in days"), whole=True, least=Decimal(0), most=Decimal(LONGEST_TERM), need=False
        )
        note = NoteField(lazy("Note for the policyholder"), need=False, most=1000)
        why = NoteField(lazy("Why it should be granted"), need=False, most=1000)

    return DecisionForm(**rest)


def change_form(currency: str, **rest: Any) -> SafeForm:
    """A new amount for later shipments; nothing is a withdrawal."""

    class ChangeForm(SafeForm):
        amount = AmountField(lazy("New limit"), currency=currency)
        reason = ChoiceField(lazy("Reason"), of=DecisionReason)
        ship_from = DayField(lazy("For shipments from"))

    return ChangeForm(**rest)


def reduction_form(**rest: Any) -> SafeForm:
    """What is kept of every limit on a buyer; nothing is a withdrawal. `seen` names the list that was looked at."""

    class ReductionForm(SafeForm):
        keep = ShareField(lazy("Part of each limit that stays"), most=Decimal("0.99"))
        reason = ChoiceField(lazy("Reason"), of=REDUCING)
        ship_from = DayField(lazy("For shipments from"))
        seen = HiddenField()

    return ReductionForm(**rest)


def capacity_form(currency: str, **rest: Any) -> SafeForm:
    """The most the insurer will have on a buyer."""

    class CapacityForm(SafeForm):
        capacity = AmountField(lazy("Capacity for this buyer"), currency=currency)

    return CapacityForm(**rest)


def _countries() -> list[tuple[str, str]]:
    named = [(one.alpha2, country_name(one.alpha2, reader_locale())) for one in countries()]
    return sorted(named, key=lambda pair: pair[1])

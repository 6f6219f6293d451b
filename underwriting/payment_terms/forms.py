"""Forms of payment terms: what was agreed with a buyer, and the day from which a due date is worked out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from insurer.infra.languages import lazy
from insurer.infra.web.forms import ChoiceField, DayField, LineField, NumberField, SafeForm, ShareField
from underwriting.payment_terms.terms import LONGEST_DAYS, StartEvent, TermsKind, TradeTerms


class TermsForm(SafeForm):
    """Terms of any kind; which of the last fields count is for the kind to say."""

    kind = ChoiceField(lazy("Kind of terms"), of=TermsKind)
    start = ChoiceField(lazy("Days are counted from"), of=StartEvent)
    days = NumberField(lazy("Days"), whole=True, least=Decimal(0), most=Decimal(LONGEST_DAYS))
    day_of_month = NumberField(lazy("Day of the month"), whole=True, least=Decimal(1), most=Decimal(31), need=False)
    discount = ShareField(lazy("Discount"), need=False)
    discount_days = NumberField(
        lazy("Discount within days"), whole=True, least=Decimal(0), most=Decimal(LONGEST_DAYS), need=False
    )
    deposit = ShareField(lazy("Deposit"), need=False)

    def terms(self) -> TradeTerms:
        """The terms as entered; refused where a part does not belong to the kind."""
        return TradeTerms(
            kind=TermsKind(self.kind.data),
            start=StartEvent(self.start.data),
            days=int(self.days.data),
            day_of_month=_whole(self.day_of_month.data),
            discount=self.discount.data,
            discount_days=_whole(self.discount_days.data),
            deposit=self.deposit.data,
        )


class KeepForm(TermsForm):
    """Terms with a buyer, under a name, from a day on."""

    name = LineField(lazy("Name of the terms"), most=120)
    valid_from = DayField(lazy("For invoices from"))


class DueForm(TermsForm):
    """Terms and the day of their start event."""

    start_day = DayField(lazy("Day of that event"), need=False)


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)

"""Forms of early warning: closing an alert, setting a threshold, entering figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from insurer.advisory.warning.models import FIGURES
from insurer.advisory.warning.states import Action, Outcome
from insurer.advisory.warning.terms import UNITS, CompanyFigures, Indicator, Threshold, Unit
from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, ChoiceField, DayField, NoteField, NumberField, SafeForm, ShareField

MOST_SHARE = Decimal(10)
MOST_NUMBER = Decimal(10_000)


class CloseForm(SafeForm):
    """With what an alert is closed: action and outcome, and a remark."""

    action = ChoiceField(lazy("Action taken"), of=Action)
    outcome = ChoiceField(lazy("Outcome"), of=Outcome)
    note = NoteField(lazy("Remark"), need=False, most=1000)

    @property
    def chosen(self) -> tuple[Action | None, Outcome | None, str]:
        return (
            Action(self.action.data) if self.action.data else None,
            Outcome(self.outcome.data) if self.outcome.data else None,
            self.note.data or "",
        )


def threshold_form(indicator: Indicator, **how: Any) -> SafeForm:
    """The three thresholds of an indicator in its own unit, the day from which they hold, and why."""

    def field(name: str) -> Any:
        label = lazy(f"warning.threshold.{name}")
        if indicator is Indicator.DSO and name == "orange":
            return NumberField(lazy("warning.threshold.rises"), least=Decimal(2), most=Decimal(6), whole=True)
        if UNITS[indicator] is Unit.SHARE or indicator is Indicator.DSO:
            return ShareField(label, most=MOST_SHARE)
        return NumberField(label, least=Decimal(0), most=MOST_NUMBER)

    class ThresholdForm(SafeForm):
        yellow = field("yellow")
        orange = field("orange")
        red = field("red")
        valid_from = DayField(lazy("In force from"))
        reason = NoteField(lazy("Reason"), most=400)

    return ThresholdForm(**how)


def threshold_of(form: SafeForm) -> Threshold:
    """The thresholds that a form holds."""
    return Threshold(*(Decimal(form[name].data) for name in ("yellow", "orange", "red")))


def figures_form(currency: str) -> SafeForm:
    """A policyholder's own figures on a day; whatever is left empty stays unknown."""

    class FiguresForm(SafeForm):
        day = DayField(lazy("Day"))
        current_assets = _amount("current_assets", currency)
        current_liabilities = _amount("current_liabilities", currency)
        receivables = _amount("receivables", currency)
        inventory = _amount("inventory", currency)
        payables = _amount("payables", currency)
        sales = _amount("sales", currency)
        cost_of_sales = _amount("cost_of_sales", currency)
        bank_line = _amount("bank_line", currency)
        bank_drawn = _amount("bank_drawn", currency)

    return FiguresForm()


def _amount(name: str, currency: str) -> AmountField:
    return AmountField(lazy(f"warning.figure.{name}"), currency=currency, need=False)


def figures_of(form: SafeForm) -> CompanyFigures:
    """The figures that a form holds."""
    return CompanyFigures(form["day"].data, **{name: form[name].data for name in FIGURES})

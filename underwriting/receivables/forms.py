"""Forms of the receivables ledger: the file, and what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from insurer.infra.languages import _, lazy
from insurer.infra.web.forms import ChoiceField, DayField, SafeForm, at_most, required
from insurer.reference.facts import currencies
from underwriting.receivables.states import ImportMode
from underwriting.receivables.terms import REQUIRED_FIELDS, DayOrder, Field


class UploadForm(SafeForm):
    """A ledger file, the day it is stated at, and the currency of rows without one."""

    file = FileField(lazy("Ledger file"), [FileRequired(lazy("input.required"))])
    as_of = DayField(lazy("Stated at the end of"))
    currency = ChoiceField(lazy("Currency, where the file names none"), of=lambda: _codes(), need=False)


class SheetForm(SafeForm):
    """Which sheet of a workbook is the ledger."""

    kept = HiddenField(validators=[required()])
    rows_currency = HiddenField("", [at_most(3)])
    sheet = SelectField(lazy("Sheet of the workbook"), [required(), at_most(200)])


def sheet_form(sheets: Sequence[str], **rest: Any) -> SheetForm:
    """The choice among the sheets of a workbook."""
    form = SheetForm(**rest)
    form.sheet.choices = [SelectChoice(name, name) for name in sheets]
    return form


def mapping_form(headers: Sequence[str], **rest: Any) -> SafeForm:
    """One choice of column per field of a ledger, the currency of rows without one, and the kept file it is about."""
    offered = [SelectChoice("", _("not in the file")), *(SelectChoice(header, header) for header in headers)]
    fields: dict[str, Any] = {
        "kept": HiddenField(validators=[required()]),
        "sheet": HiddenField("", [at_most(200)]),
        "rows_currency": ChoiceField(_("Currency, where the file names none"), of=_codes, need=False),
        "day_order": SelectField(_("Order of days"), choices=_orders()),
        "decimal_mark": SelectField(_("Decimal mark"), choices=_marks()),
        "mode": SelectField(_("What is not in the file"), choices=_modes()),
        "taking": SelectField(_("When rows are refused"), choices=_takings()),
        **{
            field.value: SelectField(
                _(f"ledger_field.{field.value}"), [required()] if field in REQUIRED_FIELDS else [], choices=offered
            )
            for field in Field
        },
    }
    return type("MappingForm", (SafeForm,), fields)(**rest)  # type: ignore[no-any-return]


def _codes() -> list[tuple[str, str]]:
    return [(code, code) for code in sorted(currencies())]


def _orders() -> list[SelectChoice]:
    """How days are written, as the file shows it or as the sender says."""
    return [
        SelectChoice("", _("as the file shows")),
        SelectChoice(DayOrder.DAY_FIRST.value, _("day, month, year: 31.12.2025")),
        SelectChoice(DayOrder.MONTH_FIRST.value, _("month, day, year: 12/31/2025")),
        SelectChoice(DayOrder.YEAR_FIRST.value, _("year, month, day: 2025-12-31")),
    ]


def _marks() -> list[SelectChoice]:
    return [
        SelectChoice("", _("as the file shows")),
        SelectChoice(".", _("point: 1,234.50")),
        SelectChoice(",", _("comma: 1.234,50")),
    ]


def _modes() -> list[SelectChoice]:
    """What the file says of invoices that are not in it."""
    return [
        SelectChoice(ImportMode.INCREMENTAL.value, _("stays as it is")),
        SelectChoice(ImportMode.FULL.value, _("is closed: the file holds everything that is open")),
    ]


def _takings() -> list[SelectChoice]:
    return [
        SelectChoice("", _("the other rows are taken")),
        SelectChoice("whole", _("nothing is taken")),
    ]

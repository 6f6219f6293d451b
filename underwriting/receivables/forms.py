"""Forms of the receivables ledger: the file, and what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from insurer.infra.languages import _, lazy
from insurer.infra.web.forms import ChoiceField, DayField, SafeForm, required
from insurer.reference.facts import currencies
from underwriting.receivables.terms import Field


class UploadForm(SafeForm):
    """A ledger file, the day it is stated at, and the currency of rows without one."""

    file = FileField(lazy("Ledger file"), [FileRequired(lazy("input.required"))])
    as_of = DayField(lazy("Stated at the end of"))
    currency = ChoiceField(lazy("Currency, where the file names none"), of=lambda: _codes(), need=False)


def mapping_form(headers: Sequence[str], **rest: Any) -> SafeForm:
    """One choice of column per field of a ledger, the currency of rows without one, and the kept file it is about."""
    offered = [SelectChoice("", _("not in the file")), *(SelectChoice(header, header) for header in headers)]
    fields: dict[str, Any] = {
        "kept": HiddenField(validators=[required()]),
        "rows_currency": ChoiceField(_("Currency, where the file names none"), of=_codes, need=False),
        **{
            field.value: SelectField(_(f"ledger_field.{field.value}"), choices=offered, validate_choice=True)
            for field in Field
        },
    }
    return type("MappingForm", (SafeForm,), fields)(**rest)  # type: ignore[no-any-return]


def _codes() -> list[tuple[str, str]]:
    return [(code, code) for code in sorted(currencies())]

"""Forms of invoice evidence: the file, and the receivable that is entered from it."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from insurer.infra.languages import lazy
from insurer.infra.web.forms import DayField, LineField, SafeForm


class EvidenceForm(SafeForm):
    """One e-invoice."""

    file = FileField(lazy("E-invoice"), [FileRequired(lazy("input.required"))])


class EnterForm(SafeForm):
    """What the ledger needs besides what the e-invoice states."""

    reference = LineField(lazy("Customer number"), most=120)
    name = LineField(lazy("Name of the buyer"))
    shipped = DayField(lazy("Shipped"))
    due = DayField(lazy("Due date"))

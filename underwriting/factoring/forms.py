"""Forms of assigned receivables: recording an assignment of a buyer's open invoices, taking one back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from wtforms import BooleanField
from wtforms import Field as FormField

from insurer.infra.clock import clock
from insurer.infra.languages import lazy, reader_locale
from insurer.infra.web.forms import ChoiceField, DayField, LineField, NoteField, SafeForm
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ReceivableId
from insurer.reference.facts import countries, country_name
from underwriting.factoring.terms import AssignmentEntry

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def _countries() -> list[tuple[str, str]]:
    named = ((one.alpha2, country_name(one.alpha2, reader_locale())) for one in countries())
    return sorted(named, key=lambda pair: pair[1])


class AssignForm(SafeForm):
    """To whom, under which agreement, with which notice and registration. Built for open invoices of one buyer."""

    assignee = LineField(lazy("Factor or bank"))
    country = ChoiceField(lazy("Country of the factor or bank"), of=_countries)
    agreement = LineField(lazy("Agreement, reference"), most=160)
    recourse = BooleanField(lazy("with recourse to the seller"))
    assigned_on = DayField(lazy("Assigned on"))
    notified_on = DayField(lazy("Notice to the buyer on"), need=False)
    registration = LineField(lazy("Registration number"), need=False, most=60)
    registered_on = DayField(lazy("Day of registration"), need=False)
    registered_time = LineField(lazy("Time of registration"), need=False, most=5)

    known: Sequence[tuple[ReceivableId, str]] = ()

    @property
    def invoices(self) -> list[FormField]:
        return [self[f"invoice_{key}"] for key, _name in self.known]

    def entry(self) -> AssignmentEntry:
        """What was entered; a time of registration is the house's own."""
        return AssignmentEntry(
            assignee=self.assignee.data,
            country=self.country.data,
            agreement=self.agreement.data,
            recourse=self.recourse.data,
            assigned_on=self.assigned_on.data,
            notified_on=self.notified_on.data,
            registration=self.registration.data or "",
            registered_at=self._registered_at(),
            receivables=tuple(key for key, _name in self.known if self[f"invoice_{key}"].data),
        )

    def _registered_at(self) -> datetime | None:
        if self.registered_on.data is None:
            return None
        written = self.registered_time.data or "00:00"
        found = _TIME.fullmatch(written)
        if found is None:
            raise InvalidInput("factoring.not_a_time", "registered_time", value=written[:5])
        at = time(int(found[1]), int(found[2]))
        return datetime.combine(self.registered_on.data, at, clock().zone).astimezone(UTC)


def assign_form(known: Sequence[tuple[ReceivableId, str]], **rest: Any) -> AssignForm:
    """The form with a box for each of the invoices, given as (id, words)."""
    fields: dict[str, Any] = {f"invoice_{key}": BooleanField(words) for key, words in known}
    form: AssignForm = type("InvoicesAssignForm", (AssignForm,), {**fields, "known": tuple(known)})(**rest)
    return form


class BackForm(SafeForm):
    """Which invoice came back, when and why."""

    receivable = ChoiceField(lazy("Invoice"), of=list)
    day = DayField(lazy("Assigned back on"))
    reason = NoteField(lazy("Reason"), most=1000)


def back_form(invoices: list[tuple[str, str]], **rest: Any) -> BackForm:
    """The form for the invoices of one assignment that stand, as (id, number)."""
    chosen = ChoiceField(lazy("Invoice"), of=lambda: invoices)
    form: BackForm = type("InvoiceBackForm", (BackForm,), {"receivable": chosen})(**rest)
    return form

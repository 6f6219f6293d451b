"""Forms of a policy's terms: one field for every term of the catalogue, a strict reader behind each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from wtforms import BooleanField, Field, HiddenField

from insurer.infra.languages import _, label, lazy, shown
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
from insurer.kernel.errors import InvalidInput
from policies.contracts.rules import reading
from policies.contracts.rules.catalogue import CATALOGUE, Chapter, TermSpec, by_chapter, read_term
from policies.contracts.rules.reading import OneOf, Whole
from policies.contracts.rules.written import from_text, is_compound, to_text
from policies.contracts.terms import Section

_TALL = (reading.rates, reading.bonus_malus)


class TermsForm(SafeForm):
    """All terms of a policy in one currency. Made by `terms_form`; the names of its fields are the terms' keys."""

    def typed_terms(self) -> dict[str, object]:
        """The plain or typed value of every term as entered; raises InvalidInput for what cannot be read."""
        return {key: self._entered(spec) for key, spec in CATALOGUE.items()}

    def refuse(self, refusal: InvalidInput) -> None:
        """A refusal of a part of a term (`premium_rates.0.rate`) stands beside the term."""
        field = self._fields.get(refusal.field.split(".")[0])
        if field is None:
            super().refuse(refusal)
        else:
            field.errors = [*field.errors, _(refusal.code, **refusal.facts)]

    def show_terms(self, values: Mapping[str, object]) -> None:
        """Let the fields show typed values."""
        for key, value in values.items():
            field = self._fields[key]
            if isinstance(value, tuple) and CATALOGUE[key].reader is reading.sections:
                field.data = ",".join(value)
            else:
                field.data = to_text(value) if is_compound(CATALOGUE[key].reader) else value

    def _entered(self, spec: TermSpec) -> object:
        data = self._fields[spec.key].data
        if spec.reader is reading.sections:
            return data.split(",")
        if is_compound(spec.reader):
            value = from_text(spec.reader, data or "", spec.key)
            return None if spec.may_be_empty and not value else value
        return None if data == "" and spec.may_be_empty else data

    def chapters(self) -> list[tuple[Chapter, list[tuple[TermSpec, Field]]]]:
        """The fields by chapter of the conditions."""
        return [
            (chapter, [(spec, self._fields[spec.key]) for spec in specs]) for chapter, specs in by_chapter().items()
        ]


class DraftForm(SafeForm):
    """For which days a policy is and in which language its papers are. The terms stand in their own form."""

    first = DayField(lazy("Inception date"))
    last = DayField(lazy("Expiry date"))
    language = ChoiceField(lazy("Language of its papers"), of=lambda: [("en", "English"), ("zh", "简体中文")])


class EndorsementForm(SafeForm):
    """From which day the changed terms hold, and why; `version` is the policy as the person saw it."""

    valid_from = DayField(lazy("Holds from"))
    reason = LineField(lazy("Reason"))
    version = HiddenField()


class CancellationForm(SafeForm):
    """The first day without cover, and why."""

    cancelled_on = DayField(lazy("First day without cover"))
    reason = LineField(lazy("Reason"))


class DiscardForm(SafeForm):
    """Why a draft is not bound."""

    reason = LineField(lazy("Reason"))


def terms_form(currency: str) -> TermsForm:
    """The form of all terms in one currency, filled from the request when it brings one."""
    fields = {key: _field(spec, currency) for key, spec in CATALOGUE.items()}
    form: TermsForm = type("TermsOfCurrency", (TermsForm,), fields)(prefix="")
    return form


def usual_terms(currency: str) -> dict[str, object]:
    """What a new policy usually says, typed."""
    return {key: read_term(key, spec.usual, currency)[1] for key, spec in CATALOGUE.items()}


def period_of_a_year(today: date) -> tuple[date, date]:
    """The usual period: twelve months from the first of the next month."""
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return first, date(first.year + 1, first.month, 1)


def _field(spec: TermSpec, currency: str) -> Any:
    words, need, reader = lazy(spec.clause), not spec.may_be_empty, spec.reader
    if isinstance(reader, OneOf):
        return ChoiceField(words, of=partial(_choices, spec), need=need)
    if isinstance(reader, Whole):
        return NumberField(words, whole=True, need=need)
    if reader is reading.flag:
        return BooleanField(words)
    if reader is reading.sections:
        return ChoiceField(words, of=_section_choices)
    if reader is reading.amount:
        return AmountField(words, currency=currency, need=need)
    if is_compound(reader):
        if reader in _TALL:
            return NoteField(words, need=False, render_kw={"rows": 2})
        return LineField(words, need=reader is reading.countries)
    return ShareField(words, need=need)


def _choices(spec: TermSpec) -> list[tuple[str, str]]:
    return [(code, _(f"{spec.clause}.{code}")) for code in spec.choices]


def _section_choices() -> list[tuple[str, str]]:
    """Both sections together, then each alone."""
    both, each = ",".join(Section), [(section.value, label(section)) for section in Section]
    return [(both, shown([words for _code, words in each])), *each]

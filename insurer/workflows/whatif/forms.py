"""What can be asked, read from the address of the page: nothing filled in is as it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from flask import request
from wtforms import Field

from claims.facts import DeductibleKind, DeductibleStage
from insurer.infra import languages
from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, ChoiceField, DayField, NumberField, SafeForm, ShareField
from insurer.kernel.errors import InvalidInput
from insurer.workflows.whatif.terms import CoverAsked, IndemnityAsked, PremiumAsked
from policies.facts import PremiumBase, PremiumTerms

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
MOST_DAYS = 3_650
HIGHEST_LOSS_RATIO = Decimal(10)
Choice = TypeVar("Choice", bound=StrEnum)


class NearDayField(DayField):
    """A day of this century: clocks of years can still be added to it."""

    def read(self, typed: str) -> Any:
        day: date = super().read(typed)
        if not FIRST_DAY <= day <= LAST_DAY:
            raise InvalidInput("input.out_of_range", self.name, value=typed[:40])
        return day


class TermChoiceField(ChoiceField):
    """One of the members of an enumeration, or as it stands."""

    def _offered(self) -> list[tuple[str, str]]:
        return [("", languages.here("As it stands")), *super()._offered()[1:]]


class AskedForm(SafeForm):
    """A form that is sent by GET and changes nothing: no token, and its fields are the address of the page."""

    names: ClassVar[tuple[str, ...]] = ()

    class Meta:
        csrf = False

    def __init__(self) -> None:
        super().__init__(formdata=request.args)

    @property
    def asked(self) -> dict[str, str]:
        """What was filled in, as it was typed: with it the page's address can be handed on."""
        return {one.name: value for one in self if (value := request.args.get(one.name, "").strip())}

    def value(self, name: str) -> Any:
        """A field's value; None where the form does not have it or it was left empty."""
        field: Field | None = self._fields.get(name)
        return None if field is None or field.data == "" else field.data


def premium_form(terms: PremiumTerms) -> AskedForm:
    """The fields that mean something for the policy's way of charging."""
    flat, currency = terms.base is PremiumBase.FLAT, terms.currency

    class PremiumForm(AskedForm):
        if flat:
            flat_premium = AmountField(lazy("policy.flat_premium"), currency=currency, need=False)
        else:
            rate = ShareField(lazy("Premium rate"), need=False)
            turnover = AmountField(lazy("Declared turnover"), currency=currency, need=False)
        minimum = AmountField(lazy("policy.minimum_premium"), currency=currency, need=False)
        deposit = AmountField(lazy("policy.deposit_premium"), currency=currency, need=False)
        if terms.bonus_malus:
            loss_ratio = ShareField(lazy("Loss ratio"), most=HIGHEST_LOSS_RATIO, need=False)

    return PremiumForm()


def premium_asked(form: AskedForm) -> PremiumAsked:
    names = ("rate", "minimum", "deposit", "flat_premium", "turnover", "loss_ratio")
    return PremiumAsked(**{name: form.value(name) for name in names})


def cover_form(currency: str, *, one_buyer: bool) -> AskedForm:
    """The terms of cover; a limit is one buyer's."""

    class CoverForm(AskedForm):
        if one_buyer:
            limit = AmountField(lazy("Credit limit"), currency=currency, need=False)
        insured_percentage = ShareField(lazy("policy.insured_percentage"), need=False)
        maximum_extension_days = _days("policy.maximum_extension_days")
        maximum_payment_term_days = _days("policy.maximum_payment_term_days")
        as_of = NearDayField(lazy("As of"), need=False)

    return CoverForm()


def _days(label: str) -> NumberField:
    return NumberField(lazy(label), least=Decimal(0), most=Decimal(MOST_DAYS), whole=True, need=False)


def cover_asked(form: AskedForm) -> CoverAsked:
    names = ("limit", "insured_percentage", "maximum_extension_days", "maximum_payment_term_days")
    return CoverAsked(**{name: form.value(name) for name in names})


def indemnity_form(currency: str) -> AskedForm:
    """The clauses that make an indemnity of a loss, and the day of the loss."""

    class IndemnityForm(AskedForm):
        limit = AmountField(lazy("Credit limit"), currency=currency, need=False)
        insured_percentage = ShareField(lazy("policy.insured_percentage"), need=False)
        deductible = AmountField(lazy("policy.deductible"), currency=currency, need=False)
        deductible_kind = TermChoiceField(lazy("policy.deductible_kind"), of=DeductibleKind, need=False)
        deductible_stage = TermChoiceField(lazy("policy.deductible_stage"), of=DeductibleStage, need=False)
        minimum_loss = AmountField(lazy("policy.minimum_loss"), currency=currency, need=False)
        aggregate_first_loss = AmountField(lazy("policy.aggregate_first_loss"), currency=currency, need=False)
        maximum_liability = AmountField(lazy("policy.maximum_liability"), currency=currency, need=False)
        loss_date = NearDayField(lazy("Date of loss"), need=False)

    return IndemnityForm()


def indemnity_asked(form: AskedForm) -> IndemnityAsked:
    amounts = ("limit", "insured_percentage", "deductible", "minimum_loss", "aggregate_first_loss", "maximum_liability")
    return IndemnityAsked(
        **{name: form.value(name) for name in amounts},
        deductible_kind=_member(DeductibleKind, form.value("deductible_kind")),
        deductible_stage=_member(DeductibleStage, form.value("deductible_stage")),
        loss_date=form.value("loss_date"),
    )


def _member(of: type[Choice], value: str | None) -> Choice | None:
    return None if value is None else of(value)

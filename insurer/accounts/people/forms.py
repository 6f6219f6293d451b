"""Forms of people's rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wtforms import BooleanField, Field, RadioField
from wtforms.fields import SelectChoice

from insurer.accounts.people.panels import KnownCompany, KnownPolicy, register
from insurer.accounts.people.terms import Allowance
from insurer.accounts.terms import ASKS, COMPANY_ROLES, May, Role
from insurer.infra.languages import LANGUAGE_NAMES, here, label, lazy, reader_locale, shown
from insurer.infra.web.forms import AmountField, ChoiceField, DayField, LineField, NoteField, SafeForm
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money

ALL_POLICIES, THESE_POLICIES = "all", "these"


class InviteForm(SafeForm):
    """A new way in, without any right."""

    person_name = LineField(lazy("Person"), most=120)
    name = LineField(lazy("Sign-in name"), most=120, render_kw={"autocomplete": "off"})
    email = LineField(lazy("Mail address"), most=254, render_kw={"type": "email", "autocomplete": "off"})
    locale = ChoiceField(lazy("Language"), of=lambda: list(LANGUAGE_NAMES.items()))


class RoleForm(SafeForm):
    """A role to be put forward for a second administrator."""

    role = ChoiceField(lazy("Role"), of=Role)
    first = DayField(lazy("First day"))
    last = DayField(lazy("Last day"), need=False)
    reason = LineField(lazy("Reason"), most=400)


class ReasonForm(SafeForm):
    """Why something is taken away, given back or declined."""

    reason = LineField(lazy("Reason"), most=400)


class MandateForm(SafeForm):
    """For which company somebody outside the house stands."""

    company = LineField(lazy("Company"), render_kw={"list": "companies", "autocomplete": "off"})
    first = DayField(lazy("First day"))
    last = DayField(lazy("Last day"), need=False)
    reading_only = BooleanField(lazy("Reading only: no limits may be requested for this company"))
    reference = LineField(lazy("Signed mandate, reference"), most=160)

    def chosen(self) -> KnownCompany:
        """The company that was named; refuses a name that is not exactly one company's."""
        found = register().find(self.company.data)
        if found is None:
            raise InvalidInput("people.no_such_company", "company")
        return found


class EndMandateForm(ReasonForm):
    """When a mandate ends: after a day, or at once."""

    last = DayField(lazy("Last day"), need=False)


class SignOffForm(SafeForm):
    """What the reviewer found."""

    findings = NoteField(lazy("What was found, and what follows from it"))


class ColleagueForm(SafeForm):
    """What a company leaves to one of its people: role, acts, policies, amounts. Built for the company's policies."""

    role = ChoiceField(lazy("Role"), of=lambda: [(role.value, label(role)) for role in Role if role in COMPANY_ROLES])
    which = RadioField(
        lazy("Policies"),
        default=ALL_POLICIES,
        choices=[
            SelectChoice(ALL_POLICIES, lazy("All policies, later ones too")),
            SelectChoice(THESE_POLICIES, lazy("Only these policies:")),
        ],
    )

    own_policies: Sequence[KnownPolicy] = ()
    currencies: Sequence[str] = ()

    @property
    def acts(self) -> list[Field]:
        return [self[_act(may)] for may in ASKS]

    @property
    def policies(self) -> list[Field]:
        return [self[_policy(policy)] for policy in self.own_policies]

    @property
    def amounts(self) -> list[tuple[Field, Field]]:
        return [(self[f"limit_{currency}"], self[f"claim_{currency}"]) for currency in self.currencies]

    def allowance(self) -> Allowance:
        """What was entered; refuses `only these` without any."""
        chosen = frozenset(policy.id for policy in self.own_policies if self[_policy(policy)].data)
        only = self.which.data == THESE_POLICIES
        if only and not chosen:
            raise InvalidInput("people.choose_own_policies", "which")
        return Allowance(
            acts=frozenset(may for may in ASKS if self[_act(may)].data),
            policies=chosen if only else None,
            limit_requests=self._bounds("limit"),
            claims=self._bounds("claim"),
        )

    def _bounds(self, what: str) -> tuple[Money, ...]:
        found = (self[f"{what}_{currency}"].data for currency in sorted(self.currencies))
        return tuple(amount for amount in found if amount is not None)


def colleague_form(policies: Iterable[KnownPolicy], invited: bool = False, **settings: object) -> ColleagueForm:
    """The form for these policies; with the fields of an invitation when the colleague is new."""
    own = list(policies)
    currencies = sorted({policy.currency for policy in own})
    fields: dict[str, object] = {_act(may): BooleanField(lazy(f"ask.{may.value}"), default=True) for may in ASKS}
    fields |= {_policy(policy): BooleanField(policy.number) for policy in own}
    for currency in currencies:
        fields[f"limit_{currency}"] = AmountField(lazy("Limit requests up to"), currency=currency, need=False)
        fields[f"claim_{currency}"] = AmountField(lazy("Claims up to"), currency=currency, need=False)
    base = (ColleagueForm, InviteForm) if invited else (ColleagueForm,)
    made = type("OwnColleagueForm", base, {**fields, "own_policies": own, "currencies": currencies})
    form: ColleagueForm = made(**settings)
    return form


def fill(form: ColleagueForm, role: Role | None, allowance: Allowance) -> ColleagueForm:
    """Show what is left to somebody now."""
    form.role.data = role.value if role else ""
    form.which.data = ALL_POLICIES if allowance.policies is None else THESE_POLICIES
    for may in ASKS:
        form[_act(may)].data = may in allowance.acts
    for policy in form.own_policies:
        form[_policy(policy)].data = allowance.policies is not None and policy.id in allowance.policies
    bounds: Mapping[str, tuple[Money, ...]] = {"limit": allowance.limit_requests, "claim": allowance.claims}
    for what, amounts in bounds.items():
        for amount in amounts:
            if f"{what}_{amount.currency}" in form:
                form[f"{what}_{amount.currency}"].data = amount
    return form


def bound_words(amounts: Iterable[Money]) -> str:
    """Bounds in words; none is said as such."""
    return " · ".join(shown(amount, reader_locale()) for amount in amounts) or here("no bound")


def _act(may: May) -> str:
    return f"act_{may.value.replace('.', '_')}"


def _policy(policy: KnownPolicy) -> str:
    return f"policy_{policy.id}"

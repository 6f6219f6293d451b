"""Forms of assignments."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, Field, RadioField
from wtforms.fields import SelectChoice

from insurer.infra.languages import lazy
from insurer.infra.web.forms import DayField, LineField, SafeForm
from insurer.kernel.ids import PartyId

ALL_BUYERS, NAMED_BUYERS = "all", "named"


class AssignForm(SafeForm):
    """Who is paid in the policyholder's place, for which buyers, from when. Built for the policy's buyers."""

    payee = LineField(lazy("Bank or other payee"), render_kw={"autocomplete": "off"})
    reference = LineField(lazy("Assignment, reference"), most=160)
    first = DayField(lazy("First day"))
    last = DayField(lazy("Last day"), need=False)
    which = RadioField(
        lazy("Claim payments"),
        default=ALL_BUYERS,
        choices=[
            SelectChoice(ALL_BUYERS, lazy("for all buyers, later ones too")),
            SelectChoice(NAMED_BUYERS, lazy("for these buyers only:")),
        ],
    )

    known: Sequence[tuple[PartyId, str]] = ()

    @property
    def named(self) -> list[Field]:
        return [self[f"buyer_{buyer}"] for buyer, _name in self.known]

    def buyers(self) -> frozenset[PartyId] | None:
        """The buyers named, None for all."""
        if self.which.data == ALL_BUYERS:
            return None
        return frozenset(buyer for buyer, _name in self.known if self[f"buyer_{buyer}"].data)


class EndForm(SafeForm):
    """After which day an assignment ends."""

    last = DayField(lazy("Last day"))


def assign_form(known: Sequence[tuple[PartyId, str]], **settings: object) -> AssignForm:
    """The form for a policy with these buyers, each as (id, name)."""
    fields = {f"buyer_{buyer}": BooleanField(name) for buyer, name in known}
    form: AssignForm = type("PolicyAssignForm", (AssignForm,), {**fields, "known": tuple(known)})(**settings)
    return form

"""Forms of collection cases."""

from __future__ import annotations

from claims.collections.states import CaseEnd, CollectionStep
from insurer.infra.languages import lazy
from insurer.infra.web.forms import ChoiceField, DayField, LineField, NoteField, SafeForm


class OpenCaseForm(SafeForm):
    """Which buyer under which policy."""

    policy = LineField(lazy("Policy"), most=24)
    buyer = LineField(lazy("Buyer"), most=40)


class StepForm(SafeForm):
    """A step taken, and what came of it."""

    step = ChoiceField(lazy("Step taken"), of=CollectionStep)
    day = DayField(lazy("Taken on"))
    note = NoteField(lazy("What came of it"), need=False, most=2000)


class CloseForm(SafeForm):
    """Why the case is closed."""

    because = ChoiceField(lazy("Why it is closed"), of=CaseEnd)

"""Forms of assessment and payment."""

from __future__ import annotations

from decimal import Decimal

from insurer.infra.languages import lazy
from insurer.infra.web.forms import DayField, SafeForm, ShareField


class AssessForm(SafeForm):
    """The fraction that a person takes off for a late notice; empty is nothing."""

    late_reduction = ShareField(lazy("Reduction for a late notice"), need=False)

    def validate_tried(self) -> bool:
        """Whether the fraction in an address can be tried out; nothing is changed, so no token is asked for."""
        return bool(self.late_reduction.validate(self))

    @property
    def reduction(self) -> Decimal:
        return self.late_reduction.data or Decimal(0)


class PayForm(SafeForm):
    """The day on which the money leaves the bank."""

    paid_on = DayField(lazy("Paid on"))

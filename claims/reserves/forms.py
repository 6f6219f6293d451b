"""The form of a reserve."""

from __future__ import annotations

from flask import g

from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, LineField, SafeForm


def _currency() -> str:
    """The currency of the claim's policy, set by the view."""
    return str(g.reserve_currency)


class ReserveForm(SafeForm):
    """What is set aside, and why."""

    amount = AmountField(lazy("Reserve"), currency=_currency)
    reason = LineField(lazy("Reason"))

"""The form of ceilings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, DayField, NoteField, NumberField, SafeForm, ShareField
from underwriting.accumulation.queries import HOUSE_CURRENCY
from underwriting.accumulation.rules import LARGEST_MULTIPLE
from underwriting.accumulation.terms import Ceilings


class CeilingsForm(SafeForm):
    """What may pile up from a day on."""

    net_assets = AmountField(lazy("Net assets"), currency=HOUSE_CURRENCY)
    per_group = ShareField(lazy("One obligor with its group, of net assets"))
    in_all = NumberField(lazy("In all, times net assets"), least=Decimal(0), most=Decimal(LARGEST_MULTIPLE))
    ceded = ShareField(lazy("Borne by reinsurers"))
    per_country = ShareField(lazy("One country, of the whole"), need=False)
    per_sector = ShareField(lazy("One sector, of the whole"), need=False)
    valid_from = DayField(lazy("In force from"))
    reason = NoteField(lazy("Reason"), most=1000)

    def show(self, ceilings: Ceilings) -> None:
        """Let the fields say what holds now."""
        for name in ("net_assets", "per_group", "in_all", "ceded", "per_country", "per_sector"):
            self[name].data = getattr(ceilings, name)

    def terms(self) -> Ceilings:
        entered: dict[str, Any] = {
            name: self[name].data
            for name in ("net_assets", "per_group", "in_all", "ceded", "per_country", "per_sector", "valid_from")
        }
        return Ceilings(**entered)

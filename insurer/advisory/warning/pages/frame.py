"""What the pages of early warning share: the policy a page is about, names, values in words, the page of a side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import render_template, request

from insurer.advisory.warning.models import WarningRun
from insurer.advisory.warning.states import Side
from insurer.advisory.warning.terms import AT_THRESHOLD, UNITS, Indicator, Threshold, Unit
from insurer.infra.clock import today
from insurer.infra.languages import here, reader_locale, share_shown, shown
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId
from insurer.kernel.rounding import to_places
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from policies.facts import PolicyFacts, PolicyState
from policies.public import policies_list


@dataclass(frozen=True, slots=True)
class Choice:
    """The reader's policies that insure or insured anything, and the one the page is about."""

    policies: tuple[PolicyFacts, ...]
    policy: PolicyFacts | None


def chosen_policy() -> Choice:
    """The policy named by `?policy=`, else the newest one in force today, else the newest."""
    found = tuple(one for one in reversed(policies_list()) if one.state is not PolicyState.DRAFT)
    asked = request.args.get("policy", "")
    if asked:
        policy = next((one for one in found if one.number == asked), None)
        if policy is None:
            raise NotFound("warning.no_such_policy", number=asked[:24])
        return Choice(found, policy)
    current = next((one for one in found if today() in one.period), None)
    return Choice(found, current or next(iter(found), None))


def side_named(side: str) -> Side:
    """Whose warnings a side of the house shows."""
    return Side.HOUSE if side == "desk" else Side.OWN


def buyers_named(ids: Collection[PartyId]) -> dict[PartyId, PartyFacts]:
    """Companies by id."""
    return parties(list(ids))


def name_of(buyers: dict[PartyId, PartyFacts], key: PartyId) -> str:
    """A buyer's name in the reader's script."""
    return buyers[key].shown_name(reader_locale())


def is_stale(run: WarningRun, day: date) -> bool:
    """Whether the day's run has not been made: what stands there is of an earlier day."""
    return run.as_of < day


def value_text(indicator: Indicator, value: Decimal) -> str:
    """A value in its unit, in the reader's figures."""
    unit = UNITS[indicator]
    if unit is Unit.SHARE:
        return share_shown(value, 1)
    places = {Unit.DAYS: 1, Unit.POINTS: 1, Unit.RATIO: 2, Unit.NUMBER: 0}[unit]
    return here(f"warning.value.{unit.value}", value=shown(to_places(value, places)))


def threshold_texts(indicator: Indicator, threshold: Threshold) -> tuple[str, str, str]:
    """The three thresholds in words."""
    if indicator is Indicator.DSO:
        rises = here("warning.value.rises", value=shown(to_places(threshold.orange, 0)))
        return f"+{share_shown(threshold.yellow, 0)}", rises, f"+{share_shown(threshold.red, 0)}"
    if indicator is Indicator.WORKING_CAPITAL:
        low, high = shown(threshold.yellow), shown(threshold.red)
        return f"> 2 … {high}", f"{shown(threshold.orange)} … {low}", f"< {shown(threshold.orange)}"
    sign = "≥ " if indicator in AT_THRESHOLD else "> "
    return (
        sign + value_text(indicator, threshold.yellow),
        sign + value_text(indicator, threshold.orange),
        sign + value_text(indicator, threshold.red),
    )


def shown_page(side: str, page: str, **values: object) -> str:
    """The page of a side."""
    return render_template(f"advisory/warning/{page}.html", layout=f"_layout/{side}.html", side=side, **values)

"""Early warning over all policies: what stands where, the insurer's open alerts, and what was not run today."""

from __future__ import annotations

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from insurer.advisory.warning.models import WarningRun
from insurer.advisory.warning.pages.frame import buyers_named, is_stale, shown_page
from insurer.advisory.warning.pages.overview import alert_line
from insurer.advisory.warning.queries.alerts import alerts_of, last_runs_of, watched
from insurer.advisory.warning.states import AlertLevel, Side
from insurer.infra.clock import today
from insurer.infra.languages import here, reader_locale
from insurer.infra.web.layout import Crumb
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.parties.public import parties
from policies.facts import PolicyFacts, PolicyState
from policies.public import policies_list

MOST_ALERTS = 20
MOST_POLICIES = 100


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy: its last run, the buyers by level, what is expected to be lost on them, the open alerts."""

    policy: PolicyFacts
    holder: str
    run: WarningRun | None
    stale: bool
    levels: dict[AlertLevel, int]
    expected_loss: Money
    alerts: int

    @property
    def worst(self) -> tuple[int, ...]:
        return tuple(-self.levels[level] for level in reversed(AlertLevel))


def house_page() -> ResponseReturnValue:
    """Every policy that is watched, those with the worst buyers first, and the insurer's alerts."""
    day = today()
    policies = [one for one in policies_list() if one.state is not PolicyState.DRAFT and one.period.first <= day]
    runs = last_runs_of([one.id for one in policies])
    alerts = alerts_of(Side.HOUSE, [one.id for one in policies], open_only=True)
    holders = parties([one.policyholder for one in policies])
    open_by: dict[int, int] = {}
    for one in alerts:
        open_by[one.policy_id] = open_by.get(one.policy_id, 0) + 1
    lines = [
        _line(one, holders[one.policyholder].shown_name(reader_locale()), runs.get(one.id), open_by.get(one.id, 0))
        for one in policies
        if one.id in runs or day in one.period
    ]
    shown = alerts[:MOST_ALERTS]
    buyers = buyers_named({PartyId(one.party_id) for one in shown if one.party_id is not None})
    numbers = {one.id: one.number for one in policies}
    return shown_page(
        "desk",
        "house",
        lines=sorted(lines, key=lambda one: (one.worst, one.policy.number))[:MOST_POLICIES],
        levels=list(AlertLevel),
        missed=sum(1 for one in lines if one.run is None or one.stale),
        last=max((run.known_at for run in runs.values()), default=None),
        alerts=[(alert_line(one, buyers), numbers[one.policy_id]) for one in shown],
        count=len(alerts),
        today=day,
        crumbs=[Crumb(here("Early warning"))],
    )


def _line(policy: PolicyFacts, holder: str, run: WarningRun | None, alerts: int) -> PolicyLine:
    lines = [] if run is None else watched(run)
    levels = {level: sum(1 for one in lines if one.level is level) for level in AlertLevel}
    lost = Money.total((one.expected_loss for one in lines), policy.currency)
    return PolicyLine(policy, holder, run, run is not None and is_stale(run, today()), levels, lost, alerts)

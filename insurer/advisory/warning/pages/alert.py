"""One alert: what was measured, by which threshold then, what was done, and the ways to act on it in one step."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from claims.public import due_notices, open_case_numbers
from insurer.accounts.facts import May
from insurer.advisory.warning.forms import CloseForm
from insurer.advisory.warning.models import WarningAlert
from insurer.advisory.warning.pages.frame import (
    buyers_named,
    name_of,
    shown_page,
    side_named,
    threshold_texts,
    value_text,
)
from insurer.advisory.warning.queries.alerts import alert_numbered, run_of, steps_of, watched
from insurer.advisory.warning.queries.working_out import reading_behind
from insurer.advisory.warning.services.alerts import acknowledge_alert, close_alert
from insurer.advisory.warning.states import Action, AlertLevel, AlertState, Outcome
from insurer.advisory.warning.terms import Indicator, Threshold
from insurer.infra.clock import today
from insurer.infra.languages import here
from insurer.infra.web.guard import permitted
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import Conflict, InvalidInput, OutOfTurn
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from policies.facts import PolicyFacts
from policies.public import policies_by_id


def alert_page(side: str, number: str, form: CloseForm | None = None, status: int = 200) -> ResponseReturnValue:
    """One alert of the side's own."""
    alert = alert_numbered(number, side_named(side))
    policy = policies_by_id([PolicyId(alert.policy_id)])[PolicyId(alert.policy_id)]
    indicator = Indicator(alert.indicator)
    buyers = buyers_named([PartyId(alert.party_id)] if alert.party_id is not None else [])
    buyer = None if alert.party_id is None else buyers[PartyId(alert.party_id)]
    case = "" if buyer is None else open_case_numbers(policy.id).get(buyer.id, "")
    overdue = buyer is not None and _overdue(policy, buyer)
    found = reading_behind(run_of(alert.run_id), side_named(side), (alert.indicator, int(alert.party_id or 0)))
    page = shown_page(
        side,
        "alert",
        alert=alert,
        policy=policy,
        buyer=buyer,
        name="" if buyer is None else name_of(buyers, buyer.id),
        indicator=indicator,
        level=AlertLevel(alert.level),
        before=AlertLevel(alert.level_before),
        level_names=list(AlertLevel),
        state=AlertState(alert.state),
        value=value_text(indicator, alert.value),
        bounds=threshold_texts(indicator, Threshold.of_plain(alert.threshold)),
        found=found,
        steps=[
            (one, Action(one.action) if one.action else None, Outcome(one.outcome) if one.outcome else None)
            for one in steps_of(alert.id)
        ],
        ways=_ways(side, alert, policy, buyer, overdue=overdue),
        case=case,
        to_collect=overdue and not case,
        form=form or CloseForm(formdata=None),
        today=today(),
        may_act=permitted(May.WARNING_ACT) and alert.state != AlertState.CLOSED,
        crumbs=[Crumb(here("Early warning"), url_for(".overview", policy=policy.number)), Crumb(alert.number)],
    )
    return page, status


def _ways(
    side: str, alert: WarningAlert, policy: PolicyFacts, buyer: PartyFacts | None, *, overdue: bool
) -> list[tuple[str, str]]:
    """The pages on which the alert can be acted on: the limit, the overdue notice, the ledger."""
    if buyer is None:
        return [(here("Ledger against cover"), url_for(f"exposure_{side}.exposure", policy=policy.number))]
    ways = []
    if side == "desk" and permitted(May.LIMIT_DECIDE):
        known: dict[str, Any] = {"public_id": buyer.public_id, "policy": policy.number, "reason": "slow_payment"}
        owed = _owed(alert)
        if owed is not None:
            address = url_for("buyers_desk.buyer", **known, new_limit=owed.plain())
            ways.append((here("Reduce the limit to what is owed"), f"{address}#change"))
        ways.append((here("Withdraw the limit"), f"{url_for('buyers_desk.buyer', **known, new_limit='0')}#change"))
    if side == "portal" and permitted(May.LIMIT_REQUEST):
        ways.append((here("Ask for another limit"), url_for("limits_portal.limits", policy=policy.number)))
    if overdue:
        address = url_for(f"overdues_{side}.buyer", policy=policy.number, buyer=buyer.public_id)
        ways.append((here("Notify what is overdue"), address))
    address = url_for(f"exposure_{side}.exposure", policy=policy.number, buyer=buyer.public_id)
    ways.append((here("Its invoices against cover"), address))
    return ways


def _overdue(policy: PolicyFacts, buyer: PartyFacts) -> bool:
    """Whether something of the buyer is overdue that the reader may notify and collect."""
    return permitted(May.OVERDUE_NOTIFY) and bool(due_notices(policy.id, today(), buyer.id))


def _owed(alert: WarningAlert) -> Money | None:
    """What the buyer owed when the alert was raised, as its run's watch list has it."""
    lines = watched(run_of(alert.run_id))
    return next((one.exposure for one in lines if one.buyer == alert.party_id), None)


def acknowledge_page(side: str, number: str) -> ResponseReturnValue:
    """Take the alert up."""
    alert_numbered(number, side_named(side))
    acknowledge_alert(g.act, number)
    flash(here("The alert is yours to answer."))
    return redirect(url_for(".alert", number=number), 303)


def close_page(side: str, number: str) -> ResponseReturnValue:
    """Close the alert with action and outcome; what is missing is said beside its field."""
    alert_numbered(number, side_named(side))
    form = CloseForm(request.form)
    if not form.validate():
        return alert_page(side, number, form, 422)
    action, outcome, note = form.chosen
    try:
        close_alert(g.act, number, action=action, outcome=outcome, note=note)
    except (InvalidInput, Conflict, OutOfTurn) as refusal:
        field = refusal.field if isinstance(refusal, InvalidInput) else "action"
        form.refuse(InvalidInput(refusal.code, field, **refusal.facts))
        return alert_page(side, number, form, refusal.status)
    flash(here("The alert is closed."))
    return redirect(url_for(".alert", number=number), 303)

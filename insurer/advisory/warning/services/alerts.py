"""Acts on alerts: taking one up, closing it with action and outcome, and escalating what nobody read."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, render_template

from insurer.accounts.facts import May, Role
from insurer.accounts.public import actor_named, entrants, subjects_read
from insurer.advisory.warning.models import WarningAlert, WarningStep
from insurer.advisory.warning.queries.alerts import alert_numbered, unanswered
from insurer.advisory.warning.states import Action, Outcome, Side
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.languages import counted, our_locale, speaking
from insurer.infra.outbox import put_mail
from insurer.kernel.acting import Actor
from insurer.kernel.calendar import add_business_days
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId, PolicyId
from insurer.parties.public import party
from policies.public import policies_by_id

UNREAD_DAYS = 2
"""Business days after which an alert that nobody read goes to the supervisor."""


def side_of(actor: Actor) -> Side:
    """Whose alerts an actor works on: the insurer's people on theirs, everybody else on the policyholder's."""
    return Side.HOUSE if actor.scope.everything else Side.OWN


@command(needs=May.WARNING_ACT)
def acknowledge_alert(act: Act, number: str) -> None:
    """Take an alert up: from now on it is the actor's to answer."""
    alert = _locked(act, number)
    alert.move("acknowledge")
    alert.owner = act.actor.login
    _step(act, alert, "acknowledge")
    _record(act, alert, "warning.acknowledged")


@command(needs=May.WARNING_ACT)
def close_alert(act: Act, number: str, *, action: Action | None, outcome: Outcome | None, note: str = "") -> None:
    """Close an alert with what was done and what came of it; without either it stays open.

    Where nothing was done because it is explained, the note says by what.
    """
    alert = _locked(act, number)
    if action is None:
        raise InvalidInput("warning.close_needs_action", "action")
    if outcome is None:
        raise InvalidInput("warning.close_needs_outcome", "outcome")
    if action is Action.EXPLAINED and not note.strip():
        raise InvalidInput("warning.explained_needs_note", "note")
    alert.move("close")
    alert.owner = alert.owner or act.actor.login
    _step(act, alert, "close", action, outcome, note.strip())
    _record(act, alert, "warning.closed", action=action.value, outcome=outcome.value)


@command(needs=None)
def escalate_unread(act: Act) -> int:
    """Bring alerts that nobody read within two business days before the supervisor: the policyholder's administrators,
    for the insurer's own the managers. Each once."""
    count = 0
    for side in Side:
        late = [
            one for one in unanswered(side, act.at) if add_business_days(one.raised_at.date(), UNREAD_DAYS) < act.today
        ]
        read = subjects_read([f"alert:{one.number}" for one in late])
        unread = [one for one in late if f"alert:{one.number}" not in read]
        for one in unread:
            lock(WarningAlert, one.id)
            one.escalated_at = act.at
            _step(act, one, "escalate")
            _record(act, one, "warning.escalated" if side is Side.OWN else "warning.house_escalated")
        if side is Side.HOUSE and unread:
            _mail_managers(act, unread)
        count += len(unread)
    act.record("policies", "warning.escalations", day=act.today, count=count)
    return count


def _locked(act: Act, number: str) -> WarningAlert:
    found = alert_numbered(number, side_of(act.actor))
    return lock(WarningAlert, found.id)


def _step(
    act: Act,
    alert: WarningAlert,
    move: str,
    action: Action | None = None,
    outcome: Outcome | None = None,
    note: str = "",
) -> None:
    db.session.add(
        WarningStep(
            policyholder_id=alert.policyholder_id,
            alert_id=alert.id,
            move=move,
            action=None if action is None else action.value,
            outcome=None if outcome is None else outcome.value,
            note=note,
            taken_at=act.at,
            taken_by=act.actor.name,
        )
    )


def _record(act: Act, alert: WarningAlert, what: str, **facts: object) -> None:
    """File a step on the timelines of alert, policy and buyer; the policyholder sees nothing of the insurer's."""
    policy = policies_by_id([PolicyId(alert.policy_id)])[PolicyId(alert.policy_id)]
    buyer = None if alert.party_id is None else party(PartyId(alert.party_id)).public_id
    act.record(
        f"alert:{alert.number}",
        what,
        also=(f"policy:{policy.number}", *((f"buyer:{buyer}",) if buyer else ())),
        policyholder=policy.policyholder if alert.side == Side.OWN else None,
        indicator=alert.indicator,
        level=alert.level,
        **facts,
    )


def _mail_managers(act: Act, alerts: Sequence[WarningAlert]) -> None:
    """One mail to each manager about the insurer's alerts that nobody took up, in the manager's language."""
    base = str(current_app.config["SETTINGS"].base_url).rstrip("/")
    for one in entrants(act.today):
        if one.active and one.email and Role.MANAGER in one.roles:
            locale = our_locale(actor_named(one.login, act.today).locale) or "en"
            with speaking(locale):
                body = render_template(
                    "advisory/warning/mail/escalated.txt",
                    numbers=[alert.number for alert in alerts],
                    address=f"{base}/desk/early-warning/",
                )
                title = counted("One alert waits unread", "%(count)s alerts wait unread", len(alerts))
            put_mail(
                act, recipient=one.email, locale=locale, title=title, body=body,
                reference=f"alert:{alerts[0].number}",
            )  # fmt: skip

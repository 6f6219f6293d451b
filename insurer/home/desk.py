"""Where everybody arrives, and what the insurer's people find there: their own work first."""

from __future__ import annotations

from flask import Blueprint, get_template_attribute, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May, Role
from insurer.home.queries.attempts import LATELY, attempts_above_authority
from insurer.home.queries.subject import subject_crumb
from insurer.home.queries.tasks import own_tasks, rates_until
from insurer.home.queries.waiting import claims_by_state, waiting
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import now, today
from insurer.infra.languages import here
from insurer.infra.web.guard import allow, permitted, present_actor, public
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row

start = Blueprint("home", __name__)
desk = Blueprint("home_desk", __name__, url_prefix="/desk")

TASK_COLUMNS = (
    Column("what", "What to do", narrow=True),
    Column("whom", "Whom it concerns", narrow=True),
    Column("paper", "Paper", "code"),
    Column("amount", "Amount", "money", narrow=True),
    Column("day", "By when", narrow=True),
)


@start.get("/")
@public
def begin() -> ResponseReturnValue:
    """To the sign-in, the desk or the portal, by who comes."""
    actor = present_actor()
    if actor is None:
        return redirect(url_for("accounts.sign_in_page"))
    if Role.MANAGER.value in actor.roles:
        return redirect(url_for("portfolio_desk.overview"))
    if May.ASSIGNMENT_READ.value in actor.permissions:
        return redirect(url_for("assigned_portal.overview"))
    return redirect(url_for("home_desk.overview" if actor.scope.everything else "home_portal.overview"))


@desk.get("/")
@allow(May.HOME_READ, May.ACCOUNT_MANAGE)
def overview() -> ResponseReturnValue:
    """What waits for this person, what waits in the house, claims by state, the year so far."""
    own, others = waiting(today(), now())
    return render_template(
        "home/desk/overview.html",
        tasks=_tasks_table(),
        own=own,
        others=others,
        claims=claims_by_state() if permitted(May.CLAIM_READ) else [],
        tried=attempts_above_authority(now()) if permitted(May.AUDIT_READ) else None,
        lately=LATELY,
        rates=rates_until() if permitted(May.REFERENCE_LOAD) else None,
        today=today(),
        may=May,
    )


def _tasks_table() -> Table:
    """The reader's own work as a list, each row leading to where it is done."""
    clock = get_template_attribute("_macros/parts.html", "clock")
    rows = [
        table_row(
            TASK_COLUMNS,
            (task.what, task.whom, task.paper, task.amount, clock(task.day, today(), task.clause) if task.day else ""),
            task.href,
        )
        for task in own_tasks(today())
    ]
    return Table("tasks", TASK_COLUMNS, rows, caption=here("What to do next"))


@desk.get("/timeline/<path:subject>")
@allow(May.HOME_READ)
def events(subject: str) -> ResponseReturnValue:
    """Everything that happened to one policy, buyer, claim or paper, newest first."""
    about = subject_crumb(subject, "desk")
    crumbs = [about, Crumb(here("Timeline"))]
    return render_template("home/desk/timeline.html", about=about, events=timeline(subject), crumbs=crumbs)

"""Assignments at the desk: recorded under a policy, ended by a day."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import here, reader_locale
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import InvalidInput, NotFound, Refusal
from insurer.kernel.ids import PartyId
from insurer.parties.public import parties, parties_named
from insurer.workflows.assigned.forms import EndForm, assign_form
from policies.facts import PolicyFacts
from policies.public import assignments_of, end_assignment, policy_numbered, record_assignment
from underwriting.public import buyers_of

desk = Blueprint("assigned_desk", __name__, url_prefix="/desk/policies/<number>/assignments")


@desk.get("/new")
@allow(May.ASSIGNMENT_RECORD)
def record(number: str) -> ResponseReturnValue:
    policy = policy_numbered(number)
    return _page(policy, assign_form(_buyers(policy), first=max(today(), policy.period.first)))


@desk.post("/new")
@allow(May.ASSIGNMENT_RECORD)
def record_now(number: str) -> ResponseReturnValue:
    """Record who is paid in the policyholder's place."""
    policy = policy_numbered(number)
    form = assign_form(_buyers(policy))
    try:
        if form.validate():
            record_assignment(
                g.act,
                policy.id,
                payee=_payee(form.payee.data),
                reference=form.reference.data,
                buyers=form.buyers(),
                first=form["first"].data,
                last=form["last"].data,
            )
            flash(here("The assignment is recorded."))
            return redirect(url_for("policies_desk.policy", number=number), 303)
    except InvalidInput as refusal:
        form.refuse(InvalidInput(refusal.code, refusal.field.replace("buyers", "which"), **refusal.facts))
    return _page(policy, form, 422)


@desk.get("/<int:assignment>/end")
@allow(May.ASSIGNMENT_RECORD)
def end(number: str, assignment: int) -> ResponseReturnValue:
    policy = _with(number, assignment)
    return _page(policy, EndForm(last=today()))


@desk.post("/<int:assignment>/end")
@allow(May.ASSIGNMENT_RECORD)
def end_now(number: str, assignment: int) -> ResponseReturnValue:
    """End an assignment after a day."""
    policy, form = _with(number, assignment), EndForm()
    try:
        if form.validate():
            end_assignment(g.act, assignment, last=form.last.data)
            flash(here("The assignment ends."))
            return redirect(url_for("policies_desk.policy", number=number), 303)
    except Refusal as refusal:
        field = refusal.field if isinstance(refusal, InvalidInput) else ""
        form.refuse(InvalidInput(refusal.code, field, **refusal.facts))
    return _page(policy, form, 422)


def _with(number: str, assignment: int) -> PolicyFacts:
    """The policy that the assignment is under; another's assignment does not exist there."""
    policy = policy_numbered(number)
    if assignment not in {one.id for one in assignments_of(policy.id)}:
        raise NotFound("assignments.absent", id=assignment)
    return policy


def _buyers(policy: PolicyFacts) -> list[tuple[PartyId, str]]:
    found = parties(list(buyers_of(policy.id)))
    names = [(key, one.shown_name(reader_locale())) for key, one in found.items()]
    return sorted(names, key=lambda pair: pair[1])


def _payee(named: str) -> PartyId:
    """The company of exactly this name or number in the register; nothing is guessed."""
    found = parties_named(named)
    exact = [one for one in found if named in (one.name, one.shown_name(reader_locale()))] or found
    if len(exact) != 1:
        raise InvalidInput("assignments.unknown_payee", "payee", value=named)
    return exact[0].id


def _page(policy: PolicyFacts, form: SafeForm, status: int = 200) -> ResponseReturnValue:
    ending = isinstance(form, EndForm)
    heading = here("End the assignment") if ending else here("Assign claim payments")
    page = render_template(
        "workflows/assigned/desk/end.html" if ending else "workflows/assigned/desk/record.html",
        policy=policy,
        form=form,
        heading=heading,
        back=url_for("policies_desk.policy", number=policy.number),
        crumbs=[
            Crumb(here("Policies"), url_for("policies_desk.policies")),
            Crumb(policy.number, url_for("policies_desk.policy", number=policy.number)),
            Crumb(heading),
        ],
    )
    return page, status

"""Roles: put forward by one administrator, agreed to by another, ended by one."""

from __future__ import annotations

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.people import services
from insurer.accounts.people.desk.entry import desk, person_form, refuse
from insurer.accounts.people.forms import ReasonForm, RoleForm
from insurer.accounts.people.queries.rights import (
    Request,
    requests_waiting,
    rights_on,
)
from insurer.accounts.terms import May, Role
from insurer.infra.clock import today
from insurer.infra.languages import here, label
from insurer.infra.web.guard import allow
from insurer.kernel.errors import NotFound, Refusal


@desk.get("/<login>/roles/new")
@allow(May.ACCOUNT_MANAGE)
def role(login: str) -> ResponseReturnValue:
    return person_form(RoleForm(first=today()), login, here("Put a role forward"), here("Put forward"))


@desk.post("/<login>/roles/new")
@allow(May.ACCOUNT_MANAGE)
def role_now(login: str) -> ResponseReturnValue:
    """Put a role forward; another administrator agrees before it stands."""
    form = RoleForm()
    try:
        if form.validate():
            services.request_role(
                g.act,
                login,
                Role(form.role.data),
                first=form["first"].data,
                last=form["last"].data,
                reason=form.reason.data,
            )
            flash(here("Put forward. Another administrator has to agree."))
            return redirect(url_for(".person", login=login), 303)
    except Refusal as refusal:
        refuse(form, refusal)
    return person_form(form, login, here("Put a role forward"), here("Put forward"), 422)


@desk.post("/requests/<int:request_id>/agree")
@allow(May.ACCOUNT_MANAGE)
def agree(request_id: int) -> ResponseReturnValue:
    """Agree to exactly what was shown."""
    services.agree_to_role(g.act, request_id, seen=request.form.get("seen", ""))
    flash(here("The role stands. The person has to sign in again."))
    return redirect(url_for(".people"), 303)


@desk.get("/requests/<int:request_id>/decline")
@allow(May.ACCOUNT_MANAGE)
def decline(request_id: int) -> ResponseReturnValue:
    one = _asked(request_id)
    return person_form(
        ReasonForm(), one.asked.login, here("Decline the role"), here("Decline the role"), 200, _said(one)
    )


@desk.post("/requests/<int:request_id>/decline")
@allow(May.ACCOUNT_MANAGE)
def decline_now(request_id: int) -> ResponseReturnValue:
    one = _asked(request_id)
    form = ReasonForm()
    if not form.validate():
        return person_form(form, one.asked.login, here("Decline the role"), here("Decline the role"), 422, _said(one))
    services.decline_role(g.act, request_id, reason=form.reason.data)
    flash(here("The role was declined."))
    return redirect(url_for(".people"), 303)


@desk.post("/requests/<int:request_id>/withdraw")
@allow(May.ACCOUNT_MANAGE)
def withdraw(request_id: int) -> ResponseReturnValue:
    services.withdraw_role_request(g.act, request_id)
    flash(here("The request was taken back."))
    return redirect(url_for(".people"), 303)


@desk.get("/<login>/roles/<int:grant>/end")
@allow(May.ACCOUNT_MANAGE)
def end_role(login: str, grant: int) -> ResponseReturnValue:
    return person_form(
        ReasonForm(), login, here("End the role at once"), here("End the role"), 200, _held(login, grant)
    )


@desk.post("/<login>/roles/<int:grant>/end")
@allow(May.ACCOUNT_MANAGE)
def end_role_now(login: str, grant: int) -> ResponseReturnValue:
    form, said = ReasonForm(), _held(login, grant)
    try:
        if form.validate():
            services.end_role_now(g.act, grant, reason=form.reason.data)
            flash(here("The role has ended. The person is signed out everywhere."))
            return redirect(url_for(".person", login=login), 303)
    except Refusal as refusal:
        refuse(form, refusal)
    return person_form(form, login, here("End the role at once"), here("End the role"), 422, said)


def _asked(request_id: int) -> Request:
    found = next((one for one in requests_waiting() if one.id == request_id), None)
    if found is None:
        raise NotFound("people.no_such_request", id=request_id)
    return found


def _said(one: Request) -> str:
    return here("%(role)s for %(person)s, from %(day)s.", role=label(one.asked.role), person=one.person,
                day=one.asked.first)  # fmt: skip


def _held(login: str, grant: int) -> str:
    held = next((one for one in rights_on(login, today()).roles if one.grant == grant), None)
    if held is None:
        raise NotFound("people.no_such_grant", id=grant)
    return here("%(role)s, since %(day)s. The person is signed out everywhere.", role=label(held.role), day=held.first)

"""Mandates: for which companies people outside the house stand, from when, until when."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.people import services
from insurer.accounts.people.desk.entry import desk, person_form, refuse
from insurer.accounts.people.forms import EndMandateForm, MandateForm
from insurer.accounts.people.panels import register
from insurer.accounts.people.queries.rights import (
    broker_mandates,
    rights_on,
)
from insurer.accounts.people.terms import HeldMandate
from insurer.accounts.terms import May
from insurer.infra.clock import today
from insurer.infra.languages import here
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import NotFound, Refusal


@desk.get("/mandates")
@allow(May.ACCOUNT_MANAGE)
def mandates() -> ResponseReturnValue:
    """Every mandate of a broker, past and present."""
    found = broker_mandates(today())
    return render_template(
        "accounts/people/desk/mandates.html",
        mandates=found,
        companies=register().companies([held.company for held in found]),
        crumbs=[Crumb(here("People"), url_for(".people")), Crumb(here("Mandates"))],
    )


@desk.get("/<login>/mandates/new")
@allow(May.ACCOUNT_MANAGE)
def mandate(login: str) -> ResponseReturnValue:
    return person_form(MandateForm(first=today()), login, here("Give a mandate"), here("Give the mandate"))


@desk.post("/<login>/mandates/new")
@allow(May.ACCOUNT_MANAGE)
def mandate_now(login: str) -> ResponseReturnValue:
    form = MandateForm()
    try:
        if form.validate():
            services.give_mandate(
                g.act,
                login,
                form.chosen().id,
                first=form["first"].data,
                last=form["last"].data,
                reading_only=form.reading_only.data,
                reference=form.reference.data,
            )
            flash(here("The mandate is given."))
            return redirect(url_for(".person", login=login), 303)
    except Refusal as refusal:
        refuse(form, refusal)
    return person_form(form, login, here("Give a mandate"), here("Give the mandate"), 422)


@desk.get("/<login>/mandates/<int:mandate_id>/end")
@allow(May.ACCOUNT_MANAGE)
def end_mandate(login: str, mandate_id: int) -> ResponseReturnValue:
    said = _tied(login, mandate_id)
    return person_form(EndMandateForm(), login, here("End the mandate"), here("End the mandate"), 200, said)


@desk.post("/<login>/mandates/<int:mandate_id>/end")
@allow(May.ACCOUNT_MANAGE)
def end_mandate_now(login: str, mandate_id: int) -> ResponseReturnValue:
    """End a mandate after the day entered, at once when none is."""
    form, said = EndMandateForm(), _tied(login, mandate_id)
    try:
        if form.validate():
            services.end_mandate(g.act, mandate_id, last=form["last"].data, reason=form.reason.data)
            flash(here("The mandate ends."))
            return redirect(url_for(".person", login=login), 303)
    except Refusal as refusal:
        refuse(form, refusal)
    return person_form(form, login, here("End the mandate"), here("End the mandate"), 422, said)


def _tied(login: str, mandate_id: int) -> str:
    held: HeldMandate | None = next(
        (one for one in rights_on(login, today()).mandates if one.mandate == mandate_id), None
    )
    if held is None:
        raise NotFound("people.no_such_mandate", id=mandate_id)
    return here("%(company)s, since %(day)s. Without a last day it ends at once.",
                company=register().companies([held.company])[held.company].name, day=held.first)  # fmt: skip

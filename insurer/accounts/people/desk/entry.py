"""The address of the pages of people, and what their forms share."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.people.forms import MandateForm
from insurer.accounts.people.panels import register
from insurer.accounts.people.queries.rights import Entrant, entrant
from insurer.infra.clock import today
from insurer.infra.languages import here
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import InvalidInput, Refusal

desk = Blueprint("people_desk", __name__, url_prefix="/desk/people")


def refuse(form: SafeForm, refusal: Refusal) -> None:
    """Show any refusal in the form, beside its field where it has one."""
    field = refusal.field if isinstance(refusal, InvalidInput) else ""
    form.refuse(InvalidInput(refusal.code, field, **refusal.facts))


def person_form(
    form: SafeForm, login: str, heading: str, submit: str, status: int = 200, said: str = ""
) -> ResponseReturnValue:
    """A form about one person, on a page of its own."""
    one = entrant(login, today())
    crumbs = [Crumb(here("People"), url_for(".people")), Crumb(one.person, url_for(".person", login=login))]
    return entry(form, heading, submit, one, said, crumbs, status)


def entry(
    form: SafeForm,
    heading: str,
    submit: str = "",
    one: Entrant | None = None,
    said: str = "",
    crumbs: list[Crumb] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "accounts/people/desk/entry.html",
        form=form,
        heading=heading,
        submit=submit or here("Send the invitation"),
        one=one,
        said=said,
        policyholders=register().policyholders() if isinstance(form, MandateForm) else [],
        back=url_for(".person", login=one.login) if one else url_for(".people"),
        crumbs=[*(crumbs or [Crumb(here("People"), url_for(".people"))]), Crumb(heading)],
    )
    return page, status

"""Colleagues for a policyholder's administrator: inviting, restricting, ending access, without calling anybody."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.people import services
from insurer.accounts.people.forms import ColleagueForm, bound_words, colleague_form, fill
from insurer.accounts.people.panels import KnownCompany, KnownPolicy, register
from insurer.accounts.people.queries.colleagues import Colleague, colleague, colleagues, latest_acts
from insurer.accounts.people.terms import Allowance
from insurer.accounts.terms import ASKS, COMPANY_ROLES, May, Role
from insurer.infra.clock import today
from insurer.infra.formats import shown
from insurer.infra.languages import here, label, reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput, NotFound, Refusal
from insurer.kernel.ids import PartyId

portal = Blueprint("colleagues_portal", __name__, url_prefix="/portal/colleagues")

COLUMNS = (
    Column("person", "Person", narrow=True),
    Column("login", "Sign-in name", "code"),
    Column("role", "Role", narrow=True),
    Column("left", "What is left to them"),
    Column("state", "State"),
    Column("seen_at", "Last seen", "moment"),
)


@portal.get("/")
@allow(May.COLLEAGUE_MANAGE)
def overview() -> ResponseReturnValue:
    """The people of one's own companies, what each may do, and when they were last here."""
    found = colleagues(_companies(), today())
    rows = [
        table_row(
            COLUMNS,
            (
                one.entrant.person,
                one.entrant.login,
                _roles(one),
                _left(one),
                _state(one),
                one.entrant.seen_at,
            ),
            url_for(".show", login=one.entrant.login),
        )
        for one in found
    ]
    table = Table("colleagues", COLUMNS, rows, caption=here("Colleagues"), empty=here("Nobody is found."))
    return render_template(
        "accounts/people/portal/overview.html", table=table, crumbs=[Crumb(here("Colleagues"))], own=_own()
    )


@portal.get("/new")
@allow(May.COLLEAGUE_MANAGE)
def invite() -> ResponseReturnValue:
    form = colleague_form(_policies(_chosen().id), invited=True)
    form.locale.data = g.act.actor.locale
    return _invite_page(form)


@portal.post("/new")
@allow(May.COLLEAGUE_MANAGE)
def invite_now() -> ResponseReturnValue:
    """Invite a colleague: they choose their password by the link in the mail."""
    company = _chosen()
    form = colleague_form(_policies(company.id), invited=True)
    try:
        if form.validate():
            services.invite_colleague(
                g.act,
                company.id,
                name=form["name"].data,
                person_name=form.person_name.data,
                email=form.email.data,
                locale=form.locale.data,
                role=Role(form.role.data),
                allowance=form.allowance(),
            )
            flash(here("The invitation is on its way."))
            return redirect(url_for(".overview"), 303)
    except Refusal as refusal:
        _refuse(form, refusal)
    return _invite_page(form, 422)


@portal.get("/<login>")
@allow(May.COLLEAGUE_MANAGE)
def show(login: str) -> ResponseReturnValue:
    """One colleague: what is left to them, what they did last."""
    one = colleague(login, _companies(), today())
    role = next((role for role in one.entrant.roles if role in COMPANY_ROLES), None)
    return _page(one, fill(colleague_form(_policies(*one.companies)), role, one.allowance))


@portal.post("/<login>")
@allow(May.COLLEAGUE_MANAGE)
def change(login: str) -> ResponseReturnValue:
    """Give another role or leave them other acts, policies or amounts, from now on."""
    one = colleague(login, _companies(), today())
    form = colleague_form(_policies(*one.companies))
    try:
        if form.validate():
            services.restrict_colleague(g.act, login, role=Role(form.role.data), allowance=form.allowance())
            flash(here("Changed from now on. Your colleague has to sign in again."))
            return redirect(url_for(".show", login=login), 303)
    except Refusal as refusal:
        _refuse(form, refusal)
    return _page(one, form, 422)


@portal.post("/<login>/end")
@allow(May.COLLEAGUE_MANAGE)
def end(login: str) -> ResponseReturnValue:
    """Take the access away at once."""
    one = colleague(login, _companies(), today())
    try:
        services.end_colleague(g.act, login)
    except Refusal as refusal:
        form = fill(colleague_form(_policies(*one.companies)), None, one.allowance)
        _refuse(form, refusal)
        return _page(one, form, refusal.status)
    flash(here("The access has ended. Your colleague is signed out everywhere."))
    return redirect(url_for(".overview"), 303)


def _page(one: Colleague, form: ColleagueForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "accounts/people/portal/show.html",
        one=one,
        form=form,
        own=one.entrant.person_id == g.act.actor.person,
        state=_state(one),
        roles=_roles(one),
        acts=latest_acts(one.entrant.login),
        crumbs=[Crumb(here("Colleagues"), url_for(".overview")), Crumb(one.entrant.person)],
    )
    return page, status


def _invite_page(form: ColleagueForm, status: int = 200) -> ResponseReturnValue:
    heading = here("Invite a colleague")
    page = render_template(
        "accounts/people/portal/invite.html",
        form=form,
        company=_chosen(),
        companies=_own(),
        crumbs=[Crumb(here("Colleagues"), url_for(".overview")), Crumb(heading)],
    )
    return page, status


def _companies() -> frozenset[PartyId]:
    found: frozenset[PartyId] = g.act.actor.scope.policyholders
    return found


def _own() -> list[KnownCompany]:
    return sorted(register().companies(_companies()).values(), key=lambda one: one.name)


def _chosen() -> KnownCompany:
    """The company named in the address, else the first of one's own; another's does not exist."""
    own = _own()
    asked = request.args.get("company", "")
    found = next((one for one in own if one.public_id == asked), None) if asked else next(iter(own), None)
    if found is None:
        raise NotFound("people.no_such_company")
    return found


def _policies(*companies: PartyId) -> list[KnownPolicy]:
    return list(register().policies(frozenset(companies)))


def _roles(one: Colleague) -> str:
    return _list(label(role) for role in one.entrant.roles) or here("none")


def _list(words: Iterable[str]) -> str:
    return shown(list(words), reader_locale())


def _state(one: Colleague) -> str:
    if not one.standing:
        return here("access ended")
    if not one.entrant.active:
        return here("disabled")
    return here("invited") if one.entrant.invited else here("active")


def _left(one: Colleague) -> str:
    """What is left to a colleague in a line: everything, or what is not."""
    if not one.standing:
        return ""
    reads = Role.POLICYHOLDER_READER in one.entrant.roles
    return " · ".join(_parts(one.allowance, reads)) or here("everything their role allows")


def _parts(left: Allowance, reads: bool) -> list[str]:
    found = []
    if not reads and (missing := [may for may in ASKS if may not in left.acts]):
        found.append(here("not: %(acts)s", acts=_list(here(f"ask.{may.value}") for may in missing)))
    if left.policies is not None:
        found.append(here("only %(policies)s", policies=_list(register().numbers(left.policies))))
    if left.limit_requests:
        found.append(here("limits up to %(amount)s", amount=bound_words(left.limit_requests)))
    if left.claims:
        found.append(here("claims up to %(amount)s", amount=bound_words(left.claims)))
    return found


def _refuse(form: ColleagueForm, refusal: Refusal) -> None:
    field = refusal.field if isinstance(refusal, InvalidInput) else ""
    form.refuse(InvalidInput(refusal.code, "which" if field == "policies" else field, **refusal.facts))

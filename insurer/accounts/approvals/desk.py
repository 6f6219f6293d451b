"""The approvals desk: everything that waits for a second person, each matter in words, agreed to or declined."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.approvals import pages
from insurer.accounts.approvals.forms import DeclineForm
from insurer.accounts.approvals.panels import approval_kind, checkable_kinds
from insurer.accounts.approvals.queries import decided_matters, makers_of, matter, waiting_matters
from insurer.accounts.approvals.services import agree_to_matter, decline_matter
from insurer.accounts.approvals.states import ApprovalState
from insurer.accounts.approvals.terms import Matter
from insurer.accounts.terms import May
from insurer.infra.clock import now
from insurer.infra.languages import _
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.kernel.acting import Actor
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refusal

desk = Blueprint("approvals_desk", __name__, url_prefix="/desk/approvals")
LATELY = 50


@desk.get("/")
@allow(May.APPROVAL_READ)
def overview() -> ResponseReturnValue:
    """What waits for the reader, what the reader put forward, and what was decided lately."""
    actor: Actor = g.act.actor
    kinds, mine = checkable_kinds(actor.permissions), actor.person
    waiting = waiting_matters(None if _sees_all(actor) else kinds, mine)
    own = [one for one in waiting if one.maker == mine]
    for_reader = [one for one in waiting if one.kind in kinds and one.maker != mine]
    others = [one for one in waiting if one not in own and one not in for_reader]
    at = now()
    return render_template(
        "accounts/approvals/desk/overview.html",
        count=len(for_reader),
        for_reader=pages.waiting_table("to_check", for_reader, at, _("For you to check"), _("Nothing waits for you.")),
        own=pages.waiting_table("own", own, at, _("You put forward"), "") if own else None,
        others=pages.waiting_table("others", others, at, _("Waiting for others"), "") if others else None,
        decided=pages.decided_table(
            decided_matters(None if _sees_all(actor) else kinds, mine, LATELY),
            _("Decided lately"),
            _("Nothing was decided yet."),
        ),
        crumbs=[Crumb(_("Approvals"))],
    )


@desk.get("/<int:approval_id>")
@allow(May.APPROVAL_READ)
def show(approval_id: int) -> ResponseReturnValue:
    """One matter: exactly what it says, before and after, who put it forward and why."""
    return _page(_visible(approval_id), DeclineForm(formdata=None))


@desk.post("/<int:approval_id>/agree/<digest>")
@allow(May.APPROVAL_CHECK)
def agree(approval_id: int, digest: str) -> ResponseReturnValue:
    """Agree to what was read; it is carried out in the same moment."""
    found = _visible(approval_id)
    try:
        agree_to_matter(g.act, approval_id, digest=digest)
    except (Conflict, NotAllowed, InvalidInput) as refusal:
        return _page(_visible(approval_id), DeclineForm(formdata=None), refusal), refusal.status
    flash(_("Agreed to: %(what)s.", what=pages.wording(found).heading), "good")
    return redirect(url_for(".overview"), 303)


@desk.post("/<int:approval_id>/decline/<digest>")
@allow(May.APPROVAL_READ)
def decline(approval_id: int, digest: str) -> ResponseReturnValue:
    """Say no, or take back one's own, with the reason."""
    found, form = _visible(approval_id), DeclineForm()
    if not form.validate():
        return _page(found, form), 422
    try:
        decline_matter(g.act, approval_id, digest=digest, reason=form.reason.data)
    except (Conflict, NotAllowed, InvalidInput) as refusal:
        return _page(_visible(approval_id), form, refusal), refusal.status
    own = found.maker == g.act.actor.person
    what = pages.wording(found).heading
    flash(_("Taken back: %(what)s.", what=what) if own else _("Declined: %(what)s.", what=what), "good")
    return redirect(url_for(".overview"), 303)


def _sees_all(actor: Actor) -> bool:
    """An auditor and a manager read every matter, whoever may check it."""
    return May.AUDIT_READ in actor.permissions


def _visible(approval_id: int) -> Matter:
    """The matter, for those who may check its kind, put it forward, or read the whole trail."""
    actor: Actor = g.act.actor
    found = matter(approval_id)
    if _sees_all(actor) or found.maker == actor.person or found.kind in checkable_kinds(actor.permissions):
        return found
    raise NotFound("approval.absent", id=approval_id)


def _page(found: Matter, form: DeclineForm, refusal: Refusal | None = None) -> str:
    actor: Actor = g.act.actor
    said, kind = pages.as_read(pages.wording(found)), approval_kind(found.kind)
    waiting = found.state is ApprovalState.WAITING
    makers = makers_of(found.kind, found.subject)
    may_check = kind is not None and {kind.checks, May.APPROVAL_CHECK} <= actor.permissions
    return render_template(
        "accounts/approvals/desk/show.html",
        matter=found,
        said=said,
        changes=pages.changes(said),
        kind=pages.kind_name(found.kind),
        age=pages.age(found, now()),
        refused="" if refusal is None else _(refusal.code, **refusal.facts),
        form=form,
        own=found.maker == actor.person,
        may_agree=waiting and may_check and actor.person not in makers,
        may_decline=waiting and kind is not None and (may_check or found.maker == actor.person),
        made_a_version=waiting and may_check and actor.person in makers,
        crumbs=[Crumb(_("Approvals"), url_for(".overview")), Crumb(said.heading)],
    )

"""Re-scored buyers that wait for an underwriter's review."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.languages import here, lazy, reader_locale
from insurer.infra.web.forms import NoteField, SafeForm
from insurer.infra.web.guard import allow, permitted
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import Conflict
from insurer.parties.public import parties
from underwriting.pooling.queries import rescores_to_review
from underwriting.pooling.services import review_rescore
from underwriting.pooling.terms import Cause, PaymentBehaviour

desk = Blueprint("pooling_desk", __name__, url_prefix="/desk/re-scored-buyers")


class ReviewForm(SafeForm):
    """What was concluded."""

    note = NoteField(lazy("What was concluded"), most=400)


@desk.get("/")
@allow(May.LIMIT_READ)
def reviews() -> ResponseReturnValue:
    """The oldest first."""
    return _page()


@desk.post("/<int:rescore>")
@allow(May.LIMIT_DECIDE)
def review(rescore: int) -> ResponseReturnValue:
    """Note that the limits were looked at."""
    form = ReviewForm(request.form)
    if not form.validate():
        return _page(rescore, form), 422
    try:
        review_rescore(g.act, rescore, note=form.note.data)
        flash(here("The review is kept."))
    except Conflict as refusal:
        flash(here(refusal.code, **refusal.facts))
    return redirect(url_for(".reviews"), 303)


def _page(asked: int = 0, form: ReviewForm | None = None) -> str:
    rows = rescores_to_review()
    buyers = parties([row.party_id for row in rows])
    return render_template(
        "underwriting/pooling/desk/reviews.html",
        lines=[
            (
                row,
                buyers[row.party_id],
                buyers[row.party_id].shown_name(reader_locale()),
                PaymentBehaviour(row.before),
                PaymentBehaviour(row.after),
                Cause(row.cause),
            )
            for row in rows
        ],
        asked=asked,
        form_for=lambda key: form if form is not None and key == asked else ReviewForm(formdata=None),
        may_review=permitted(May.LIMIT_DECIDE),
        crumbs=[Crumb(here("Re-scored buyers"))],
    )

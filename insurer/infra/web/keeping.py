"""The forms above a list: keep what it shows as a view, rename it, open the list in it, forget it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BuildError

from insurer.infra import saved_views
from insurer.infra.jobs.running import house_act
from insurer.infra.languages import _
from insurer.infra.web.forms import tidy
from insurer.infra.web.guard import GUARD, PUBLIC, SIGNED_IN, present_actor, signed_in
from insurer.infra.web.views import ALL, KEEPER
from insurer.kernel.errors import InvalidInput, NotFound

views = Blueprint("views", __name__, url_prefix="/views")


def init_views(app: Flask) -> None:
    """Let the readers of `app` keep views of its lists."""
    app.extensions[KEEPER] = saved_views.views_of
    app.register_blueprint(views)


@views.post("/")
@signed_in
def save() -> ResponseReturnValue:
    """Keep the list as it stands under a name."""
    place, name = _place(), _name()
    kept = saved_views.save_view(
        house_act(), _login(), place, name, _query("query"), request.form.get("default") == "yes"
    )
    flash(_("The view “%(name)s” was saved.", name=name), "good")
    return _back(place, kept, _query("query"))


@views.post("/<int:view_id>/rename")
@signed_in
def rename(view_id: int) -> ResponseReturnValue:
    """Call the view something else."""
    place, name = saved_views.place_of(_login(), view_id), _name()
    saved_views.rename_view(house_act(), _login(), view_id, name)
    flash(_("The view is now called “%(name)s”.", name=name), "good")
    return _back(place, view_id, _query("query"))


@views.post("/<int:view_id>/prefer")
@signed_in
def prefer(view_id: int) -> ResponseReturnValue:
    """Open the list in this view from now on, or no longer."""
    place, preferred = saved_views.place_of(_login(), view_id), request.form.get("preferred") == "yes"
    saved_views.prefer_view(house_act(), _login(), view_id, preferred)
    flash(_("The list now opens in this view.") if preferred else _("The list opens in its own order again."), "good")
    return _back(place, view_id, _query("query"))


@views.post("/<int:view_id>/delete")
@signed_in
def delete(view_id: int) -> ResponseReturnValue:
    """Forget the view."""
    place = saved_views.place_of(_login(), view_id)
    saved_views.delete_view(house_act(), _login(), view_id)
    flash(_("The view was deleted."), "good")
    return _back(place, ALL, "")


def _login() -> str:
    actor = present_actor()
    assert actor is not None  # the guard has let nobody else in
    return actor.login


def _place() -> str:
    """The list that the form stands above: a page without arguments of its own that its sender may read."""
    place = request.form.get("place", "")
    view, actor = current_app.view_functions.get(place), present_actor()
    needs = getattr(view, GUARD, PUBLIC)
    if view is None or needs in (PUBLIC, SIGNED_IN) or actor is None or actor.permissions.isdisjoint(needs):
        raise NotFound("row.absent", kind="list", key=place[:60])
    return place


def _name() -> str:
    name = " ".join((tidy(request.form.get("name")) or "").split())
    if not name or not name.isprintable():
        raise InvalidInput("input.required" if not name else "input.hidden_characters", "name")
    return name


def _query(field: str) -> str:
    """What is asked of the list, brought into one form."""
    return urlencode([(key, value) for key, value in parse_qsl(request.form.get(field, "")) if key != "view"])


def _back(place: str, view: int | str, query: str) -> ResponseReturnValue:
    """To the list, in the view that was just dealt with and beside what the page was about."""
    asked = [*parse_qsl(request.form.get("beside", "")), *parse_qsl(query), ("view", str(view))]
    try:
        address = url_for(place)
    except BuildError:
        raise NotFound("row.absent", kind="list", key=place[:60]) from None
    return redirect(f"{address}?{urlencode(asked)}", 303)

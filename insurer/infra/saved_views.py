"""Saved views: a reader keeps the sort order and the filters of a list under a name, for themselves alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, String, Text, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.commands import Act, command
from insurer.infra.db import Model, db
from insurer.infra.web.views import KeptView
from insurer.kernel.errors import InvalidInput, NotFound

MOST_VIEWS = 30
LONGEST_NAME = 60
LONGEST_QUERY = 2000


class SavedView(Model):
    """One view of one list for one login; `place` is the list's endpoint, `query` what is asked of it."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("login", "place", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    query: Mapped[str] = mapped_column(Text)
    is_default: Mapped[bool]
    saved_at: Mapped[datetime]


def views_of(login: str, place: str) -> list[KeptView]:
    """The views that a login keeps of a list, by name."""
    columns = (SavedView.id, SavedView.name, SavedView.query, SavedView.is_default)
    kept = select(*columns).where(SavedView.login == login, SavedView.place == place).order_by(SavedView.name)
    return [KeptView(*row) for row in db.session.execute(kept)]


def place_of(login: str, view_id: int) -> str:
    """The list that one of the login's own views is of; another's view does not exist."""
    return _own(login, view_id).place


@command(needs=None)
def save_view(act: Act, login: str, place: str, name: str, query: str, default: bool) -> int:
    """Keep what is asked of a list under a name; a name that is known is given the new content."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInput("input.too_long", "name", most=LONGEST_NAME)
    if len(query) > LONGEST_QUERY:
        raise InvalidInput("input.too_long", "query", most=LONGEST_QUERY)
    view = db.session.scalar(_views(login, place).where(SavedView.name == name))
    if view is None:
        kept = db.session.scalar(select(func.count()).select_from(_views(login, place).subquery())) or 0
        if kept >= MOST_VIEWS:
            raise InvalidInput("views.too_many", "name", most=MOST_VIEWS)
        view = SavedView(login=login, place=place, name=name, is_default=False)
        db.session.add(view)
    view.query, view.saved_at = query, act.at
    db.session.flush()
    if default:
        _open_in(view)
    act.record(f"login:{login}", "list_view.saved", place=place, name=name)
    return view.id


@command(needs=None)
def rename_view(act: Act, login: str, view_id: int, name: str) -> None:
    """Give one of the login's views another name, which no other of the same list has."""
    view = _own(login, view_id)
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInput("input.too_long", "name", most=LONGEST_NAME)
    if db.session.scalar(_views(login, view.place).where(SavedView.name == name, SavedView.id != view_id)):
        raise InvalidInput("views.name_taken", "name", name=name)
    act.record(f"login:{login}", "list_view.renamed", place=view.place, name=name, before=view.name)
    view.name = name


@command(needs=None)
def prefer_view(act: Act, login: str, view_id: int, preferred: bool) -> None:
    """Let the list open in this view, or in its own order again."""
    view = _own(login, view_id)
    if preferred:
        _open_in(view)
    else:
        view.is_default = False
    act.record(f"login:{login}", "list_view.preferred", place=view.place, name=view.name, preferred=preferred)


@command(needs=None)
def delete_view(act: Act, login: str, view_id: int) -> None:
    """Forget one of the login's views."""
    view = _own(login, view_id)
    act.record(f"login:{login}", "list_view.deleted", place=view.place, name=view.name)
    db.session.delete(view)


def _views(login: str, place: str) -> Select[SavedView]:
    return select(SavedView).where(SavedView.login == login, SavedView.place == place)


def _own(login: str, view_id: int) -> SavedView:
    found = db.session.scalar(select(SavedView).where(SavedView.id == view_id, SavedView.login == login))
    if found is None:
        raise NotFound("row.absent", kind=SavedView.__name__, key=view_id)
    return found


def _open_in(view: SavedView) -> None:
    others = update(SavedView).where(SavedView.login == view.login, SavedView.place == view.place)
    db.session.execute(others.values(is_default=False))
    db.session.flush()
    view.is_default = True

"""The calendar of deadlines: at a secret address for calendar programs, as a download for whoever has signed in."""

from __future__ import annotations

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.accounts.public import read_as_bearer
from insurer.home.calendar.documents import calendar_file
from insurer.home.calendar.queries import calendar_days
from insurer.infra.clock import now, today
from insurer.infra.languages import reader_locale, speaking
from insurer.infra.web.guard import NotSignedIn, allow, public

portal = Blueprint("calendar_portal", __name__, url_prefix="/portal")


@portal.get("/calendar.ics")
@allow(May.HOME_READ)
def download() -> ResponseReturnValue:
    """The reader's deadlines as they stand now."""
    return _answer(reader_locale())


@portal.get("/calendar/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The deadlines of the person whose address this is, in that person's language and scope.

    An address that opens nothing, never made or revoked, is answered as if nobody had signed in.
    """
    actor = read_as_bearer(token)
    if actor is None or May.HOME_READ.value not in actor.permissions:
        raise NotSignedIn("session.required")
    return _answer(actor.locale)


def _answer(locale: str) -> Response:
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    with speaking(locale):
        content = calendar_file(calendar_days(today()), now(), base)
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return answer

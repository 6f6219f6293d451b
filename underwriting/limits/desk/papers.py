"""The letter on a limit decision at the desk."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.limits.desk.blueprint import desk
from underwriting.limits.pages import letter_answer


@desk.get("/decisions/<number>.pdf")
@allow(May.LIMIT_READ)
def letter(number: str) -> ResponseReturnValue:
    return letter_answer(number)

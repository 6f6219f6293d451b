"""The insurer's office, a bound policy, and people of the policyholder who can sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.accounts.models import Person
from insurer.accounts.public import open_login
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId, PersonId
from tests.builders.browser import FIRST_PERSON, PASSWORD
from tests.builders.underwriting import Desk

_numbers = count(700)


@pytest.fixture
def desk(in_app: Flask, clock: Any) -> Iterator[Desk]:
    """Underwriting on 2 January 2025."""
    with reading_as(ALL):
        yield Desk(clock).on(date(2025, 1, 2)).opened()
    db.session.remove()


@pytest.fixture
def person() -> Callable[..., None]:
    """Open a login for somebody of a company."""

    def opened(name: str, role: Role, *holders: PartyId, locale: str = "en", email: str | None = None) -> None:
        key = PersonId(FIRST_PERSON + next(_numbers))
        db.session.add(Person(id=key, name=name))
        db.session.commit()
        open_login(house_act(), name, key, PASSWORD, (role,), holders, locale, email)

    return opened

"""The insurer's office and one policyholder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId
from tests.builders.policies import Office


@pytest.fixture
def house(in_app: Flask) -> Iterator[Flask]:
    """The application, read without bounds."""
    with reading_as(ALL):
        yield in_app
    db.session.remove()


@pytest.fixture
def office(house: Flask, clock: Any) -> Office:
    return Office(clock).on(date(2025, 1, 2))


@pytest.fixture
def policyholder(office: Office) -> PartyId:
    return office.company()

"""The claims department on a fresh database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from tests.builders.claims import Department


@pytest.fixture
def house(in_app: Flask) -> Iterator[Flask]:
    """The application, read without bounds."""
    with reading_as(ALL):
        yield in_app
    db.session.remove()


@pytest.fixture
def department(house: Flask, clock: Any) -> Department:
    """A bound policy with a limit of 100 000 on its buyer, and all premium paid later than the tests look."""
    opened = Department.open(clock, premium_due_days=365, instalments=1)
    opened.limit()
    return opened

"""The insurer's office, a bound policy and its first buyer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from tests.builders.underwriting import Desk


@pytest.fixture
def house(in_app: Flask) -> Iterator[Flask]:
    """The application, read without bounds."""
    with reading_as(ALL):
        yield in_app
    db.session.remove()


@pytest.fixture
def desk(house: Flask, clock: Any) -> Desk:
    """Underwriting on 2 January 2025: automatic up to EUR 50,000, a senior up to EUR 2 million."""
    return Desk(clock).on(date(2025, 1, 2)).opened()

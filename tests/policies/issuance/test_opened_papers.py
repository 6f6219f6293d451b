"""A paper that is opened before the worker came is issued there and then; one that rests waits for exactly that."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.infra.documents.issuing import issued_about
from insurer.infra.documents.press import pdf_available
from insurer.infra.jobs.models import Job, JobState
from insurer.infra.jobs.running import resting, sweep
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from tests.builders.browser import signed_in
from tests.builders.policies import Office

pytestmark = pytest.mark.skipif(pdf_available() is not None, reason="PDF output is off: pango is missing")
NOTE = "DN-2025-000001"


def _said(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("rests", [False, True], ids=["that waits", "that rests"])
def test_whoever_opens_a_note_gets_it_issued_and_twice_the_same(app: Flask, clock: object, rests: bool):
    with app.app_context(), reading_as(ALL):
        office = Office(clock)
        with resting(*(("billing.note",) if rests else ())):
            office.bound(office.company(), instalments=1)
    reader = signed_in(app, Role.PREMIUM_OFFICER)

    first, second = (reader.get(f"/desk/premium/notes/{NOTE}.pdf").data for _time in range(2))

    with app.app_context(), reading_as(ALL):
        [issued] = issued_about(f"debit_note:{NOTE}")
        assert issued.number in _said(first)
    assert first == second


def test_nobody_is_told_of_what_rests(in_app: Flask, clock: object):
    with reading_as(ALL):
        office = Office(clock)
        with resting("billing.note"):
            office.bound(office.company(), instalments=1)
        states = dict(iter(db.session.execute(select(Job.kind, Job.state))))
        assert states["billing.note"] == JobState.RESTING
        told = sweep()
        kinds = set(db.session.scalars(select(Job.kind).where(Job.id.in_(told))))
    assert "billing.note" not in kinds

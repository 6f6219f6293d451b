"""Decision letters and confirmations as issued documents: numbered, kept by their hash, never changed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from claims.cases.queries import claim_facts
from claims.indemnity.jobs import DECISION_LETTER, issue_decision_letter, standing_letter
from claims.indemnity.queries import assessment_of
from claims.indemnity.services import reopen_claim
from claims.overdues.jobs import CONFIRMATION, confirmation_state, issue_confirmation
from insurer.accounts.facts import Role
from insurer.accounts.public import open_login
from insurer.infra.db import db
from insurer.infra.documents import press
from insurer.infra.documents.issuing import issued_about, kept_bytes
from insurer.infra.documents.models import IssuedDocument
from insurer.infra.documents.press import NoPdf, PdfUnavailable, pdf_available
from insurer.infra.jobs.models import Job, JobState
from insurer.infra.jobs.running import house_act, run_job
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Conflict
from insurer.kernel.ids import ClaimId, JobId, PersonId
from tests.builders.claims import PEOPLE, ROLES, Department

PRINTS = pdf_available() is None
needs_pdf = pytest.mark.skipif(not PRINTS, reason="PDF output is off: pango is missing")
PASSWORD = "correct horse battery"


def work(kind: str | None = None) -> list[bool]:
    """What a worker does with the jobs that wait, of one kind or all."""
    db.session.rollback()
    waiting = select(Job.id).where(Job.state == JobState.QUEUED).order_by(Job.id)
    jobs = list(db.session.scalars(waiting if kind is None else waiting.where(Job.kind == kind)))
    return [run_job(JobId(job)) for job in jobs]


def said(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def file_of(app: Flask, digest: str) -> Path:
    return Path(app.config["FILES_DIR"]) / digest[:2] / digest


@pytest.fixture
def decided(department: Department) -> ClaimId:
    """An approved claim; the worker has not come by yet."""
    claim = department.assessed()
    department.approve(claim)
    return claim


@needs_pdf
def test_a_decision_and_a_notice_are_each_issued_once_in_the_policys_language(
    house: Flask, department: Department, decided: ClaimId
):
    assert standing_letter(claim_facts(decided)).waiting

    assert (
        work() == [True] * 5
    )  # note and schedule of the policy, the confirmation, the warning about the buyer, the letter
    assert work() == []

    [letter], [confirmation] = issued_about("claim:CL-2025-000001"), issued_about("notice:OV-2025-000001")
    assert [one.number for one in (confirmation, letter)] == ["DO-2025-000003", "DO-2025-000004"]
    assert (letter.kind, letter.language, letter.occasion) == (DECISION_LETTER, "en", "AS-2025-000001")
    assert (confirmation.kind, confirmation.issued_at) == (CONFIRMATION, department.clock.now())
    assert letter.number in said(kept_bytes(letter))
    assert "9,000.00" in said(kept_bytes(letter))
    assert confirmation_state("OV-2025-000001").issued is confirmation


@needs_pdf
def test_a_worker_killed_between_the_bytes_and_the_row_uses_up_no_number(
    house: Flask, department: Department, decided: ClaimId, monkeypatch: Any
):
    def dies(*_arguments: object) -> None:
        raise OSError("the worker died here")

    with monkeypatch.context() as machine:
        machine.setattr("insurer.infra.documents.issuing.keep_file", dies)
        assert work(DECISION_LETTER) == [False]
    assert issued_about("claim:CL-2025-000001") == []

    assert work(DECISION_LETTER) == [True]
    assert [one.number for one in issued_about("claim:CL-2025-000001")] == ["DO-2025-000001"]


@needs_pdf
def test_a_decision_taken_up_again_before_the_worker_came_is_not_sent_out(
    house: Flask, department: Department, decided: ClaimId
):
    number = assessment_of(decided).number
    reopen_claim(department.act("adjuster"), decided, reason="A credit note turned up")

    assert work(DECISION_LETTER) == [False]
    assert db.session.scalars(select(Job).where(Job.kind == DECISION_LETTER)).one().state == JobState.FAILED
    with pytest.raises(Conflict, match="decision_withdrawn"):
        issue_decision_letter(house_act(), decided, number)

    department.assess(decided)
    department.put_forward(decided)
    department.approve(decided)
    assert work(DECISION_LETTER) == [True]
    assert [one.occasion for one in issued_about("claim:CL-2025-000001")] == ["AS-2025-000002"]


@needs_pdf
def test_an_issued_document_is_one_per_occasion_and_never_changed(
    house: Flask, department: Department, decided: ClaimId
):
    work()
    issued = issued_about("claim:CL-2025-000001")[0]
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"):
        db.session.execute(IssuedDocument.__table__.update().values(language="zh"))
    db.session.rollback()

    with pytest.raises(Conflict, match="issued_before"):
        issue_decision_letter(house_act(), decided, "AS-2025-000001")
    with pytest.raises(Conflict, match="issued_before"):
        issue_confirmation(house_act(), "OV-2025-000001")
    assert [one.id for one in issued_about("claim:CL-2025-000001")] == [issued.id]


class Missing(press.Press):
    """A press on a machine without pango."""

    def render(self, html: str, seconds: float = 1) -> bytes:
        raise PdfUnavailable("documents.pdf_unavailable", reason="libpango-1.0.so.0 is missing")


@pytest.fixture
def without_pango(monkeypatch: Any) -> None:
    monkeypatch.setattr(press, "_press", Missing())


def test_without_pango_the_job_fails_with_its_reason_and_can_be_asked_for_again(
    house: Flask, department: Department, decided: ClaimId, without_pango: None, monkeypatch: Any
):
    assert work(DECISION_LETTER) == [False]

    state = standing_letter(claim_facts(decided))
    assert (state.issued, state.waiting) == (None, False)
    assert "libpango-1.0.so.0 is missing" in state.failed
    runner = house.test_cli_runner()
    listed = runner.invoke(args=["jobs", "failed"]).output
    assert "claim:CL-2025-000001" in listed
    assert "libpango" in listed

    job = db.session.scalars(select(Job.id).where(Job.kind == DECISION_LETTER)).one()
    assert runner.invoke(args=["jobs", "again", str(job)]).exit_code == 0
    assert standing_letter(claim_facts(decided)).waiting
    assert "job.not_failed" in runner.invoke(args=["jobs", "again", str(job)]).output
    if PRINTS:
        monkeypatch.undo()
        assert work(DECISION_LETTER) == [True]
        assert standing_letter(claim_facts(decided)).issued is not None


def _sign_in(app: Flask, who: str) -> Any:
    client = app.test_client()
    assert client.post("/sign-in", data={"name": who, "password": PASSWORD}).status_code == 303
    return client


@pytest.fixture
def open_house(app: Flask, clock: Any) -> Department:
    """An approved claim, a login for each who may see it, and another policyholder's."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), reading_as(ALL):
        department = Department.open(clock, premium_due_days=365, instalments=1)
        department.limit()
        department.approve(department.assessed())
        for who in ("policyholder", "adjuster"):
            mine = (department.policyholder,) if who == "policyholder" else ()
            open_login(house_act(), who, PersonId(PEOPLE[who]), PASSWORD, ROLES[who], mine)
        stranger = department.office.company("Stranger AG", "CH")
        open_login(
            house_act(), "stranger", PersonId(PEOPLE["second"]), PASSWORD, (Role.POLICYHOLDER_USER,), (stranger,)
        )
    return department


@needs_pdf
def test_the_pages_give_the_kept_bytes_and_mark_the_other_language_as_a_translation(app: Flask, open_house: Department):
    desk, portal, stranger = (_sign_in(app, who) for who in ("adjuster", "policyholder", "stranger"))
    assert "The letter is being made" in portal.get("/portal/claims/CL-2025-000001").text
    with app.app_context(), reading_as(ALL):
        work()
        digest = issued_about("claim:CL-2025-000001")[0].sha256
        file = file_of(app, digest)
    kept = file.read_bytes()

    for client, side in ((desk, "desk"), (portal, "portal")):
        page = client.get(f"/{side}/claims/CL-2025-000001").text
        assert "DO-2025-000004" in page
        assert digest in page
        for address in ("letter.pdf", "letter.pdf?in=en", "documents/DO-2025-000004.pdf", "letter.pdf"):
            assert client.get(f"/{side}/claims/CL-2025-000001/{address}").data == kept
        translated = client.get(f"/{side}/claims/CL-2025-000001/letter.pdf?in=zh").data
        assert translated != kept
        assert "DO-2025-000004" in said(translated)
        notice = client.get(f"/{side}/overdues/notices/OV-2025-000001").text
        assert "DO-2025-000003" in notice
        confirmation = client.get(f"/{side}/overdues/notices/OV-2025-000001/confirmation.pdf")
        assert "DO-2025-000003" in said(confirmation.data)
        assert client.get(f"/{side}/claims/CL-2025-000001/documents/DO-2025-000003.pdf").status_code == 404
        assert "已签发文件" in client.get(f"/{side}/claims/CL-2025-000001?lang=zh").text

    with app.app_context(), reading_as(ALL):
        reopen_claim(open_house.act("adjuster"), ClaimId(1), reason="A credit note turned up")
    assert portal.get("/portal/claims/CL-2025-000001/letter.pdf").status_code == 404
    assert portal.get("/portal/claims/CL-2025-000001/documents/DO-2025-000004.pdf").data == kept

    for address in ("claims/CL-2025-000001/documents/DO-2025-000004.pdf", "claims/CL-2025-000001/letter.pdf"):
        assert stranger.get(f"/portal/{address}").status_code == 404
    file.write_bytes(kept + b"%")
    with pytest.raises(RuntimeError, match="changed on disk"):
        desk.get("/desk/claims/CL-2025-000001/documents/DO-2025-000004.pdf")


def test_a_page_says_that_a_letter_could_not_be_made(app: Flask, open_house: Department, without_pango: None):
    with app.app_context(), reading_as(ALL):
        work()

    inside = _sign_in(app, "adjuster").get("/desk/claims/CL-2025-000001").text
    outside = _sign_in(app, "policyholder").get("/portal/claims/CL-2025-000001").text

    assert "libpango-1.0.so.0 is missing" in inside
    assert "The letter could not be made yet." in outside
    assert "libpango" not in outside
    with pytest.raises(NoPdf):
        press.render_pdf("<p>")

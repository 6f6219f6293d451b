"""Papers are printed before the act that issues them: without the write lock, without gaps, and never out of date."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.documents import issuing, press
from insurer.infra.documents.issuing import Occasion, issue_document, issues, kept_bytes
from insurer.infra.documents.models import IssuedDocument
from insurer.infra.documents.press import NoPdf, render_pdf
from insurer.infra.documents.rehearsal import MOST_REHEARSALS
from insurer.infra.jobs.models import Job, JobState
from insurer.infra.jobs.running import AROUND, ask_for, house_act, run_job
from insurer.infra.numbering import next_number, number_ahead
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import JobId, PartyId
from tests.builders.policies import Office

KIND = "test.paper"


@command(needs=None)
def issue_paper(act: Act, payload: Mapping[str, object]) -> str:
    """Issue a paper that says its own number."""
    occasion = Occasion(
        kind=KIND,
        subject=f"paper:{payload['paper']}",
        paper=str(payload["paper"]),
        policyholder=PartyId(int(str(payload["for"]))),
        language="en",
    )
    return issue_document(act, occasion, lambda seal: render_pdf(f"<p>{seal.number} {seal.fingerprint}"))


issues(KIND)(issue_paper)


@command(needs=None)
def ask_for_paper(act: Act, paper: str, policyholder: PartyId) -> int:
    """Ask for a paper."""
    return ask_for(act, KIND, {"paper": paper, "for": policyholder}, policyholder)


@command(needs=None)
def draw(act: Act) -> str:
    """Take the number that was next, as another paper would."""
    number = next_number("DO", act.today.year)
    act.record("paper:another", "document.issued", policyholder=None, document=number)
    return number


class Printer:
    """In the place of the press: says what it printed, and has something happen while it prints."""

    def __init__(self) -> None:
        self.printed: list[str] = []
        self.meanwhile: Any = lambda: None

    def render(self, html: str, seconds: float = 0) -> bytes:
        self.printed.append(html)
        self.meanwhile()
        return html.encode()


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Printer:
    printer = Printer()
    monkeypatch.setattr(press, "_press", printer)
    return printer


@pytest.fixture
def holder(in_app: Flask, clock: Any) -> PartyId:
    return Office(clock).company("Nordhaus GmbH", "DE")


def papers() -> list[IssuedDocument]:
    db.session.expire_all()
    return list(db.session.scalars(select(IssuedDocument).order_by(IssuedDocument.id)))


def test_others_write_while_a_paper_is_printed(holder: PartyId, printer: Printer):
    job = JobId(ask_for_paper(house_act(), "A", holder))
    printer.meanwhile = lambda: ask_for_paper(house_act(), f"while printing {len(printer.printed)}", holder)

    assert run_job(job)

    (paper,) = papers()
    assert len(printer.printed) == 1
    assert kept_bytes(paper).decode() == printer.printed[0] == f"<p>{paper.number} {paper.fingerprint}"


def test_a_paper_whose_number_was_taken_meanwhile_is_printed_again_under_the_next(holder: PartyId, printer: Printer):
    job = JobId(ask_for_paper(house_act(), "A", holder))

    def once() -> None:
        printer.meanwhile = lambda: None
        draw(house_act())

    printer.meanwhile = once
    assert run_job(job)

    (paper,) = papers()
    year = house_act().today.year
    assert (paper.number, len(printer.printed)) == (f"DO-{year}-000002", 2)
    assert kept_bytes(paper).decode().startswith(f"<p>{paper.number} ")
    assert number_ahead("DO", year) == f"DO-{year}-000003"


def test_a_paper_overtaken_every_time_is_printed_in_its_act(holder: PartyId, printer: Printer):
    job = JobId(ask_for_paper(house_act(), "A", holder))

    def every_rehearsal() -> None:
        if len(printer.printed) <= MOST_REHEARSALS:
            draw(house_act())

    printer.meanwhile = every_rehearsal
    assert run_job(job)

    (paper,) = papers()
    assert paper.number == f"DO-{house_act().today.year}-{MOST_REHEARSALS + 1:06d}"
    assert kept_bytes(paper).decode() == printer.printed[MOST_REHEARSALS]


def test_a_paper_that_cannot_be_printed_leaves_no_number(holder: PartyId, printer: Printer):
    job = JobId(ask_for_paper(house_act(), "A", holder))

    def refuse() -> None:
        raise NoPdf("documents.render_failed")

    printer.meanwhile = refuse
    assert not run_job(job)

    db.session.expire_all()
    assert db.session.get_one(Job, job).state == JobState.FAILED
    assert papers() == []
    assert number_ahead("DO", house_act().today.year).endswith("-000001")


def test_two_workers_at_once_issue_two_papers_without_a_gap(in_app: Flask, holder: PartyId, printer: Printer):
    jobs = [JobId(ask_for_paper(house_act(), paper, holder)) for paper in "AB"]
    both_print = Barrier(2)

    def meet_once() -> None:
        if len(printer.printed) <= 2:
            both_print.wait(30)

    def work(job: JobId) -> None:
        with in_app.app_context(), reading_as(ALL):
            run_job(job)

    printer.meanwhile = meet_once
    threads = [Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    issued = papers()
    assert [paper.number[-6:] for paper in issued] == ["000001", "000002"]
    assert {paper.occasion for paper in issued} == {"A", "B"}
    assert len(printer.printed) == 3
    assert all(kept_bytes(paper).decode() == f"<p>{paper.number} {paper.fingerprint}" for paper in issued)


def test_every_paper_of_the_house_is_printed_ahead():
    assert {
        "billing.note",
        "policies.schedule",
        "limits.decision_letter",
        "claims.decision_letter",
        "claims.payment_advice",
        "claims.notice_confirmation",
        "claims.paper_request",
        "claims.recovery_statement",
    } <= {kind for kind, around in AROUND.items() if around is issuing._printed_ahead}

"""Papers of a claim: received, taken back, asked for once and all together."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from claims.papers.jobs import issue_request_letter, request_state
from claims.papers.queries import checklist_of, claim_papers, draft_papers, paper_bytes, paper_numbered, requests_of
from claims.papers.services import ask_for_papers, receive_paper, take_back_paper
from claims.papers.terms import PaperKind
from claims.public import claim_facts
from insurer.infra.documents.press import pdf_available
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import ClaimId, PartyId
from tests.builders.claims import Department
from tests.infra.test_uploads import A_PDF, A_PNG

K = PaperKind
ANSWER = date(2025, 5, 20)


def _sent(department: Department, claim: ClaimId | None = None, content: bytes = A_PDF, name: str = "a.pdf") -> str:
    return receive_paper(
        department.act("policyholder"), department.policy, department.buyer,
        kind=K.INVOICE, name=name, content=content, claim_id=claim,
    )  # fmt: skip


def test_a_paper_is_kept_by_its_hash_under_a_name_of_ours(house: Flask, department: Department):
    claim = department.claimed()

    row = paper_numbered(_sent(department, claim, A_PNG, "../../photo.exe"))

    assert (row.name, row.media, paper_bytes(row)) == ("photo.png", "png", A_PNG)
    [line] = [line for line in checklist_of(claim_facts(claim)) if line.wanted.kind is K.INVOICE]
    assert [paper.name for paper in line.received] == ["photo.png"]


def test_another_policyholders_paper_is_not_found(department: Department):
    key = _sent(department, department.claimed())

    with reading_as(Scope(policyholders=frozenset({PartyId(99)}))), pytest.raises(NotFound):
        paper_numbered(key)


def test_a_paper_is_taken_back_only_before_the_claim_is_filed(department: Department):
    drafted = _sent(department)
    take_back_paper(department.act("policyholder"), drafted)
    assert draft_papers(department.policy, department.buyer) == ()

    claim = department.claimed()
    with pytest.raises(Conflict, match="part_of_the_claim"):
        take_back_paper(department.act("policyholder"), _sent(department, claim))
    assert len(claim_papers(claim)) == 1


def test_a_file_of_a_closed_claim_or_of_a_wrong_type_is_refused(department: Department):
    claim = department.claimed()
    with pytest.raises(InvalidInput, match="unknown_type"):
        _sent(department, claim, b"<html>")
    other = department.office.company("Other Ltd", "GB")
    with pytest.raises(Conflict, match="claim_closed"):
        receive_paper(
            department.act("policyholder"), department.policy, other,
            kind=K.OTHER, name="a.pdf", content=A_PDF, claim_id=claim,
        )  # fmt: skip


def test_missing_papers_are_asked_for_once_and_later_ones_only_by_a_supervisor_with_a_reason(department: Department):
    claim, adjuster = department.claimed(), department.act("adjuster")
    ask_for_papers(adjuster, claim, kinds=[K.CONTRACT, K.TRANSPORT], answer_by=ANSWER)
    ask_for_papers(department.act("adjuster"), claim, kinds=[K.CONTRACT], answer_by=ANSWER)  # a reminder

    with pytest.raises(NotAllowed, match="supervisor_needed"):
        ask_for_papers(department.act("adjuster"), claim, kinds=[K.STATEMENT], answer_by=ANSWER, reason="Forgotten")
    with pytest.raises(InvalidInput, match="late_reason_needed"):
        ask_for_papers(department.act("manager"), claim, kinds=[K.STATEMENT], answer_by=ANSWER)
    ask_for_papers(
        department.act("manager"), claim, kinds=[K.STATEMENT], answer_by=ANSWER, reason="The buyer denies it"
    )

    assert [one.reason for one in requests_of(claim)] == ["", "", "The buyer denies it"]


def test_a_request_needs_papers_a_day_to_come_and_an_undecided_claim(department: Department):
    claim = department.claimed()
    with pytest.raises(InvalidInput, match="nothing_chosen"):
        ask_for_papers(department.act("adjuster"), claim, kinds=[], answer_by=ANSWER)
    with pytest.raises(InvalidInput, match="answer_day_past"):
        ask_for_papers(department.act("adjuster"), claim, kinds=[K.CONTRACT], answer_by=date(2025, 5, 5))
    department.assess(claim)
    department.put_forward(claim)
    department.approve(claim)
    with pytest.raises(Conflict, match="claim_decided"):
        ask_for_papers(department.act("adjuster"), claim, kinds=[K.CONTRACT], answer_by=ANSWER)


@pytest.mark.skipif(pdf_available() is not None, reason="PDF output is off: pango is missing")
def test_the_letter_that_asks_is_issued_once(department: Department):
    claim = department.claimed()
    number = ask_for_papers(department.act("adjuster"), claim, kinds=[K.CONTRACT], answer_by=ANSWER)
    assert request_state("CL-2025-000001", number).waiting

    issue_request_letter(house_act(), number)

    assert request_state("CL-2025-000001", number).issued is not None
    with pytest.raises(Conflict, match="issued_before"):
        issue_request_letter(house_act(), number)

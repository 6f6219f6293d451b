"""Notes and schedules as issued documents: made by a job, sealed, kept byte for byte."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from insurer.infra.documents.issuing import issued_about, kept_bytes
from insurer.infra.documents.press import pdf_available
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Conflict
from policies.billing.jobs import issue_note_paper, note_paper_state
from policies.issuance.documents import endorsement_html
from policies.issuance.jobs import issue_policy_paper, policy_paper_state
from policies.issuance.queries import papers_of
from policies.issuance.services import issue_endorsement
from policies.issuance.terms import DocumentKind
from policies.public import policy_facts
from tests.builders.policies import Office

pytestmark = pytest.mark.skipif(pdf_available() is not None, reason="PDF output is off: pango is missing")


def _said(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_a_note_is_issued_once_with_a_number_and_a_fingerprint(office: Office):
    office.bound(office.company(), instalments=1)
    assert note_paper_state("DN-2025-000001").waiting

    number = issue_note_paper(house_act(), "DN-2025-000001")

    [issued] = issued_about("debit_note:DN-2025-000001")
    said = _said(kept_bytes(issued))
    assert number in said
    assert str(issued.fingerprint)[:4] in said
    assert "PREVIEW" not in said
    with pytest.raises(Conflict, match="issued_before"):
        issue_note_paper(house_act(), "DN-2025-000001")


def test_the_schedule_of_a_bound_policy_is_issued_with_its_seal(office: Office):
    policy = policy_facts(office.bound(office.company()))
    [paper] = papers_of(policy.id)
    assert policy_paper_state(paper, policy.number).waiting

    number = issue_policy_paper(house_act(), policy.id, paper.id)

    assert number in _said(kept_bytes(issued_about(f"policy:{policy.number}")[0]))


def test_an_endorsement_of_a_bound_policy_is_issued_with_what_it_changed(office: Office):
    policy = policy_facts(office.bound(office.company(), notice_days=30))
    office.on(date(2025, 6, 1))

    issue_endorsement(
        office.underwriter, policy.id, terms={"notice_days": 14}, valid_from=date(2025, 7, 1), reason="Shorter notice"
    )

    paper, schedule = papers_of(policy.id)
    assert [paper.paper(), schedule.paper()] == [DocumentKind.ENDORSEMENT, DocumentKind.SCHEDULE]
    number = issue_policy_paper(house_act(), policy.id, paper.id)
    said = _said(kept_bytes(issued_about(f"policy:{policy.number}")[0]))
    for part in (number, policy.number, "Endorsement", "14 days", "30 days", "Shorter notice", "1 Jul 2025"):
        assert part in said
    translated = endorsement_html(policy, paper.issued_at, "zh")
    for part in ("批单", "14 天", "30 天", "2025年7月1日"):
        assert part in translated


def test_an_endorsement_of_a_draft_is_no_paper(office: Office):
    policy = policy_facts(office.draft(office.company()))

    issue_endorsement(
        office.underwriter, policy.id, terms={"notice_days": 14}, valid_from=policy.period.first, reason="Agreed"
    )

    assert papers_of(policy.id) == []

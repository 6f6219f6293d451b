"""A claim that is being made: kept, taken up again, given up, filed with its papers."""

from __future__ import annotations

from datetime import date

import pytest

from claims.cases.terms import LossCause
from claims.filing.queries import draft_of, preview
from claims.filing.services import discard_draft, file_draft, keep_draft
from claims.papers.queries import claim_papers, draft_papers
from claims.papers.services import receive_paper
from claims.papers.terms import PaperKind
from claims.public import claim_facts
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import ClaimId, ReceivableId
from tests.builders.claims import SHIPPED, Department
from tests.builders.policies import eur
from tests.infra.test_uploads import A_PDF

DEFAULT = LossCause.PROTRACTED_DEFAULT


@pytest.fixture
def notified(department: Department) -> ReceivableId:
    """A notified invoice of 10 000 whose waiting period is over."""
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 3, 10)).notify(receivable)
    department.on(date(2025, 5, 5))
    return receivable


def _keep(department: Department, *receivables: ReceivableId, told: str = "", cause: LossCause = DEFAULT) -> None:
    keep_draft(
        department.act("policyholder"), department.policy, department.buyer,
        cause=cause, loss_date=None, receivables=receivables, told=told,
    )  # fmt: skip


def _paper(department: Department) -> None:
    receive_paper(
        department.act("policyholder"), department.policy, department.buyer,
        kind=PaperKind.INVOICE, name="a.pdf", content=A_PDF,
    )  # fmt: skip


def test_a_draft_is_kept_changed_and_filed_with_its_papers(department: Department, notified: ReceivableId):
    _keep(department, notified)
    _keep(department, notified, told="The buyer promised to pay in April.")
    _paper(department)

    claim = ClaimId(file_draft(department.act("policyholder"), department.policy, department.buyer))

    assert claim_facts(claim).told == "The buyer promised to pay in April."
    assert [paper.name for paper in claim_papers(claim)] == ["a.pdf"]
    assert draft_of(department.policy, department.buyer) is None
    assert draft_papers(department.policy, department.buyer) == ()


def test_a_draft_given_up_takes_its_papers_with_it(department: Department, notified: ReceivableId):
    _keep(department, notified)
    _paper(department)

    discard_draft(department.act("policyholder"), department.policy, department.buyer)

    assert draft_papers(department.policy, department.buyer) == ()
    with pytest.raises(NotFound, match="no_draft"):
        file_draft(department.act("policyholder"), department.policy, department.buyer)


def test_the_estimate_is_what_the_examination_would_find_and_is_kept_nowhere(
    department: Department, notified: ReceivableId
):
    _keep(department, notified)
    draft = draft_of(department.policy, department.buyer)
    assert draft is not None

    found = preview(draft, date(2025, 5, 5), department.clock.now())

    assert (found.result.insured_loss, found.result.indemnity) == (eur("10000"), eur("9000"))


def test_what_could_not_be_filed_is_not_kept(department: Department, notified: ReceivableId):
    unnotified = department.invoice("A-2", "500")
    with pytest.raises(NotFound, match="not_notified_or_paid"):
        _keep(department, unnotified)
    with pytest.raises(InvalidInput, match="nothing_to_claim"):
        _keep(department)

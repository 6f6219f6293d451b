"""What the portal promises is what the claim pays: columns and claims engine on the demonstration's facts."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from claims.cases.queries import claim_facts
from claims.indemnity.models import Assessment
from claims.indemnity.queries import kept_basis
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from policies.public import policies_list
from tests.insurer.workflows.demo.conftest import LAST, Demo
from underwriting.exposure.rules.columnar.answers import reasons_of
from underwriting.facts import InvoiceVerdict
from underwriting.public import CoveredLedger, covered_ledger, verdicts


def said(ledger: CoveredLedger) -> dict[str, tuple[int, int, list[tuple[str, int, str]]]]:
    """Per invoice of one buyer, open or settled, what is open, insured, and every reason."""
    found = ledger.found
    return {
        number: (int(found.outstanding[at]), int(found.insured[at]), reasons_of(found, at))
        for at, number in enumerate(ledger.laid.number)
    }


def engines(invoice: InvoiceVerdict) -> tuple[int, int, list[tuple[str, int, str]]]:
    reasons = [(str(why.code), why.amount.minor, why.clause) for why in invoice.reasons]
    return invoice.outstanding.minor, invoice.insured.minor, reasons


def test_the_claim_is_assessed_on_what_the_ledger_against_cover_said_at_the_loss(demo: Demo) -> None:
    with demo.app.app_context(), reading_as(ALL):
        assessments = db.session.scalars(select(Assessment)).all()
        assert len(assessments) >= 3
        for one in assessments:
            basis, claim = kept_basis(one), claim_facts(one.claim_id)
            promised = said(
                covered_ledger((claim.policy,), basis.loss.day, one.known_at, claim.party, basis.loss.cause)
            )
            paid = basis.whole_cover()
            assert promised == {invoice.number: engines(invoice) for invoice in paid.invoices}
            assert set(basis.claimed) <= set(promised)


def test_the_columns_are_the_explained_form_for_every_buyer_of_the_demonstration(demo: Demo) -> None:
    seen: set[str] = set()
    with demo.app.app_context(), reading_as(ALL):
        for policy in policies_list():
            for day in (LAST, LAST - timedelta(days=100), date(LAST.year - 1, 9, 30)):
                for found in verdicts(policy.id, day):
                    promised = said(covered_ledger((policy.id,), day, party=found.buyer.id))
                    assert promised == {one.number: engines(one) for one in found.verdict.invoices}
                    seen |= {code for one in found.verdict.invoices for code in one.reason_codes}
    assert len(seen) >= 5


def test_the_whole_portfolio_at_once_is_the_sum_of_its_policies(demo: Demo) -> None:
    with demo.app.app_context(), reading_as(ALL):
        at_once = covered_ledger(None, LAST)
        one_by_one = [covered_ledger((policy.id,), LAST) for policy in policies_list()]
        assert len(at_once) == sum(len(one) for one in one_by_one) > 50
        assert int(at_once.insured.sum()) == sum(int(one.insured.sum()) for one in one_by_one)

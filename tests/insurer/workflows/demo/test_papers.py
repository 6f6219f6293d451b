"""The papers of the demonstration's ledgers: one of every kind, and in every state that somebody wants to see."""

from __future__ import annotations

import pytest

from claims.collections.queries import cases_of
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PolicyId
from insurer.workflows.demo.rules.einvoices import einvoice
from insurer.workflows.demo.rules.plan import policy_years
from insurer.workflows.demo.rules.portfolio import portfolio
from insurer.workflows.demo.services.seeding import SEED
from policies.public import policies_list
from tests.builders.policies import eur
from tests.insurer.workflows.demo.conftest import LAST, Demo
from underwriting.accumulation.queries import ceilings_on
from underwriting.disputes.queries import disputes_of
from underwriting.drafts.queries import drafts_of
from underwriting.evidence.queries import evidence_of, linked
from underwriting.evidence.reading.opening import read_plain
from underwriting.evidence.rules.understanding import understood
from underwriting.factoring.queries import assigned_under
from underwriting.orders.queries import orders_of
from underwriting.payment_terms.queries import terms_history
from underwriting.statements.queries import answers_to, statements_of


@pytest.fixture
def nordhaus(demo: Demo) -> PolicyId:
    """The running policy of the company that has an administrator."""
    first = next(one.first for one in policy_years(portfolio(SEED, LAST, 2)) if one.place == 0 and one.year == 2)
    with demo.app.app_context(), reading_as(ALL):
        return next(one.id for one in policies_list() if one.period.first == first and one.currency == "EUR")


def test_an_order_is_free_one_is_fifty_thousand_uninsured_one_is_held_and_one_was_released_by_name(
    demo: Demo, nordhaus: PolicyId
):
    with demo.app.app_context(), reading_as(ALL):
        orders = orders_of([nordhaus])
        assert {one.state.value for one in orders} == {"open", "held", "released", "shipped"}
        warned = next(one for one in orders if one.row.outcome == "warned")
        assert warned.answer.uninsured == eur("50000")
        (released,) = next(one.steps for one in orders if one.state.value == "released")
        assert (released.taken_by, bool(released.reason)) == ("nordhaus.admin", True)


def test_a_draft_was_honoured_one_was_not_and_one_runs(demo: Demo, nordhaus: PolicyId):
    with demo.app.app_context(), reading_as(ALL):
        assert sorted(one.state.value for one in drafts_of([nordhaus])) == ["dishonoured", "honoured", "received"]


def test_a_statement_was_agreed_to_and_another_opened_a_dispute(demo: Demo, nordhaus: PolicyId):
    with demo.app.app_context(), reading_as(ALL):
        statements = statements_of(nordhaus)
        outcomes = {answer.outcome for rows in answers_to(statements).values() for answer in rows}
        assert outcomes == {"agreed", "differs"}
        assert [one for one in disputes_of(nordhaus, LAST) if one.statement]


def test_evidence_agrees_differs_and_waits(demo: Demo, nordhaus: PolicyId):
    with demo.app.app_context(), reading_as(ALL):
        evidence = evidence_of([nordhaus])
        assert (len(evidence), len(linked(evidence))) == (3, 2)
        assert all(one.sound for one in evidence)


def test_terms_assignments_a_case_with_steps_and_ceilings_by_two_people_stand(demo: Demo, nordhaus: PolicyId):
    with demo.app.app_context(), reading_as(ALL):
        assert len(terms_history(nordhaus)) == 4
        assert {one.recourse for one in assigned_under([nordhaus])} <= {True, False}
        assert assigned_under([nordhaus])
        case = next(one for one in cases_of(LAST) if one.policy == nordhaus)
        assert [one.step.value for one in case.steps] == ["friendly", "demand", "call", "promise"]
        ceilings = ceilings_on(LAST)
        assert ceilings is not None
        assert ceilings.net_assets == eur("40000000")


def test_what_the_e_invoice_says_is_what_it_was_written_from():
    content = einvoice(
        number="R&D-1", seller="A & B", buyer=("C <D>", "DE"), issued=LAST, due=LAST, amount=eur("1234.50")
    )
    invoice = understood(read_plain(content))

    assert (invoice.number, invoice.seller.name, invoice.buyer.name, invoice.buyer.country) == (
        "R&D-1", "A & B", "C <D>", "DE",
    )  # fmt: skip
    assert (str(invoice.totals.payable), invoice.currency, invoice.due) == ("1234.50", "EUR", LAST)

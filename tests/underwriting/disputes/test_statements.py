"""Statements of account, the buyers' answers, and the disputes that come of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.infra.documents.models import IssuedDocument
from insurer.infra.jobs.models import Job
from insurer.infra.jobs.running import run_job
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import PartyId, ReceivableId
from insurer.kernel.money import Money
from insurer.parties.public import party
from policies.public import policy_facts
from tests.builders.browser import signed_in
from tests.builders.people import form_token, send
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.disputes.queries import disputes_of, history_of
from underwriting.disputes.rules import disputed_parts
from underwriting.disputes.services import open_dispute, resolve_dispute
from underwriting.disputes.states import DisputeOutcome
from underwriting.disputes.terms import OpenDebt
from underwriting.public import StatementEvidence, receivables_of, verdicts
from underwriting.statements.jobs import LETTER, issue_statement, letter_state
from underwriting.statements.queries import account_of_statement, accounts_on, answers_to, statement_numbered
from underwriting.statements.services import make_statement, record_answer
from underwriting.statements.states import StatementAnswer

DAY = date(2025, 2, 10)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture
def buyer(desk: Desk) -> PartyId:
    """A buyer with a limit, two open invoices of 40 000 and 8 000, and a paid one."""
    return traded(desk)


def traded(desk: Desk) -> PartyId:
    found = desk.buyer()
    desk.limit(found, "50000")
    desk.on(DAY).ledger(
        line("A-1", "50000", paid="10000", paid_on="2025-02-01"),
        line("A-2", "8000", due="2025-06-01"),
        line("A-3", "900", paid_on="2025-02-01"),
    )
    return found


@contextmanager
def _inside(app: Flask) -> Iterator[None]:
    """Where acts are done; closed before a page is asked for."""
    with app.app_context(), reading_as(ALL):
        yield


@dataclass(frozen=True)
class Shop:
    """The policy of the pages' tests: its number, its holder, its buyer in addresses."""

    policy: str
    holder: PartyId
    buyer: str


@pytest.fixture
def shop(app: Flask, clock: Any) -> Shop:
    with _inside(app):
        desk = Desk(clock).on(date(2025, 1, 2)).opened()
        buyer = traded(desk)
        return Shop(policy_facts(desk.policy).number, desk.policyholder, party(buyer).public_id)


def stated(desk: Desk, buyer: PartyId) -> str:
    return make_statement(desk.customer, desk.policy, buyer, currency="EUR", as_of=DAY, language="zh")


def answer(desk: Desk, number: str, amount: Money | None = None, invoice: ReceivableId | None = None) -> None:
    record_answer(
        desk.customer, number, outcome=StatementAnswer.DIFFERS if amount else StatementAnswer.AGREED,
        answered_on=DAY, answered_by="Mr Baker", difference=amount, reason="Damaged goods", invoice=invoice,
        evidence=StatementEvidence(PDF, "letter.pdf", "pdf"),
    )  # fmt: skip


def test_a_statement_comes_to_what_the_ledger_says(desk: Desk, buyer: PartyId) -> None:
    row = statement_numbered(stated(desk, buyer))

    ledger = Money.total((one.open for one in receivables_of(desk.policy, buyer, as_of=DAY)), "EUR")
    assert row.total == account_of_statement(row).total == ledger == eur("48000")
    assert [one.number for one in account_of_statement(row).lines] == ["A-1", "A-2"]


def test_a_statement_stays_as_it_was_whatever_comes_in_later(desk: Desk, buyer: PartyId) -> None:
    row = statement_numbered(stated(desk, buyer))

    desk.on(date(2025, 2, 20)).ledger(line("A-1", "50000", paid_on="2025-02-09"))

    assert account_of_statement(row).total == eur("48000")  # paid on an earlier day, but not known then
    assert accounts_on(desk.policy, buyer, DAY)["EUR"].total == eur("8000")


def test_differs_by_5_000_opens_a_dispute_for_5_000_only(desk: Desk, buyer: PartyId) -> None:
    before = verdicts(desk.policy, DAY)[0].verdict.outstanding

    answer(desk, stated(desk, buyer), eur("5000"))

    (found,) = disputes_of(desk.policy, DAY)
    assert (found.number, found.disputed, found.since) == ("A-1", eur("5000"), DAY)
    assert found.reason == "Damaged goods"
    verdict = verdicts(desk.policy, DAY)[0].verdict
    assert (verdict.outstanding, verdict.ineligible) == (before, eur("5000"))  # the undisputed part stays insured
    assert verdict.insured == eur("43000")


def test_agreed_opens_no_dispute_and_is_kept_with_its_paper(desk: Desk, buyer: PartyId) -> None:
    number = stated(desk, buyer)

    answer(desk, number)

    row = statement_numbered(number)
    (kept,) = answers_to([row])[row.id]
    assert (kept.outcome, kept.difference_minor, kept.file_name) == ("agreed", 0, "letter.pdf")
    assert disputes_of(desk.policy, DAY) == []


def test_a_difference_belongs_to_the_invoice_named_or_to_the_oldest_due_and_never_to_more_than_is_open() -> None:
    debts = [
        OpenDebt(ReceivableId(2), date(2025, 2, 1), eur("30")),
        OpenDebt(ReceivableId(1), date(2025, 1, 1), eur("50")),
    ]

    assert disputed_parts(eur("60"), debts) == {1: eur("50"), 2: eur("10")}
    assert disputed_parts(eur("20"), debts, ReceivableId(2)) == {2: eur("20")}
    with pytest.raises(InvalidInput) as refused:
        disputed_parts(eur("31"), debts, ReceivableId(2))
    assert refused.value.facts["most"] == eur("30")


def test_a_resolved_dispute_leaves_its_history_and_the_invoice_is_insured_again(desk: Desk, buyer: PartyId) -> None:
    answer(desk, stated(desk, buyer), eur("5000"))
    receivable = disputes_of(desk.policy, DAY)[0].receivable
    desk.on(date(2025, 2, 20))

    resolve_dispute(desk.customer, desk.policy, receivable, outcome=DisputeOutcome.DEBT_STANDS, reason="They agree")

    assert disputes_of(desk.policy, date(2025, 2, 20)) == []
    assert len(disputes_of(desk.policy, DAY)) == 1  # as it was then
    opened, ended = history_of(desk.policy, receivable)
    assert (opened.amount, opened.reason, ended.outcome) == (eur("5000"), "Damaged goods", DisputeOutcome.DEBT_STANDS)
    with pytest.raises(Conflict):
        resolve_dispute(desk.customer, desk.policy, receivable, outcome=DisputeOutcome.CREDITED, reason="Again")


def test_more_than_is_open_and_undisputed_cannot_be_disputed(desk: Desk, buyer: PartyId) -> None:
    first = next(one.id for one in receivables_of(desk.policy, as_of=DAY) if one.number == "A-2")
    open_dispute(desk.customer, desk.policy, first, amount=eur("6000"), reason="Wrong price")

    with pytest.raises(InvalidInput) as refused:
        open_dispute(desk.customer, desk.policy, first, amount=eur("2000.01"), reason="Still wrong")

    assert refused.value.facts["most"] == eur("2000")


def test_a_buyer_that_says_it_owes_more_disputes_nothing(desk: Desk, buyer: PartyId) -> None:
    answer(desk, stated(desk, buyer), eur("-700"))

    assert disputes_of(desk.policy, DAY) == []


def test_a_statement_of_a_day_to_come_or_of_nothing_is_refused(desk: Desk, buyer: PartyId) -> None:
    for currency, day in (("EUR", date(2025, 2, 11)), ("USD", DAY)):
        with pytest.raises(InvalidInput):
            make_statement(desk.customer, desk.policy, buyer, currency=currency, as_of=day, language="en")


def test_the_letter_is_issued_once_with_number_and_fingerprint(desk: Desk, buyer: PartyId) -> None:
    number = stated(desk, buyer)

    job = db.session.scalars(select(Job).where(Job.kind == LETTER)).one()
    assert run_job(job.id)

    issued = letter_state(number).issued
    assert issued is not None
    assert issued.fingerprint
    assert issued.language == "zh"
    assert db.session.scalars(select(IssuedDocument).where(IssuedDocument.kind == LETTER)).one().occasion == number
    assert issue_statement.command  # type: ignore[attr-defined]


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_the_pages_lead_from_the_account_to_the_answer_and_the_dispute(app: Flask, shop: Shop, locale: str) -> None:
    client = signed_in(app, Role.POLICYHOLDER_USER, shop.holder, locale=locale)
    account = f"/portal/statements/of/{shop.policy}/{shop.buyer}"
    assert "A-1" in client.get(account).get_data(as_text=True)
    made = send(client, account, currency="EUR", as_of=DAY.isoformat(), language="en")
    assert made.status_code == 303
    answered = client.post(
        made.location,
        data={
            "csrf_token": form_token(client, made.location), "outcome": "differs", "answered_on": DAY.isoformat(),
            "answered_by": "Mr Baker", "amount": "5000", "reason": "=1+1", "file": (io.BytesIO(PDF), "../x.exe"),
        },
    )  # fmt: skip
    assert answered.status_code == 303, answered.get_data(as_text=True)
    assert "x.pdf" in client.get(made.location).get_data(as_text=True)
    paper = re.search(r'href="(/portal/statements/[^"]+/file)"', client.get(made.location).get_data(as_text=True))
    assert paper is not None
    assert client.get(paper[1]).data == PDF
    listed = client.get(f"/portal/disputes/?policy={shop.policy}").get_data(as_text=True)
    assert "5,000.00" in listed
    assert "'=1+1" in client.get(f"/portal/disputes/?policy={shop.policy}&format=csv").get_data(as_text=True)
    dispute = re.search(r'href="/portal(/disputes/[^"]+/invoices/\d+)"', listed)
    assert dispute is not None
    for side, reader in (("portal", client), ("desk", signed_in(app, Role.CLAIMS_ADJUSTER, locale=locale))):
        for path in (f"/statements/?policy={shop.policy}", f"/disputes/?policy={shop.policy}", dispute[1]):
            assert "5,000.00" in reader.get(f"/{side}{path}").get_data(as_text=True) or "statements" in path
    ended = send(
        client, f"/portal{dispute[1]}/resolve", page=f"/portal{dispute[1]}", outcome="credited", reason="Credited"
    )
    assert ended.status_code == 303


def test_an_active_file_is_not_taken_as_evidence(app: Flask, shop: Shop) -> None:
    client = signed_in(app, Role.POLICYHOLDER_USER, shop.holder)
    account = f"/portal/statements/of/{shop.policy}/{shop.buyer}"
    where = send(client, account, currency="EUR", as_of=DAY.isoformat(), language="en").location

    refused = client.post(
        where,
        data={
            "csrf_token": form_token(client, where), "outcome": "agreed", "answered_on": DAY.isoformat(),
            "answered_by": "Mr Baker", "file": (io.BytesIO(b"MZ\x90 a program"), "letter.pdf"),
        },
    )  # fmt: skip

    assert refused.status_code == 422

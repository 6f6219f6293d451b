"""The trade papers of one policyholder: an e-invoice, an order, terms, a draft and an assignment, one of each."""

from __future__ import annotations

from datetime import timedelta

from insurer.kernel.ids import PartyId, ReceivableId
from tests.builders.claims import Department
from tests.builders.einvoices import ubl
from tests.builders.policies import eur
from underwriting.drafts.services import record_draft
from underwriting.drafts.terms import DraftEntry, DraftKind, RevivedFrom
from underwriting.evidence.services import receive_evidence
from underwriting.factoring.services import assign_receivables
from underwriting.factoring.terms import AssignmentEntry
from underwriting.limits.terms import PaymentMethod
from underwriting.orders.services import enter_order
from underwriting.orders.terms import OrderAsked
from underwriting.payment_terms.services import keep_terms
from underwriting.payment_terms.terms import StartEvent, TermsKind, TradeTerms


def file_trade_papers(department: Department, letter: str, buyer: PartyId, invoice: ReceivableId) -> None:
    """One of each, about a buyer and one of its open invoices, on the day the clock shows."""
    act, policy, day = department.act("policyholder"), department.policy, department.clock.now().date()
    receive_evidence(act, policy, content=ubl(f"{letter}-E", buyer=f"Buyer of {letter} Ltd"), filename="invoice.xml")
    order = OrderAsked(
        amount=eur("7000"), deposit=eur("0"), payment_days=30, method=PaymentMethod.OA, ships_on=day + timedelta(days=9)
    )
    enter_order(act, policy, buyer, reference=f"PO-{letter}", order=order)
    terms = TradeTerms(kind=TermsKind.OPEN_ACCOUNT, start=StartEvent.INVOICE, days=30)
    keep_terms(act, policy, buyer, name=f"Terms of {letter}", terms=terms, valid_from=day)
    draft = DraftEntry(
        draft_number=f"D-{letter}", kind=DraftKind.BANK_ACCEPTANCE, drawer=f"Buyer of {letter} Ltd",
        acceptor=f"Bank of {letter}", issued=day, maturity=day + timedelta(days=90), received=day, amount=eur("100"),
        due_from=RevivedFrom.ORIGINAL_DUE_DATE, parts={invoice: eur("100")},
    )  # fmt: skip
    record_draft(act, policy, buyer, draft)
    assignment = AssignmentEntry(
        assignee=f"Factor of {letter} plc", country="GB", agreement=f"F-{letter}", recourse=True, assigned_on=day,
        notified_on=None, registration="", registered_at=None, receivables=(invoice,),
    )  # fmt: skip
    assign_receivables(act, policy, assignment)

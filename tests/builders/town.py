"""A town: three policyholders with everything that a policyholder can have, one buyer known to two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from claims.cases.queries import claim_facts
from claims.cases.terms import LossCause
from claims.collections.services import open_collection
from claims.correspondence.services import write_to_insurer
from claims.filing.services import keep_draft
from claims.papers.models import ClaimPaper
from claims.papers.services import ask_for_papers
from claims.papers.terms import PaperKind
from claims.recoveries.services import book_recovery
from insurer.accounts.facts import Role
from insurer.accounts.models import Person
from insurer.advisory.cash.services import CashKind, enter_cash
from insurer.advisory.warning.services.runs import run_warnings
from insurer.infra.clock import SetClock
from insurer.infra.db import db
from insurer.infra.documents.models import IssuedDocument
from insurer.infra.files import keep_file
from insurer.infra.jobs.running import house_act
from insurer.infra.numbering import next_number
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import ClaimId, ImportId, PartyId, PersonId, PolicyId
from insurer.parties.public import party
from policies.bank_details.models import BankDetail, BankDetailCheck, Payee
from tests.builders.browser import signed_in
from tests.builders.claims import CLAIM_TERMS, PEOPLE, Department
from tests.builders.policies import FIRST, Office, at, eur
from tests.builders.trade_papers import file_trade_papers
from underwriting.buyers.models import PolicyBuyer
from underwriting.public import (
    StatementAnswer,
    StatementEvidence,
    declare_month,
    make_statement,
    record_answer,
    request_limit,
    set_authority,
)
from underwriting.receivables.models import ImportRefusedRow, LedgerImport

TODAY = date(2025, 7, 15)
NAMES = {"A": "Alder Maschinen AG", "B": "Birkholm Textiles SA", "C": "Cascade Foods Ltd"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@dataclass
class Tenant:
    """One policyholder: its party, a signed-in user, and an example of each thing it has by the name of the thing."""

    letter: str
    party: PartyId
    policy: PolicyId
    user: FlaskClient
    examples: dict[str, str]


@dataclass
class Town:
    """The three, the buyer that A and B share and that C does not know, and the application they live in."""

    app: Flask
    clock: SetClock
    tenants: dict[str, Tenant]
    shared: str

    def __getitem__(self, letter: str) -> Tenant:
        return self.tenants[letter]


def build_town(app: Flask, clock: SetClock) -> Town:
    """Settle the three; the clock stands on TODAY afterwards."""
    office = Office(clock).on(FIRST)
    with app.app_context(), reading_as(ALL):
        for name, number in PEOPLE.items():
            db.session.add(Person(id=PersonId(number), name=name))
        db.session.commit()
        most = eur("10000000")
        set_authority(house_act(), Role.SENIOR_UNDERWRITER.value, per_decision=most, per_buyer=most, valid_from=FIRST)
        holders = {letter: office.company(name) for letter, name in NAMES.items()}
        shared = office.company("Quarry Lane Stores plc", "GB")
        shared_id = party(shared).public_id
    users = {letter: signed_in(app, Role.POLICYHOLDER_ADMINISTRATOR, holder) for letter, holder in holders.items()}
    tenants = {}
    for letter, holder in holders.items():
        with app.app_context(), reading_as(ALL):
            policy = _live(clock, office, letter, holder, shared if letter != "C" else None)
        tenants[letter] = Tenant(letter, holder, policy, users[letter], {})
    clock.move_to(at(TODAY))
    for tenant in tenants.values():
        with app.app_context(), reading_as(ALL):
            tenant.examples = examples_of(tenant.party)
        # a session begun half a year ago has idled away by now
        tenant.user = signed_in(app, Role.POLICYHOLDER_ADMINISTRATOR, tenant.party)
    return Town(app, clock, tenants, shared_id)


def _live(clock: SetClock, office: Office, letter: str, holder: PartyId, shared: PartyId | None) -> PolicyId:
    """Half a year of one policyholder: buyers, invoices, limits, notices, a paid claim, an open one, a draft."""
    office.on(FIRST)
    policy = office.bound(holder, **(CLAIM_TERMS | {"premium_due_days": 365, "instalments": 1}))
    buyer, late = office.company(f"Buyer of {letter} Ltd", "GB"), office.company(f"Late Payer of {letter} GmbH", "DE")
    department = Department(clock, office, holder, policy, buyer, _import(holder, policy, clock, letter))
    for one in (buyer, late, *((shared,) if shared else ())):
        department.limit(buyer=one)
        db.session.add(_link(holder, policy, one, clock))
        db.session.commit()
    _account(department)
    claim = department.paid()
    department.on(date(2025, 6, 2))
    book_recovery(department.act("adjuster"), claim, received_on=date(2025, 6, 1), amount=eur("3000"))
    request_limit(department.act("policyholder"), policy, buyer, amount=eur("150000"))
    declare_month(department.act("policyholder"), policy, date(2025, 5, 31))
    department.notify(department.invoice(f"{letter}-2", "4000", shipped=date(2025, 4, 1), buyer=late), buyer=late)
    department.notify(third := department.invoice(f"{letter}-3", "5000", shipped=date(2025, 4, 1)))
    _stated(department)
    open_collection(department.act("policyholder"), policy, late)
    department.on(date(2025, 7, 10))
    opened = department.file(buyer=late)
    write_to_insurer(department.act("policyholder"), opened, words=f"Words of {letter}")
    ask_for_papers(department.act("adjuster"), opened, kinds=(PaperKind.INVOICE,), answer_by=date(2025, 8, 1))
    keep_draft(
        department.act("policyholder"), policy, buyer, cause=LossCause.PROTRACTED_DEFAULT, loss_date=None,
        receivables=[third],
    )  # fmt: skip
    file_trade_papers(department, letter, buyer, third)
    run_warnings(house_act(), policy)
    day = department.clock.now().date()
    enter_cash(department.act("policyholder"), holder, kind=CashKind.OUTFLOW, day=day, amount=eur("700"))
    for one, filed in ((late, opened), (buyer, None)):
        db.session.add(_paper(department, one, filed))
    number = claim_facts(opened).number
    db.session.add(
        IssuedDocument(
            policyholder_id=holder, number=next_number("DO", 2025), kind="claims.decision_letter",
            subject=f"claim:{number}",
            occasion=f"AS-{policy}", language="en", sha256=keep_file(PDF), size=len(PDF), issued_at=clock.now(),
        )
    )  # fmt: skip
    db.session.commit()
    return policy


def _import(holder: PartyId, policy: PolicyId, clock: SetClock, letter: str) -> ImportId:
    """The file that the invoices are said to come from, with a row that was refused."""
    row = LedgerImport(
        policyholder_id=holder, number=f"IM-2025-00000{ord(letter) - 64}", policy_id=policy, file_sha="0" * 64,
        name=f"ledger of {letter}.csv", plan={}, as_of=FIRST, state="done", rows=1, refused=1,
        understood={"headers": ["Invoice", "Amount"]}, received_at=clock.now(), received_by="policyholder",
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(ImportRefusedRow(policyholder_id=holder, import_id=row.id, line=2, cells=[f"{letter}-0", "x"]))
    db.session.commit()
    return row.id


def _stated(department: Department) -> None:
    """A statement of account to the first buyer, and its answer with a paper: half of what is open is disputed."""
    act = department.act("policyholder")
    number = make_statement(act, department.policy, department.buyer, currency="EUR", as_of=act.today, language="en")
    record_answer(
        act, number, outcome=StatementAnswer.DIFFERS, answered_on=act.today, answered_by="Clerk of the buyer",
        difference=eur("500"), reason="Short delivery", evidence=StatementEvidence(PDF, "letter.pdf", "pdf"),
    )  # fmt: skip


def _account(department: Department) -> None:
    """An account that was verified long ago; its number is of no interest here."""
    begun, holder, manager = department.clock.now(), department.policyholder, PersonId(PEOPLE["manager"])
    db.session.add(payee := Payee(policyholder_id=holder, since=begun))
    db.session.flush()
    detail = BankDetail(
        number=f"BD-2024-{department.policy:06d}", policyholder_id=holder, payee_id=payee.id, kind="iban",
        holder="Holder", country="DE", masked="DE•• •••• 1234", fingerprint=f"{department.policy:064d}",
        bic="", bank="", branch="", contact="treasury@policyholder.example", contact_locale="en", document="letter",
        entered_at=begun, entered_by="Clerk", entered_by_person=PersonId(PEOPLE["adjuster"]),
    )  # fmt: skip
    db.session.add(detail)
    db.session.flush()
    db.session.add(
        BankDetailCheck(
            policyholder_id=holder, detail_id=detail.id, checked_at=begun, checked_by="Manager",
            checked_by_person=manager, usable_from=begun + timedelta(days=3),
        )
    )  # fmt: skip
    db.session.commit()


def _link(holder: PartyId, policy: PolicyId, buyer: PartyId, clock: SetClock) -> PolicyBuyer:
    return PolicyBuyer(
        policyholder_id=holder, policy_id=policy, party_id=buyer, reference=str(buyer), linked_at=clock.now(),
        linked_by="policyholder",
    )  # fmt: skip


def _paper(department: Department, buyer: PartyId, claim: ClaimId | None) -> ClaimPaper:
    return ClaimPaper(
        key=f"{department.policy:016d}{buyer:016d}", policyholder_id=department.policyholder,
        policy_id=department.policy, party_id=buyer, claim_id=claim, kind=PaperKind.INVOICE.value, name="invoice.pdf",
        media="pdf", size=len(PDF), sha256=keep_file(PDF), received_at=department.clock.now(),
        received_by="policyholder",
    )  # fmt: skip


_BUYER = (
    "SELECT public_id FROM party JOIN policy_buyer ON party.id = party_id WHERE policyholder_id = :it"
    " ORDER BY policy_buyer.id LIMIT 1"
)
EXAMPLES = {
    "company": "SELECT public_id FROM party WHERE id = :it",
    "colleague": "SELECT name FROM login JOIN mandate ON login.id = login_id WHERE policyholder_id = :it",
    "policy": "SELECT number FROM policy WHERE policyholder_id = :it",
    "note": "SELECT number FROM debit_note WHERE policyholder_id = :it",
    "policy paper": "SELECT id FROM policy_document WHERE policyholder_id = :it",
    "buyer": _BUYER,
    "late payer": f"{_BUYER} OFFSET 1",
    "invoice": "SELECT id FROM receivable WHERE policyholder_id = :it",
    "import": "SELECT number FROM ledger_import WHERE policyholder_id = :it",
    "limit request": "SELECT number FROM limit_request WHERE policyholder_id = :it",
    "limit decision": "SELECT number FROM limit_decision WHERE policyholder_id = :it",
    "declaration": "SELECT number FROM declaration WHERE policyholder_id = :it",
    "notice": "SELECT number FROM overdue_notice WHERE policyholder_id = :it",
    "claim": "SELECT number FROM claim WHERE policyholder_id = :it",
    "open claim": "SELECT number FROM claim WHERE policyholder_id = :it ORDER BY id DESC",
    "issued document": "SELECT number FROM issued_document WHERE policyholder_id = :it",
    "recovery": "SELECT number FROM recovery WHERE policyholder_id = :it",
    "claim paper": "SELECT key FROM claim_paper WHERE claim_id IS NOT NULL AND policyholder_id = :it",
    "draft paper": "SELECT key FROM claim_paper WHERE claim_id IS NULL AND policyholder_id = :it",
    "paper request": "SELECT number FROM paper_request WHERE policyholder_id = :it",
    "statement": "SELECT number FROM buyer_statement WHERE policyholder_id = :it",
    "statement answer": "SELECT id FROM statement_answer WHERE policyholder_id = :it",
    "collection case": "SELECT number FROM collection_case WHERE policyholder_id = :it",
    "message": "SELECT id FROM message WHERE policyholder_id = :it",
    "evidence": "SELECT number FROM invoice_evidence WHERE policyholder_id = :it",
    "order": "SELECT number FROM buyer_order WHERE policyholder_id = :it",
    "draft": "SELECT number FROM commercial_draft WHERE policyholder_id = :it",
    "alert": "SELECT number FROM warning_alert WHERE side = 'own' AND policyholder_id = :it",
    "cash entry": "SELECT id FROM cash_entry WHERE policyholder_id = :it",
    "assigned receivables": "SELECT number FROM receivables_assignment WHERE policyholder_id = :it",
}
"""Where an example of each thing of a policyholder is found."""


def examples_of(holder: PartyId) -> dict[str, str]:
    """One of each thing; a thing that the town lacks is missing here."""
    found = {thing: db.session.execute(text(query), {"it": holder}).scalar() for thing, query in EXAMPLES.items()}
    return {thing: str(value) for thing, value in found.items() if value is not None}

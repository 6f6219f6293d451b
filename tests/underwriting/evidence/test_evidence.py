"""Invoice evidence: attached where number and buyer are sure, shown with what differs, never changing the ledger."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.infra.audit.trail import verify
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.kernel.acting import Scope
from insurer.kernel.errors import Conflict, InvalidInput, NotFound
from policies.public import policy_facts
from tests.builders.browser import hidden_fields, signed_in
from tests.builders.einvoices import in_pdf, ubl
from tests.builders.policies import actor, eur
from tests.builders.underwriting import Desk, line
from underwriting.evidence.queries import evidence_by_invoice, evidence_numbered, fitting, link_of
from underwriting.evidence.services import attach_evidence, enter_from_evidence, receive_evidence
from underwriting.public import receivables_of

FEBRUARY = date(2025, 2, 5)


@pytest.fixture
def office(desk: Desk) -> Desk:
    desk.on(FEBRUARY).ledger(line("A-1", "1000.00"))
    return desk


def _send(office: Desk, content: bytes) -> str:
    return receive_evidence(office.customer, office.policy, content=content, filename="invoice.xml")


def _link(number: str) -> object:
    link = link_of(evidence_numbered(number).id)
    return link.how if link else None


def test_evidence_of_a_known_invoice_is_attached_and_the_ledger_stays_as_it_is(office: Desk) -> None:
    before = receivables_of(office.policy, as_of=FEBRUARY)

    number = _send(office, ubl("a 1", net="1100.00", grand="1100.00", payable="1100.00", due="2025-04-10"))

    row = evidence_numbered(number)
    fit = fitting(office.policy, row.judged().invoice)[0]
    assert (_link(number), row.sound) == ("matched", True)
    assert {one.field: (one.invoice, one.ledger) for one in fit.differences} == {
        "amount": ("1100.00", "1000.00"),
        "due_date": (date(2025, 4, 10), date(2025, 3, 11)),
    }
    assert receivables_of(office.policy, as_of=FEBRUARY) == before
    assert evidence_by_invoice(office.policy) == {before[0].id: [number]}
    assert verify()[1] == []


def test_a_number_of_another_buyer_is_only_attached_by_hand(office: Desk) -> None:
    number = _send(office, ubl(buyer="Baker Brothers Ltd"))
    invoice = evidence_numbered(number).judged().invoice

    assert _link(number) is None
    fit = fitting(office.policy, invoice)[0]
    assert (fit.same_buyer, [one.field for one in fit.differences]) == (False, ["buyer"])

    attach_evidence(office.customer, number, fit.receivable)

    assert _link(number) == "by_hand"
    with pytest.raises(Conflict, match=r"evidence.attached_already"):
        attach_evidence(office.customer, number, fit.receivable)


def test_an_invoice_the_ledger_lacks_is_entered_through_the_import_and_attached(office: Desk) -> None:
    number = _send(
        office,
        in_pdf(ubl("B-7", net="1000.00", tax="200.00", grand="1200.00", prepaid="300.00", payable="900.00")),
    )

    enter_from_evidence(
        office.customer, number, reference="C-1", name="Baker & Sons Ltd", shipped=date(2025, 1, 9),
        due=date(2025, 3, 11),
    )  # fmt: skip

    item = next(one for one in receivables_of(office.policy, as_of=FEBRUARY) if one.number == "B-7")
    assert (item.amount, item.tax, item.deposit, item.open) == (eur("1200"), eur("200"), eur("300"), eur("900"))
    assert (item.shipped, item.invoiced, item.due) == (date(2025, 1, 9), date(2025, 1, 10), date(2025, 3, 11))
    assert _link(number) == "entered"
    assert fitting(office.policy, evidence_numbered(number).judged().invoice)[0].differences == ()


def test_what_the_import_refuses_is_refused_and_nothing_is_left(office: Desk) -> None:
    number = _send(office, ubl("B-8"))

    with pytest.raises(InvalidInput) as refused:
        enter_from_evidence(
            office.customer, number, reference="C-1", name="Baker & Sons Ltd", shipped=date(2025, 1, 9),
            due=date(2025, 1, 1),
        )  # fmt: skip

    assert refused.value.code == "ledger.row.due_before_invoice"
    assert [one.number for one in receivables_of(office.policy, as_of=FEBRUARY)] == ["A-1"]
    assert _link(number) is None


def test_the_same_file_is_kept_once(office: Desk) -> None:
    number = _send(office, ubl())

    with pytest.raises(InvalidInput) as refused:
        _send(office, ubl())

    assert (refused.value.code, refused.value.facts["number"]) == ("evidence.kept_already", number)


def test_evidence_of_another_policyholder_does_not_exist(office: Desk) -> None:
    number = _send(office, ubl())
    receivable = receivables_of(office.policy, as_of=FEBRUARY)[0].id
    scope = Scope(policyholders=frozenset({office.company("Fremde AG", "CH")}))
    stranger = Act(actor(Role.POLICYHOLDER_USER, scope=scope), office.clock.now())

    with pytest.raises(NotFound):
        attach_evidence(stranger, number, receivable)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_policyholder_sends_an_e_invoice_and_both_sides_read_it(house: Flask, office: Desk, language: str) -> None:
    holder = signed_in(house, Role.POLICYHOLDER_USER, office.policyholder)
    underwriter = signed_in(house, Role.SENIOR_UNDERWRITER)
    policy = policy_facts(office.policy).number
    db.session.remove()
    address = f"/portal/evidence/new?policy={policy}&lang={language}"

    sent = holder.post(
        address,
        data={
            "file": (BytesIO(ubl("B-9", due="", terms="30 days net")), "invoice.xml"),
            **hidden_fields(holder, address),
        },
    )
    wrong = holder.post(address, data={"file": (BytesIO(b"no"), "invoice.xml"), **hidden_fields(holder, address)})

    assert sent.status_code == 303
    assert wrong.status_code == 422
    number = sent.headers["Location"].rpartition("/")[2].partition("?")[0]
    for client, side in ((holder, "portal"), (underwriter, "desk")):
        for page in (f"/{side}/evidence/", f"/{side}/evidence/{number}", f"/{side}/evidence/{number}/file"):
            answer = client.get(f"{page}?lang={language}")
            assert answer.status_code == 200, page
    page = holder.get(f"/portal/evidence/{number}?lang={language}").get_data(as_text=True)
    assert 'value="2025-02-09"' in page
    file = holder.get(f"/portal/evidence/{number}/file")
    assert file.headers["Content-Disposition"].startswith("attachment")

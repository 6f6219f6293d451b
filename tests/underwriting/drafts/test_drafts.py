"""Commercial drafts: no payment until honoured; a refused one leaves the debt due from the day its wording says."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.infra.audit.trail import verify
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, InvalidInput, OutOfTurn
from insurer.kernel.ids import PartyId, ReceivableId
from insurer.parties.public import party
from policies.public import policy_facts
from tests.builders.browser import hidden_fields, signed_in
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.drafts.queries import draft_numbered, drafted_invoices, given_for, maturing
from underwriting.drafts.rules import revived_due
from underwriting.drafts.services import dishonour_draft, hand_on_draft, honour_draft, record_draft
from underwriting.drafts.states import DRAFT_LIFE, DraftState
from underwriting.drafts.terms import DraftEntry, DraftKind, RevivedFrom
from underwriting.public import LedgerItem, buyers_by_reference, receivables_of

RECEIVED, MATURITY = date(2025, 3, 1), date(2025, 6, 1)
BY_INVOICE, BY_DRAFT = RevivedFrom.ORIGINAL_DUE_DATE, RevivedFrom.DRAFT_MATURITY


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Two invoices of 1,000 and 500, due on 11 March; the first was paid 100 on."""
    desk.on(RECEIVED).ledger(
        line("A-1", "1000.00", paid_on="2025-02-01", paid="100.00"), line("A-2", "500.00", disputed="yes")
    )
    return desk


def _buyer(office: Desk) -> PartyId:
    return buyers_by_reference(office.policy)["C-1"]


def _items(office: Desk, day: date = date(2025, 12, 31)) -> dict[str, LedgerItem]:
    return {one.number: one for one in receivables_of(office.policy, as_of=day)}


def _entry(office: Desk, amount: str = "1400", **parts: str) -> DraftEntry:
    items = _items(office)
    given = parts or {"A-1": "900", "A-2": "500"}
    return DraftEntry(
        draft_number="1 2345", kind=DraftKind.COMMERCIAL_ACCEPTANCE, drawer="Baker & Sons Ltd",
        acceptor="Baker & Sons Ltd", issued=date(2025, 2, 28), maturity=MATURITY, received=RECEIVED,
        amount=eur(amount), due_from=BY_INVOICE,
        parts={items[number].id: eur(part) for number, part in given.items()},
    )  # fmt: skip


def _record(office: Desk, entry: DraftEntry | None = None) -> str:
    return record_draft(office.customer, office.policy, _buyer(office), entry or _entry(office))


def test_a_draft_received_is_no_payment(office: Desk) -> None:
    before = _items(office)

    number = _record(office)

    assert _items(office) == before
    assert draft_numbered(number).state is DraftState.RECEIVED
    assert [one.row.number for one in maturing([office.policy], MATURITY)] == [number]
    left = {one.number: one.left for one in given_for(office.policy, _buyer(office)).values()}
    assert left == {"A-1": eur("0"), "A-2": eur("0")}


def test_an_honoured_draft_is_a_receipt_of_its_day_on_each_invoice(office: Desk) -> None:
    number = _record(office)
    hand_on_draft(office.customer, number, "endorse", day=date(2025, 3, 1), holder="Supplier Ltd")

    honour_draft(office.on(date(2025, 6, 2)).customer, number, day=MATURITY)

    before, after = _items(office, date(2025, 5, 31)), _items(office, MATURITY)
    assert {number: one.open for number, one in before.items()} == {"A-1": eur("900"), "A-2": eur("500")}
    assert {number: one.open for number, one in after.items()} == {"A-1": eur("0"), "A-2": eur("0")}
    assert (after["A-1"].received, after["A-1"].paid_on) == (eur("1000"), MATURITY)
    assert after["A-2"].disputed == eur("500")
    view = draft_numbered(number)
    assert (view.state, [step.move for step in view.steps]) == (DraftState.HONOURED, ["endorse", "honour"])
    assert verify()[1] == []


def test_a_dishonoured_draft_leaves_the_debt_and_its_clocks(office: Desk) -> None:
    number = _record(office)
    office.on(date(2025, 6, 3))
    with pytest.raises(InvalidInput, match=r"input.required"):
        dishonour_draft(office.customer, number, day=MATURITY, note="")

    dishonour_draft(office.customer, number, day=MATURITY, note="no funds")

    assert {one.number: one.open for one in _items(office).values()} == {"A-1": eur("900"), "A-2": eur("500")}
    first = drafted_invoices(draft_numbered(number))[0]
    assert (first.due.day, first.due.code) == (date(2025, 3, 11), "drafts.due_as_invoiced")
    assert first.clocks.due == date(2025, 3, 11)
    honour_draft(office.on(date(2025, 7, 1)).customer, number, day=date(2025, 7, 1))
    assert _items(office)["A-1"].paid_on == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("wording", "maturity", "longest", "day", "code"),
    [
        (BY_INVOICE, date(2025, 6, 1), 180, date(2025, 3, 11), "drafts.due_as_invoiced"),
        (BY_DRAFT, date(2025, 6, 1), 180, date(2025, 6, 1), "drafts.due_at_maturity"),
        (BY_DRAFT, date(2025, 7, 9), 180, date(2025, 7, 9), "drafts.due_at_maturity"),
        (BY_DRAFT, date(2025, 7, 10), 180, date(2025, 3, 11), "drafts.maturity_beyond_term"),
        (BY_DRAFT, date(2025, 7, 10), None, date(2025, 7, 10), "drafts.due_at_maturity"),
        (BY_DRAFT, date(2025, 3, 1), 180, date(2025, 3, 11), "drafts.due_not_earlier"),
    ],
)
def test_the_debt_is_due_again_from_the_day_that_the_wording_says(
    wording: RevivedFrom, maturity: date, longest: int | None, day: date, code: str
) -> None:
    found = revived_due(
        invoiced=date(2025, 1, 10), due=date(2025, 3, 11), maturity=maturity, due_from=wording, longest_days=longest
    )

    assert (found.day, found.code) == (day, code)


def test_a_draft_is_given_for_open_debts_of_the_buyer_and_makes_them_up(office: Desk) -> None:
    for entry, code in (
        (_entry(office, "1500", **{"A-1": "1000", "A-2": "500"}), "drafts.beyond_the_debt"),
        (_entry(office, "1401"), "drafts.parts_differ"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _record(office, entry)
        assert refused.value.code == code
    _record(office)
    with pytest.raises(InvalidInput, match=r"drafts.known_already"):
        _record(office, _entry(office, "1", **{"A-1": "1"}))


def test_a_draft_does_not_pay_what_was_paid_meanwhile(office: Desk) -> None:
    number = _record(office, _entry(office, "900", **{"A-1": "900"}))
    office.on(date(2025, 4, 1)).ledger(line("A-1", "1000.00", paid_on="2025-03-30", paid="1000.00"))

    with pytest.raises(Conflict, match=r"drafts.paid_meanwhile"):
        honour_draft(office.on(date(2025, 6, 2)).customer, number, day=MATURITY)

    assert draft_numbered(number).state is DraftState.RECEIVED


@pytest.mark.parametrize(
    ("state", "move"), list(product(DraftState, ("endorse", "discount", "give_back", "honour", "dishonour")))
)
def test_only_the_drawn_moves_of_a_draft_are_possible(state: DraftState, move: str) -> None:
    if (state, move) in DRAFT_LIFE.moves:
        assert DRAFT_LIFE.after(state, move) is DRAFT_LIFE.moves[state, move]
    else:
        with pytest.raises(OutOfTurn):
            DRAFT_LIFE.after(state, move)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_draft_is_recorded_listed_and_marked_on_the_pages(house: Flask, office: Desk, language: str) -> None:
    public_id, policy = party(_buyer(office)).public_id, policy_facts(office.policy).number
    invoice: ReceivableId = _items(office)["A-1"].id
    holder = signed_in(house, Role.POLICYHOLDER_USER, office.policyholder)
    underwriter = signed_in(house, Role.SENIOR_UNDERWRITER)
    db.session.remove()
    chosen = f"/portal/drafts/new?policy={policy}&lang={language}"
    address = f"{chosen}&buyer={public_id}"
    entry = {
        "draft_number": "77", "kind": "bank_acceptance", "drawer": "Baker", "acceptor": "A Bank",
        "issued": "2025-02-28", "maturity": "2025-06-01", "received": "2025-03-01", "due_from": "original_due_date",
        "amount": "300", f"part_{invoice}": "300",
    }  # fmt: skip

    assert holder.get(chosen).status_code == 200
    recorded = holder.post(address, data={**hidden_fields(holder, address), **entry})
    wrong = holder.post(address, data={**hidden_fields(holder, address), **entry, "draft_number": "78", "amount": "1"})

    assert (recorded.status_code, wrong.status_code) == (303, 422), recorded.get_data(as_text=True)
    number = recorded.headers["Location"].rpartition("/")[2].partition("?")[0]
    for client, side in ((holder, "portal"), (underwriter, "desk")):
        for page in (f"?policy={policy}", f"{number}?"):
            assert client.get(f"/{side}/drafts/{page}&lang={language}").status_code == 200, page
    own = f"/portal/drafts/{number}?lang={language}"
    step = {"move": "discount", "day": "2025-03-01", "holder": "A Bank"}
    assert holder.post(own, data={**hidden_fields(holder, own), **step}).status_code == 303
    assert holder.get(f"/portal/exposure/{policy}/invoices/{invoice}?lang={language}").status_code == 200
    assert number in holder.get(f"/portal/exposure/{policy}/invoices/{invoice}").get_data(as_text=True)

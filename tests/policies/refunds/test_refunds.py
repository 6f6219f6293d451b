"""A credit note is paid out by two people: put forward, agreed to within authority, paid to the account agreed to."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.accounts.public import standing_matter
from insurer.infra.jobs.running import house_act
from insurer.infra.ledger import Account, trial_balance
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Conflict, NotAllowed
from insurer.kernel.ids import PartyId, PersonId
from policies.bank_details.queries import payout_of
from policies.billing.services import agree_to_refund, pay_premium_back, put_refund_forward
from policies.facts import PaymentAuthority
from policies.public import adjust_premium, receive_premium, set_payment_authority
from tests.builders.browser import signed_in
from tests.builders.payments import AUTHOR, OTHER_ACCOUNT, someone, verified_account
from tests.builders.policies import Office, at, eur

YEAR_OVER = date(2026, 1, 15)
OWED = eur("10500")


def credited(office: Office) -> tuple[PartyId, str]:
    """A policyholder that is owed EUR 10,500 of its deposit, with a verified account that has cooled."""
    holder = office.on(date(2025, 1, 1)).company()
    policy = office.bound(
        holder, minimum_premium={"amount": "10000.00"}, deposit_premium={"amount": "20000.00"}, instalments=1
    )
    officer = office.on(date(2025, 1, 2)).officer
    receive_premium(officer, "DN-2025-000001", amount=eur("21000"), received_on=date(2025, 1, 2))
    verified_account(holder, at(YEAR_OVER - timedelta(days=30)))
    return holder, adjust_premium(office.on(YEAR_OVER).officer, policy)


@pytest.fixture
def owed(in_app: Flask, clock: Any) -> Any:
    with reading_as(ALL):
        yield (office := Office(clock)), *credited(office)


def test_a_refund_is_paid_once_to_the_account_that_was_agreed_to(owed: Any) -> None:
    office, _holder, note = owed
    officer = someone(AUTHOR, Role.PREMIUM_OFFICER, at=office.clock.now())
    manager = someone(PersonId(97), Role.MANAGER, at=office.clock.now())
    put_refund_forward(officer, note, amount=OWED, reason="The year is adjusted")
    with pytest.raises(NotAllowed, match=r"approval\.missing"):
        pay_premium_back(officer, note, amount=OWED, paid_on=YEAR_OVER)
    with pytest.raises(NotAllowed, match="same_person"):
        agree_to_refund(someone(AUTHOR, Role.MANAGER, at=office.clock.now()), note)
    agree_to_refund(manager, note)
    with pytest.raises(Conflict, match="content_changed"):
        pay_premium_back(officer, note, amount=eur("10499.99"), paid_on=YEAR_OVER)

    number = pay_premium_back(officer, note, amount=OWED, paid_on=YEAR_OVER)

    payout, detail = payout_of(number)
    assert (payout.amount, detail.masked) == (OWED, "DE89 •••• 3000")
    bank = next(row for row in trial_balance(YEAR_OVER) if row.account is Account.BANK)
    assert bank.balance == eur("10500")
    with pytest.raises(Conflict):
        pay_premium_back(officer, note, amount=OWED, paid_on=YEAR_OVER)


def test_an_account_changed_after_the_agreement_voids_it(owed: Any) -> None:
    office, holder, note = owed
    officer = someone(AUTHOR, Role.PREMIUM_OFFICER, at=office.clock.now())
    put_refund_forward(officer, note, amount=OWED)
    agree_to_refund(someone(PersonId(97), Role.MANAGER, at=office.clock.now()), note)
    verified_account(holder, office.clock.now() - timedelta(days=4), OTHER_ACCOUNT)

    with pytest.raises(Conflict, match="content_changed"):
        pay_premium_back(officer, note, amount=OWED, paid_on=YEAR_OVER)


def test_a_refund_above_the_authority_goes_to_somebody_with_more(owed: Any) -> None:
    office, _holder, note = owed
    put_refund_forward(someone(AUTHOR, Role.PREMIUM_OFFICER, at=office.clock.now()), note, amount=OWED)

    nothing = {name: eur("0") for name in ("settle_up_to", "pay_up_to", "third_person_above")}
    for most, stops in (("10499.99", True), ("10500.00", False)):
        term = PaymentAuthority(role="manager", refund_up_to=eur(most), **nothing)
        set_payment_authority(house_act(), term, valid_from=YEAR_OVER)
        manager = someone(PersonId(98), Role.MANAGER, at=office.clock.now())
        with pytest.raises(NotAllowed, match="refund_exceeded") if stops else nullcontext():
            agree_to_refund(manager, note)


def test_the_pages_lead_from_the_credit_note_to_the_payment(app: Flask, clock: Any) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), reading_as(ALL):
        _holder, note = credited(Office(clock))
    officer, manager = signed_in(app, Role.PREMIUM_OFFICER), signed_in(app, Role.MANAGER)
    page = f"/desk/premium/refunds/{note}"

    assert note in officer.get("/desk/premium/refunds/").text
    assert officer.post(f"/desk/premium/notes/{note}/settlements").location == page
    assert officer.post(f"{page}/put-forward", data={"amount": "10,500.01", "reason": "x"}).status_code == 409
    assert officer.post(f"{page}/put-forward", data={"amount": "10,500"}).status_code == 422
    assert officer.post(f"{page}/put-forward", data={"amount": "10,500", "reason": "Adjusted"}).status_code == 303
    assert "A second person has been asked" in officer.get(page).text
    with app.app_context():
        found = standing_matter("refund", f"refund:{note}")
    assert found is not None
    assert "Refund of credit note" in manager.get(f"/desk/approvals/{found.id}").text
    assert manager.post(f"/desk/approvals/{found.id}/agree/{found.digest}").status_code == 303
    assert "DE89 3704 0044 0532 0130 00" in officer.get(page).text
    assert "DE89 3704 0044 0532 0130 00" not in manager.get(page).text
    assert officer.post(f"{page}/pay", data={"paid_on": "2026-01-15"}).status_code == 303
    assert "All of it was paid" in officer.get(page).text
    assert manager.get(f"{page}?lang=zh").status_code == 200
    assert officer.get("/desk/premium/refunds/DN-2025-000001").status_code == 404

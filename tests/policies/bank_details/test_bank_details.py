"""T09: an account is swapped before a payment. It is verified by another, cools, and its old contact hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.infra.outbox import OutboxMail
from insurer.infra.scope import reading_as
from insurer.infra.sealing import unseal
from insurer.kernel.acting import ALL, Scope
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import PartyId, PersonId
from insurer.parties.public import party
from policies.bank_details.models import BankDetailSeal
from policies.bank_details.queries import account_in_full, details_of, standing_detail, usable_detail
from policies.bank_details.rules import checked_entry, in_groups, masked
from policies.bank_details.services import enter_bank_detail, verify_bank_detail
from policies.bank_details.terms import AccountKind, DetailState
from tests.builders.browser import signed_in
from tests.builders.payments import AUTHOR, CHECKER, ENTRY, OTHER_ACCOUNT, entered_account, someone, verified_account
from tests.builders.policies import Office

CHINESE = replace(
    ENTRY,
    kind=AccountKind.NATIONAL,
    country="CN",
    account="6222 0210 0100 1234 567",
    bank="滨海商业银行",
    branch="港城支行",
    bic="",
)


@pytest.fixture
def holder(in_app: Flask, clock: Any) -> Iterator[PartyId]:
    with reading_as(ALL):
        yield Office(clock).company()


@pytest.mark.parametrize(
    ("entry", "code", "field"),
    [
        (replace(ENTRY, account="DE89 3704 0044 0532 0130 01"), "bank_details.not_an_iban", "account"),
        (replace(ENTRY, account="3704 0044"), "bank_details.not_an_iban", "account"),
        (replace(ENTRY, bic="COBADE"), "bank_details.not_a_bic", "bic"),
        (replace(ENTRY, holder=" "), "input.required", "holder"),
        (replace(CHINESE, account="6222A"), "bank_details.not_an_account", "account"),
        (replace(CHINESE, branch=""), "input.required", "branch"),
        (replace(CHINESE, country=""), "input.required", "country"),
    ],
)
def test_what_is_no_account_is_refused_beside_its_field(entry: Any, code: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_entry(entry)

    assert (refused.value.code, refused.value.field) == (code, field)


def test_an_account_is_shown_by_its_ends_only() -> None:
    german, chinese = checked_entry(ENTRY), checked_entry(CHINESE)

    assert (german.country, masked(german), in_groups(german.account)) == (
        "DE", "DE89 •••• 3000", "DE89 3704 0044 0532 0130 00",
    )  # fmt: skip
    assert masked(chinese) == "•••• 4567"


def test_the_number_is_sealed_in_the_database_and_bound_to_its_row(holder: PartyId, clock: Any) -> None:
    number = entered_account(holder, clock.now())

    whole = " ".join(str(value) for value in db.session.execute(text("SELECT * FROM bank_detail")).one())
    assert "370400440532013000" not in whole
    assert account_in_full(details_of(holder)[0]) == "DE89370400440532013000"
    sealed = db.session.scalars(select(BankDetailSeal.sealed)).one()
    with pytest.raises(RuntimeError, match="changed or sealed"):
        unseal(sealed, "bank_detail", f"not-{number}")


def test_t09_an_account_is_paid_to_only_when_another_verified_it_and_it_cooled(holder: PartyId, clock: Any) -> None:
    at = clock.now()
    entered_account(holder, at)
    assert (standing_detail(holder), usable_detail(holder, at + timedelta(days=9))) == (None, None)
    with pytest.raises(NotAllowed, match="same_person"):
        verify_bank_detail(someone(AUTHOR, Role.COLLECTIONS_OFFICER, at=at), holder)

    verify_bank_detail(someone(CHECKER, Role.COLLECTIONS_OFFICER, at=at), holder)

    found = standing_detail(holder)
    assert found is not None
    assert found.usable_from == at + timedelta(hours=72)
    assert found.state(at) is DetailState.COOLING
    assert usable_detail(holder, at + timedelta(hours=72, microseconds=-1)) is None
    assert usable_detail(holder, at + timedelta(hours=72)) is not None
    with pytest.raises(Conflict, match="nothing_to_verify"):
        verify_bank_detail(someone(CHECKER, Role.COLLECTIONS_OFFICER, at=at), holder)


def test_t09_the_contact_of_the_account_before_hears_of_every_change(holder: PartyId, clock: Any) -> None:
    verified_account(holder, clock.now() - timedelta(days=30))
    swap = replace(ENTRY, account=OTHER_ACCOUNT, contact="fraud@elsewhere.example", contact_locale="zh")

    enter_bank_detail(someone(AUTHOR, Role.PREMIUM_OFFICER, at=clock.now()), holder, swap)

    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(2)).all()
    assert {mail.recipient for mail in mails} == {ENTRY.contact, "fraud@elsewhere.example"}
    assert "GB29 •••• 6819" in mails[0].body
    before = standing_detail(holder)
    assert before is not None
    assert before.masked == "DE89 •••• 3000"


def test_a_detail_needs_its_paper_its_contact_and_a_change(holder: PartyId, clock: Any) -> None:
    verified_account(holder, clock.now())
    officer = someone(AUTHOR, Role.PREMIUM_OFFICER, at=clock.now())
    for entry, field in (
        (replace(ENTRY, document=""), "document"),
        (replace(ENTRY, contact=""), "contact"),
        (ENTRY, "account"),
    ):
        with pytest.raises(InvalidInput) as refused:
            enter_bank_detail(officer, holder, entry)
        assert refused.value.field == field


def test_an_administrator_enters_its_own_companys_account_and_no_other(app: Flask, clock: Any) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), reading_as(ALL):
        office = Office(clock)
        own, other = office.company(), office.company("Zweite AG", "CH")
        ours, theirs = party(own).public_id, party(other).public_id
        scoped = someone(PersonId(95), Role.POLICYHOLDER_ADMINISTRATOR, at=clock.now())
        scoped.actor = replace(scoped.actor, scope=Scope(policyholders=frozenset({own})))
        with pytest.raises(NotFound):
            enter_bank_detail(scoped, other, ENTRY)
    browser, user = signed_in(app, Role.POLICYHOLDER_ADMINISTRATOR, own), signed_in(app, Role.POLICYHOLDER_USER, own)
    typed = {"kind": "iban", "holder": "Nordwind", "account": "DE00", "contact": "a@b.example"}

    assert user.get("/portal/bank-details/").status_code == 403
    assert browser.get("/portal/bank-details/?lang=zh").status_code == 200
    assert browser.get(f"/portal/bank-details/{theirs}").status_code == 404
    assert browser.post(f"/portal/bank-details/{theirs}", data=typed | {"account": ENTRY.account}).status_code == 404
    refused = browser.post(f"/portal/bank-details/{ours}", data=typed)
    assert refused.status_code == 422
    assert 'value="DE00"' in refused.text
    assert browser.post(f"/portal/bank-details/{ours}", data=typed | {"account": ENTRY.account}).status_code == 303
    assert "Waiting to be verified" in browser.get(f"/portal/bank-details/{ours}?lang=en").text
    assert signed_in(app, Role.AUDITOR).get(f"/desk/bank-details/{ours}").status_code == 200
    assert signed_in(app, Role.COLLECTIONS_OFFICER).get("/desk/bank-details/").status_code == 200

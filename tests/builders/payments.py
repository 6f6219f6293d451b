"""Accounts to which policyholders are paid, and the people who enter and verify them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from insurer.accounts.facts import Role
from insurer.accounts.models import Person
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId, PersonId
from policies.facts import AccountKind, BankDetailEntry
from policies.public import enter_bank_detail, verify_bank_detail
from tests.builders.policies import actor

ENTRY = BankDetailEntry(
    kind=AccountKind.IBAN,
    holder="Nordwind Trading GmbH",
    country="",
    account="DE89 3704 0044 0532 0130 00",
    bic="COBADEFFXXX",
    contact="treasury@nordwind.example",
    document="Letter of 2 January",
)
OTHER_ACCOUNT = "GB29 NWBK 6016 1331 9268 19"
AUTHOR, CHECKER = PersonId(91), PersonId(92)


def someone(person: PersonId, *roles: Role, at: datetime, key: str | None = None, login: str = "") -> Act:
    """An act of a person with roles, entered as a human being where they are not yet."""
    if db.session.get(Person, person) is None:
        db.session.add(Person(id=person, name=f"Person {person}"))
        db.session.commit()
    who = replace(actor(*roles, name=login or f"person.{person}"), person=person)
    return Act(who, at, key=key)


def entered_account(policyholder: PartyId, at: datetime, account: str = ENTRY.account) -> str:
    """An account entered by the premium officer of the house, which nobody has verified."""
    officer = someone(AUTHOR, Role.PREMIUM_OFFICER, at=at)
    with reading_as(ALL):
        return enter_bank_detail(officer, policyholder, replace(ENTRY, account=account))


def verified_account(policyholder: PartyId, at: datetime, account: str = ENTRY.account) -> None:
    """An account that a second person verified at a moment; it cools for three days from then on."""
    entered_account(policyholder, at, account)
    with reading_as(ALL):
        verify_bank_detail(someone(CHECKER, Role.COLLECTIONS_OFFICER, at=at), policyholder)

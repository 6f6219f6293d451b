"""Underwriting to work with: authorities, a bound policy, buyers and ledgers as people send them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from insurer.accounts.facts import Role
from insurer.accounts.models import Person
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.kernel.ids import ImportId, PartyId, PersonId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyEntry
from policies.public import policy_facts
from tests.builders.policies import Office, eur
from underwriting.authority.terms import AUTOMATIC
from underwriting.buyers.services import NamedBuyer
from underwriting.public import import_ledger, link_buyers, request_limit, set_authority, set_capacity

HEADERS = (
    "Customer", "Name", "Country", "Invoice", "Invoice date", "Due date", "Amount", "Currency", "Paid on", "Paid",
    "Disputed",
)  # fmt: skip
"""The columns of the ledgers written here."""


def line(
    invoice: str,
    amount: str,
    *,
    customer: str = "C-1",
    name: str = "Baker & Sons Ltd",
    country: str = "GB",
    invoiced: str = "2025-01-10",
    due: str = "2025-03-11",
    currency: str = "EUR",
    paid_on: str = "",
    paid: str = "",
    disputed: str = "no",
) -> tuple[str, ...]:
    """One row of a ledger."""
    return (customer, name, country, invoice, invoiced, due, amount, currency, paid_on, paid, disputed)


def csv(rows: Sequence[Sequence[str]], headers: Sequence[str] = HEADERS) -> bytes:
    """Rows as a file of semicolon-separated values."""
    return "\r\n".join(";".join(row) for row in (headers, *rows)).encode()


class Desk(Office):
    """Acts of the insurer's people and of one policyholder's on the day the clock shows."""

    policyholder: PartyId
    policy: PolicyId

    def on(self, day: date, hour: int = 9) -> Desk:
        super().on(day, hour)
        return self

    def opened(self) -> Desk:
        """The authorities are set and a policy is bound."""
        if db.session.get(Person, PersonId(1)) is None:
            db.session.add(Person(id=PersonId(1), name="Ada Clerk"))
            db.session.commit()
        for role, single, buyer in (
            (AUTOMATIC, "50000", "80000"),
            (Role.LIMIT_UNDERWRITER.value, "250000", "500000"),
            (Role.SENIOR_UNDERWRITER.value, "2000000", "5000000"),
        ):
            set_authority(
                house_act(), role, per_decision=eur(single), per_buyer=eur(buyer), valid_from=date(2025, 1, 2)
            )
        self.policyholder = self.company()
        self.policy = self.bound(self.policyholder, countries={"insured": "*", "excluded": ["KP"]})
        return self

    @property
    def customer(self) -> Act:
        return self.act(Role.POLICYHOLDER_USER)

    @property
    def senior(self) -> Act:
        return self.act(Role.SENIOR_UNDERWRITER)

    @property
    def junior(self) -> Act:
        return self.act(Role.LIMIT_UNDERWRITER)

    def buyer(
        self,
        name: str = "Baker & Sons Ltd",
        country: str = "GB",
        reference: str = "C-1",
        policy: PolicyId | None = None,
    ) -> PartyId:
        """A buyer of the policy, entered in the register where it is new."""
        named = NamedBuyer(reference, PartyEntry(name, country=country), named=True)
        linked = link_buyers(self.customer, policy or self.policy, {reference: named})
        return linked.parties[reference]

    def limit(self, buyer: PartyId, amount: str, policy: PolicyId | None = None, days: int | None = None) -> int:
        """Ask for a limit."""
        return request_limit(self.customer, policy or self.policy, buyer, amount=eur(amount), payment_days=days)

    def capacity(self, buyer: PartyId, amount: str) -> None:
        set_capacity(self.senior, buyer, eur(amount))

    def ledger(self, *rows: Sequence[str], as_of: date | None = None, policy: PolicyId | None = None) -> ImportId:
        """Import a ledger of these rows."""
        return import_ledger(
            self.customer, policy or self.policy, content=csv(rows), filename="ledger.csv", as_of=as_of
        )

    def money(self, amount: str) -> Money:
        return Money.of(amount, policy_facts(self.policy).currency)

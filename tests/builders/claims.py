"""The claims department: a policy with a buyer, invoices, limits, and the people who notify, examine, approve, pay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from claims.cases.services import file_claim
from claims.cases.terms import LossCause
from claims.indemnity.services import approve_claim, assess_claim, pay_claim, put_claim_forward
from claims.overdues.services import notify_overdue
from insurer.accounts.facts import Role
from insurer.accounts.models import Person
from insurer.infra.clock import SetClock
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.kernel.acting import ALL, Scope
from insurer.kernel.ids import ClaimId, ImportId, Minor, NoticeId, PartyId, PersonId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from tests.builders.payments import verified_account
from tests.builders.policies import FIRST, Office, actor, at, eur
from underwriting.buyers.models import PolicyBuyer
from underwriting.limits.models import LimitDecision
from underwriting.public import capacity_of, set_authority, set_capacity
from underwriting.receivables.models import LedgerImport, Receivable, ReceivableReceipt

CLAIM_TERMS: dict[str, object] = {
    "maximum_extension_days": 30,
    "notice_days": 45,
    "waiting_days": 60,
    "claim_days": 180,
    "minimum_loss": "10.00",
    "declaration_frequency": "yearly",
}
SHIPPED = date(2025, 2, 1)
PEOPLE = {"policyholder": 2, "adjuster": 3, "manager": 4, "payer": 5, "second": 6}
ROLES = {
    "policyholder": (Role.POLICYHOLDER_USER,),
    "adjuster": (Role.CLAIMS_ADJUSTER,),
    "second": (Role.CLAIMS_ADJUSTER,),
    "manager": (Role.CLAIMS_MANAGER,),
    "payer": (Role.PREMIUM_OFFICER,),
}


@dataclass
class Department:
    """One policyholder's policy and one buyer, and everybody who has to do with its claims."""

    clock: SetClock
    office: Office
    policyholder: PartyId
    policy: PolicyId
    buyer: PartyId
    ledger: ImportId

    @classmethod
    def open(cls, clock: SetClock, **terms: object) -> Department:
        office = Office(clock).on(FIRST)
        for name, number in PEOPLE.items():
            if db.session.get(Person, PersonId(number)) is None:
                db.session.add(Person(id=PersonId(number), name=name))
        db.session.commit()
        most = eur("10000000")
        set_authority(house_act(), Role.SENIOR_UNDERWRITER.value, per_decision=most, per_buyer=most, valid_from=FIRST)
        policyholder = office.company()
        verified_account(policyholder, clock.now())
        policy = office.bound(policyholder, **(CLAIM_TERMS | terms))
        buyer = office.company("Hollow Oak Ltd", "GB")
        return cls(clock, office, policyholder, policy, buyer, _import(policyholder, policy, clock))

    def on(self, day: date, hour: int = 9) -> Department:
        self.clock.move_to(at(day, hour))
        return self

    def act(self, who: str, key: str | None = None, login: str | None = None) -> Act:
        """An act of one of the people, under their own or a second login."""
        scope = Scope(policyholders=frozenset({self.policyholder})) if who == "policyholder" else ALL
        person = replace(actor(*ROLES[who], scope=scope, name=who), person=PersonId(PEOPLE[who]))
        return Act(replace(person, login=login or who), self.clock.now(), key=key)

    def name_buyer(self) -> None:
        """Give the buyer its customer number under the policy, as the first ledger does."""
        row = PolicyBuyer(
            policyholder_id=self.policyholder,
            policy_id=self.policy,
            party_id=self.buyer,
            reference="C-1",
            linked_at=self.clock.now(),
            linked_by="policyholder",
        )
        db.session.add(row)
        db.session.commit()

    def limit(self, amount: str = "100000", first: date = date(2025, 1, 1), buyer: PartyId | None = None) -> None:
        if capacity_of(buyer or self.buyer) is None:
            set_capacity(Act(actor(Role.SENIOR_UNDERWRITER), self.clock.now()), buyer or self.buyer, eur("10000000"))
        number = f"LD-2024-{db.session.query(LimitDecision).count() + 1:06d}"
        db.session.add(
            LimitDecision(
                policyholder_id=self.policyholder,
                number=number,
                policy_id=self.policy,
                party_id=buyer or self.buyer,
                kind="named",
                outcome="full",
                amount_minor=Minor(eur(amount).minor),
                currency="EUR",
                ship_from=first,
                reason="as_asked",
                note="",
                automatic=False,
                decided_at=self.clock.now(),
                decided_by="underwriter",
            )
        )
        db.session.commit()

    def invoice(
        self,
        number: str,
        amount: str,
        shipped: date = SHIPPED,
        term: int = 30,
        buyer: PartyId | None = None,
        currency: str = "EUR",
    ) -> ReceivableId:
        row = Receivable(
            policyholder_id=self.policyholder,
            policy_id=self.policy,
            party_id=buyer or self.buyer,
            number=number,
            number_key=number.lower(),
            shipped=shipped,
            invoiced=shipped,
            due=shipped + timedelta(days=term),
            currency=currency,
            amount_minor=Minor(Money.of(amount, currency).minor),
            tax_minor=Minor(0),
            deposit_minor=Minor(0),
            import_id=self.ledger,
            recorded_at=self.clock.now(),
        )
        db.session.add(row)
        db.session.commit()
        return row.id

    def receipt(self, receivable: ReceivableId, amount: str, day: date) -> None:
        row = db.session.get_one(Receivable, receivable)
        db.session.add(
            ReceivableReceipt(
                policyholder_id=self.policyholder,
                policy_id=self.policy,
                party_id=row.party_id,
                receivable_id=receivable,
                day=day,
                currency=row.currency,
                amount_minor=Minor(Money.of(amount, row.currency).minor),
                kind="payment",
                import_id=self.ledger,
                recorded_at=self.clock.now(),
            )
        )
        db.session.commit()

    def notify(self, *receivables: ReceivableId, buyer: PartyId | None = None) -> NoticeId:
        return notify_overdue(self.act("policyholder"), self.policy, buyer or self.buyer, receivables=receivables)

    def file(self, buyer: PartyId | None = None, **how: object) -> ClaimId:
        return file_claim(
            self.act("policyholder"),
            self.policy,
            buyer or self.buyer,
            **({"cause": LossCause.PROTRACTED_DEFAULT} | how),  # type: ignore[arg-type]
        )

    def assess(self, claim: ClaimId, late_reduction: str = "0") -> None:
        assess_claim(self.act("adjuster"), claim, late_reduction=Decimal(late_reduction))

    def put_forward(self, claim: ClaimId) -> None:
        put_claim_forward(self.act("adjuster"), claim)

    def approve(self, claim: ClaimId) -> None:
        approve_claim(self.act("manager"), claim)

    def pay(self, claim: ClaimId, key: str | None = None) -> str:
        return pay_claim(self.act("payer", key), claim, paid_on=self.clock.now().date())

    def claimed(self, amount: str = "10000", number: str = "A-1", buyer: PartyId | None = None) -> ClaimId:
        """A claim filed on an insured invoice whose waiting period is over; the clock stands on that day."""
        self.on(SHIPPED)
        receivable = self.invoice(number, amount, buyer=buyer)
        self.on(date(2025, 3, 10)).notify(receivable, buyer=buyer)
        return self.on(date(2025, 5, 5)).file(buyer=buyer)

    def assessed(self, amount: str = "10000", number: str = "A-1", buyer: PartyId | None = None) -> ClaimId:
        claim = self.claimed(amount, number, buyer)
        self.assess(claim)
        self.put_forward(claim)
        return claim

    def paid(self, amount: str = "10000") -> ClaimId:
        claim = self.assessed(amount)
        self.approve(claim)
        self.pay(claim)
        return claim


def _import(policyholder: PartyId, policy: PolicyId, clock: SetClock) -> ImportId:
    """The file that every invoice of the tests is said to come from."""
    row = LedgerImport(
        policyholder_id=policyholder,
        number="IM-2024-000001",
        policy_id=policy,
        file_sha="0" * 64,
        name="ledger.csv",
        plan={},
        as_of=clock.now().date(),
        state="done",
        received_at=clock.now(),
        received_by="policyholder",
    )
    db.session.add(row)
    db.session.commit()
    return row.id

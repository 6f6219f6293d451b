"""The double-entry ledger: every money movement is one balanced entry; nothing posted is ever edited.

The database itself holds this: postings are written first, the entry last, and the entry is refused unless its
postings sum to zero in every currency; a posting for an entry that stands is refused; both tables only grow.
A positive amount is a debit, a negative one a credit. A correction is a reversal naming the original, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.commands import Act
from insurer.infra.db import Model, db
from insurer.infra.numbering import next_number
from insurer.infra.scope import house_writing
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import Minor, PartyId, PolicyId
from insurer.kernel.money import Money


class Account(StrEnum):
    """The chart of accounts."""

    BANK = "bank"
    PREMIUM_RECEIVABLE = "premium_receivable"
    PREMIUM_WRITTEN = "premium_written"
    PREMIUM_TAX_PAYABLE = "premium_tax_payable"
    FEE_INCOME = "fee_income"
    COMMISSION_EXPENSE = "commission_expense"
    COMMISSION_PAYABLE = "commission_payable"
    CLAIMS_INCURRED = "claims_incurred"
    CLAIMS_PAYABLE = "claims_payable"
    RECOVERIES = "recoveries"
    RECOVERY_COSTS = "recovery_costs"
    RECOVERIES_RECEIVABLE = "recoveries_receivable"
    RECOVERIES_PAYABLE = "recoveries_payable"


class LedgerPosting(Model):
    """One side of an entry."""

    __tablename__ = "ledger_posting"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
        Index(None, "account", "currency"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("ledger_entry.id", deferrable=True, initially="DEFERRED"), index=True
    )
    account: Mapped[str] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    policy_id: Mapped[PolicyId | None] = mapped_column(index=True)
    party_id: Mapped[PartyId | None] = mapped_column(ForeignKey("party.id"))

    amount: Mapped[Money] = composite("amount_minor", "currency")


class LedgerEntry(Model):
    """One movement: when it counts, when it was recorded, what it is, for which paper."""

    __tablename__ = "ledger_entry"
    __table_args__ = GROWS_ONLY

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    effective_on: Mapped[date] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    reference: Mapped[str] = mapped_column(String(160), index=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount on an account: positive debits, negative credits."""

    account: Account
    amount: Money
    policy: PolicyId | None = None
    party: PartyId | None = None


def debit(account: Account, amount: Money, policy: PolicyId | None = None, party: PartyId | None = None) -> Posting:
    return Posting(account, amount, policy, party)


def credit(account: Account, amount: Money, policy: PolicyId | None = None, party: PartyId | None = None) -> Posting:
    return Posting(account, -amount, policy, party)


def post(
    act: Act,
    *,
    effective_on: date,
    kind: str,
    reference: str,
    postings: Iterable[Posting],
    reverses: int | None = None,
) -> str:
    """Book one balanced entry inside the running act and record it; postings of nothing are left out.

    Returns the entry's number. Refuses an entry that does not balance in every currency or moves nothing.
    """
    moving = [posting for posting in postings if posting.amount]
    sums: dict[str, int] = {}
    for posting in moving:
        sums[posting.amount.currency] = sums.get(posting.amount.currency, 0) + posting.amount.minor
    if len(moving) < 2 or any(sums.values()):
        raise InvalidInput("ledger.not_balanced", "postings", kind=kind, reference=reference)
    number = next_number("JE", effective_on.year)
    # the number series row is locked, so the next free id is ours alone
    entry_id = _next_entry_id()
    with house_writing():
        for posting in moving:
            db.session.add(_row(entry_id, posting))
        # the entry comes last: the database refuses it unless its postings balance
        db.session.flush()
        db.session.add(
            LedgerEntry(
                id=entry_id,
                number=number,
                effective_on=effective_on,
                recorded_at=act.at,
                kind=kind,
                reference=reference,
                reverses_id=reverses,
            )
        )
    act.record(
        f"entry:{number}",
        f"ledger.{kind}",
        reference=reference,
        effective_on=effective_on,
        postings=[[posting.account.value, str(posting.amount)] for posting in moving],
    )
    return number


def _row(entry_id: int, posting: Posting) -> LedgerPosting:
    return LedgerPosting(
        entry_id=entry_id,
        account=posting.account.value,
        currency=posting.amount.currency,
        amount_minor=Minor(posting.amount.minor),
        policy_id=posting.policy,
        party_id=posting.party,
    )


def reverse(act: Act, number: str, *, effective_on: date) -> str:
    """Book the mirror image of entry `number`; an entry is reversed at most once."""
    entry = db.session.scalar(select(LedgerEntry).where(LedgerEntry.number == number))
    if entry is None:
        raise InvalidInput("ledger.no_such_entry", "number", number=number)
    if db.session.scalar(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry.id)) is not None:
        raise Conflict("ledger.already_reversed", number=number)
    rows = db.session.scalars(
        select(LedgerPosting).where(LedgerPosting.entry_id == entry.id).order_by(LedgerPosting.id)
    )
    mirror = [Posting(Account(row.account), -row.amount, row.policy_id, row.party_id) for row in rows]
    return post(
        act,
        effective_on=effective_on,
        kind=f"{entry.kind}_reversed",
        reference=entry.reference,
        postings=mirror,
        reverses=entry.id,
    )


def _next_entry_id() -> int:
    series = next_number("ENTRY", 0)
    return int(series.rsplit("-", 1)[1])


@dataclass(frozen=True, slots=True)
class Balance:
    """One account's debits, credits and balance (debits less credits) in one currency."""

    account: Account
    debits: Money
    credits: Money

    @property
    def balance(self) -> Money:
        return self.debits - self.credits


def trial_balance(as_of: date, known_by: datetime | None = None) -> list[Balance]:
    """Every account with movements effective by `as_of` (and recorded by `known_by`), in the chart's order."""
    amount = LedgerPosting.amount_minor
    query = (
        select(
            LedgerPosting.account,
            LedgerPosting.currency,
            func.sum(amount).filter(amount > 0),
            func.sum(amount).filter(amount < 0),
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerEntry.effective_on <= as_of)
        .group_by(LedgerPosting.account, LedgerPosting.currency)
    )
    if known_by is not None:
        query = query.where(LedgerEntry.recorded_at <= known_by)
    order = list(Account)
    balances = [
        Balance(Account(account), Money(int(debits or 0), currency), Money(-int(credits or 0), currency))
        for account, currency, debits, credits in db.session.execute(query)
    ]
    return sorted(balances, key=lambda row: (order.index(row.account), row.debits.currency))


def trial_balance_difference(balances: Sequence[Balance]) -> dict[str, Money]:
    """Debits less credits over all accounts, by currency: nothing but zeros, or the books are wrong."""
    totals: dict[str, Money] = {}
    for row in balances:
        currency = row.debits.currency
        totals[currency] = totals.get(currency, Money.zero(currency)) + row.balance
    return totals


def ledger_guard_statements(dialect: str) -> list[str]:
    """SQL triggers that make an unbalanced entry, and a late posting, impossible."""
    if dialect == "postgresql":
        return [
            """
CREATE OR REPLACE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM ledger_posting WHERE entry_id = NEW.id) < 2 OR EXISTS (
    SELECT 1 FROM ledger_posting WHERE entry_id = NEW.id GROUP BY currency HAVING sum(amount_minor) <> 0)
  THEN RAISE EXCEPTION 'ledger: entry % does not balance', NEW.id; END IF;
  RETURN NEW;
END $$
""",
            "CREATE TRIGGER ledger_entry_balances BEFORE INSERT ON ledger_entry "
            "FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances()",
            """
CREATE OR REPLACE FUNCTION ledger_posting_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)
  THEN RAISE EXCEPTION 'ledger: entry % already stands', NEW.entry_id; END IF;
  RETURN NEW;
END $$
""",
            "CREATE TRIGGER ledger_posting_in_time BEFORE INSERT ON ledger_posting "
            "FOR EACH ROW EXECUTE FUNCTION ledger_posting_in_time()",
        ]
    return [
        """
CREATE TRIGGER ledger_entry_balances BEFORE INSERT ON ledger_entry
WHEN (SELECT count(*) FROM ledger_posting WHERE entry_id = NEW.id) < 2 OR EXISTS (
  SELECT 1 FROM ledger_posting WHERE entry_id = NEW.id GROUP BY currency HAVING sum(amount_minor) <> 0)
BEGIN SELECT RAISE(ABORT, 'ledger: entry does not balance'); END
""",
        """
CREATE TRIGGER ledger_posting_in_time BEFORE INSERT ON ledger_posting
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, 'ledger: entry already stands'); END
""",
    ]


def ledger_unguard_statements(dialect: str) -> list[str]:
    """SQL that takes the ledger's triggers off, for a migration backwards."""
    if dialect == "postgresql":
        return [
            "DROP TRIGGER IF EXISTS ledger_entry_balances ON ledger_entry",
            "DROP TRIGGER IF EXISTS ledger_posting_in_time ON ledger_posting",
            "DROP FUNCTION IF EXISTS ledger_entry_balances()",
            "DROP FUNCTION IF EXISTS ledger_posting_in_time()",
        ]
    return ["DROP TRIGGER IF EXISTS ledger_entry_balances", "DROP TRIGGER IF EXISTS ledger_posting_in_time"]

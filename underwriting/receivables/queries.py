"""Reads of the receivables ledger: as of any day, as known at any moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import ImportId, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from underwriting.exposure.terms import Receipt as ReceiptTerm
from underwriting.exposure.terms import ReceiptKind
from underwriting.exposure.terms import Receivable as ReceivableTerm
from underwriting.limits.terms import PaymentMethod
from underwriting.receivables.models import (
    ImportRefusedRow,
    ImportRowError,
    LedgerImport,
    Receivable,
    ReceivableDispute,
    ReceivableReceipt,
)
from underwriting.receivables.states import ImportState
from underwriting.receivables.terms import ReadingPlan

_REMEMBERED = 50
"""Imports in which the same headings are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerItem:
    """One invoice with what was received on itself: `open` is amount less deposit and receipts naming it."""

    id: ReceivableId
    party: PartyId
    number: str
    shipped: date
    invoiced: date
    due: date
    amount: Money
    tax: Money
    deposit: Money
    disputed: Money
    received: Money
    method: str | None
    paid_on: date | None

    @property
    def open(self) -> Money:
        return self.amount - self.deposit - self.received


@dataclass(frozen=True, slots=True)
class BuyerAccount:
    """One buyer's invoices and receipts as the rules of cover read them; ids and recording moments of the invoices."""

    receivables: tuple[ReceivableTerm, ...]
    receipts: tuple[ReceiptTerm, ...]
    ids: tuple[ReceivableId, ...]
    recorded_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Who asks for which day and moment, as conditions of a query."""

    policies: tuple[PolicyId, ...]
    party_id: PartyId | None
    as_of: date
    known_by: datetime | None

    def conditions(self, table: Any, day: ColumnElement[date] | Any) -> list[ColumnElement[bool]]:
        found = [table.policy_id.in_(self.policies), day <= self.as_of]
        if self.party_id is not None:
            found.append(table.party_id == self.party_id)
        if self.known_by is not None:
            found.append(table.recorded_at <= self.known_by)
        return found


def receivables_of(
    policy_id: PolicyId, party_id: PartyId | None = None, *, as_of: date, known_by: datetime | None = None
) -> list[LedgerItem]:
    """Every invoice issued by `as_of` with what was open on it at the end of that day, as then known."""
    return _items(Told((policy_id,), party_id, as_of, known_by))[policy_id]


def receivables_among(
    wanted: Collection[ReceivableId], ids: Collection[PolicyId], *, as_of: date
) -> dict[ReceivableId, LedgerItem]:
    """The same of some invoices under several policies, by id, in three reads."""
    found = _items(Told(tuple(ids), None, as_of, None), Receivable.id.in_(wanted))
    return {one.id: one for items in found.values() for one in items}


def unpaid_by_policy(
    ids: Collection[PolicyId], *, as_of: date, party_id: PartyId | None = None, known_by: datetime | None = None
) -> dict[PolicyId, list[LedgerItem]]:
    """Of several policies the invoices past their due date that are not settled on themselves, in three reads."""
    told = Told(tuple(ids), party_id, as_of, known_by)
    found = _items(told, Receivable.due < as_of)
    return {policy: [one for one in items if one.open.minor > 0] for policy, items in found.items()}


def disputed_receivables_of(policy_id: PolicyId, party_id: PartyId | None = None, *, as_of: date) -> list[LedgerItem]:
    """The open invoices of a policy of which something is in dispute at the end of a day."""
    told = Told((policy_id,), party_id, as_of, None)
    ever = select(ReceivableDispute.receivable_id).where(*told.conditions(ReceivableDispute, ReceivableDispute.day))
    found = _items(told, Receivable.id.in_(ever))[policy_id]
    return [one for one in found if one.disputed.minor and one.open.minor > 0]


def _items(told: Told, *only: ColumnElement[bool]) -> dict[PolicyId, list[LedgerItem]]:
    received: dict[ReceivableId, tuple[int, date | None]] = {}
    for receivable_id, minor, last, left in db.session.execute(
        select(
            ReceivableReceipt.receivable_id,
            func.sum(ReceivableReceipt.amount_minor),
            func.max(ReceivableReceipt.day),
            func.max(case((ReceivableReceipt.kind == ReceiptKind.LEFT_LEDGER, 1), else_=0)),
        )
        .where(*told.conditions(ReceivableReceipt, ReceivableReceipt.day), ReceivableReceipt.receivable_id.is_not(None))
        .group_by(ReceivableReceipt.receivable_id)
    ):
        if receivable_id is not None:
            received[receivable_id] = (int(minor), None if left else last)
    disputed = _disputed(told)
    found: dict[PolicyId, list[LedgerItem]] = {policy_id: [] for policy_id in told.policies}
    for row in db.session.execute(
        select(*_READ)
        .where(*told.conditions(Receivable, Receivable.invoiced), Receivable.shipped <= told.as_of, *only)
        .order_by(Receivable.party_id, Receivable.due, Receivable.id)
    ):
        found[row.policy_id].append(_item(row, received.get(row.id), disputed.get(row.id, 0)))
    return found


_READ = (
    Receivable.id, Receivable.policy_id, Receivable.party_id, Receivable.number, Receivable.shipped,
    Receivable.invoiced, Receivable.due, Receivable.amount_minor, Receivable.tax_minor, Receivable.deposit_minor,
    Receivable.currency, Receivable.method,
)  # fmt: skip


def _item(row: Any, received: tuple[int, date | None] | None, disputed: int) -> LedgerItem:
    minor, last = received or (0, None)
    settled = minor + row.deposit_minor >= row.amount_minor
    return LedgerItem(
        id=row.id,
        party=row.party_id,
        number=row.number,
        shipped=row.shipped,
        invoiced=row.invoiced,
        due=row.due,
        amount=Money(row.amount_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        deposit=Money(row.deposit_minor, row.currency),
        disputed=Money(disputed, row.currency),
        received=Money(minor, row.currency),
        method=row.method,
        paid_on=last if settled else None,
    )


def receivable_under(policy_id: PolicyId, receivable_id: ReceivableId) -> Receivable:
    """One invoice of a policy within the reader's scope; another policy's does not exist."""
    found = db.session.scalar(
        select(Receivable).where(Receivable.id == receivable_id, Receivable.policy_id == policy_id)
    )
    if found is None:
        raise NotFound("receivables.no_such_invoice", id=receivable_id)
    return found


def _invoices(told: Told, *only: ColumnElement[bool]) -> Iterator[Receivable]:
    yield from db.session.scalars(
        select(Receivable)
        .where(*told.conditions(Receivable, Receivable.invoiced), Receivable.shipped <= told.as_of, *only)
        .order_by(Receivable.party_id, Receivable.due, Receivable.id)
    )


def _disputed(told: Told) -> dict[ReceivableId, int]:
    """What is in dispute per invoice: the last word by day, then by recording."""
    rows = db.session.execute(
        select(ReceivableDispute.receivable_id, ReceivableDispute.amount_minor)
        .where(*told.conditions(ReceivableDispute, ReceivableDispute.day))
        .order_by(ReceivableDispute.day, ReceivableDispute.id)
    )
    return {receivable_id: int(minor) for receivable_id, minor in rows}


def accounts_of(
    policy_id: PolicyId, party_id: PartyId | None = None, *, as_of: date, known_by: datetime | None = None
) -> dict[PartyId, BuyerAccount]:
    """The accounts of a policy's buyers in three reads, as the rules of cover take them.

    A number that two invoices of a buyer share in its written form cannot occur: its key is unique.
    """
    return _accounts(Told((policy_id,), party_id, as_of, known_by))[policy_id]


def _accounts(told: Told) -> dict[PolicyId, dict[PartyId, BuyerAccount]]:
    disputed = _disputed(told)
    invoices: dict[tuple[PolicyId, PartyId], list[Receivable]] = defaultdict(list)
    numbers: dict[ReceivableId, str] = {}
    for row in _invoices(told):
        invoices[row.policy_id, row.party_id].append(row)
        numbers[row.id] = row.number
    receipts: dict[tuple[PolicyId, PartyId], list[ReceiptTerm]] = defaultdict(list)
    for one in db.session.scalars(
        select(ReceivableReceipt)
        .where(*told.conditions(ReceivableReceipt, ReceivableReceipt.day))
        .order_by(ReceivableReceipt.day, ReceivableReceipt.id)
    ):
        if one.receivable_id is None or one.receivable_id in numbers:
            number = None if one.receivable_id is None else numbers[one.receivable_id]
            receipts[one.policy_id, one.party_id].append(
                ReceiptTerm(day=one.day, amount=one.amount, invoice=number, kind=ReceiptKind(one.kind))
            )
    found: dict[PolicyId, dict[PartyId, BuyerAccount]] = {policy_id: {} for policy_id in told.policies}
    for (policy_id, party), rows in invoices.items():
        found[policy_id][party] = BuyerAccount(
            tuple(_term(row, disputed.get(row.id, 0)) for row in rows),
            tuple(receipts[policy_id, party]),
            tuple(row.id for row in rows),
            tuple(row.recorded_at for row in rows),
        )
    return found


def shipped_of(
    policy_id: PolicyId, first: date, last: date, *, as_of: date, known_by: datetime | None = None
) -> dict[PartyId, BuyerAccount]:
    """The invoices of a policy shipped from `first` to `last`, open or settled, by buyer; receipts are not read."""
    told = Told((policy_id,), None, as_of, known_by)
    disputed = _disputed(told)
    invoices: dict[PartyId, list[Receivable]] = defaultdict(list)
    for row in _invoices(told, Receivable.shipped.between(first, last)):
        invoices[row.party_id].append(row)
    return {
        party: BuyerAccount(
            tuple(_term(row, disputed.get(row.id, 0)) for row in rows),
            (),
            tuple(row.id for row in rows),
            tuple(row.recorded_at for row in rows),
        )
        for party, rows in invoices.items()
    }


def account_of(
    policy_id: PolicyId, party_id: PartyId, *, as_of: date, known_by: datetime | None = None
) -> tuple[tuple[ReceivableTerm, ...], tuple[ReceiptTerm, ...]]:
    """One buyer's invoices and receipts as terms; both empty for a buyer that owes nothing."""
    account = accounts_of(policy_id, party_id, as_of=as_of, known_by=known_by).get(party_id)
    return ((), ()) if account is None else (account.receivables, account.receipts)


def _term(row: Receivable, disputed: int) -> ReceivableTerm:
    left = row.amount_minor - row.deposit_minor
    return ReceivableTerm(
        number=row.number,
        shipped=row.shipped,
        invoiced=row.invoiced,
        due=row.due,
        amount=row.amount,
        tax=row.tax,
        deposit=row.deposit,
        disputed=Money(min(disputed, left), row.currency),
        payment_method=PaymentMethod(row.method) if row.method else None,
    )


def import_of(import_id: ImportId) -> LedgerImport:
    """The import within the reader's scope."""
    found = db.session.scalar(select(LedgerImport).where(LedgerImport.id == import_id))
    if found is None:
        raise NotFound("receivables.no_such_import", id=import_id)
    return found


def import_numbered(number: str) -> LedgerImport:
    """The import of that number within the reader's scope."""
    found = db.session.scalar(select(LedgerImport).where(LedgerImport.number == number))
    if found is None:
        raise NotFound("receivables.no_such_import", number=number)
    return found


def imports_of(policy_ids: Collection[PolicyId]) -> list[LedgerImport]:
    """The imports under some policies, newest first."""
    return list(
        db.session.scalars(
            select(LedgerImport).where(LedgerImport.policy_id.in_(policy_ids)).order_by(LedgerImport.id.desc())
        )
    )


def remembered_plan(policyholder: PartyId, headers: Sequence[str]) -> tuple[str, ReadingPlan] | None:
    """How the policyholder's last file with these headings was read, and the number of that import."""
    done = select(LedgerImport).where(
        LedgerImport.policyholder_id == policyholder, LedgerImport.state == ImportState.DONE
    )
    for row in db.session.scalars(done.order_by(LedgerImport.id.desc()).limit(_REMEMBERED)):
        if row.understood.get("headers") == list(headers):
            return row.number, ReadingPlan.from_plain(row.plan)
    return None


def row_errors(import_id: ImportId, most: int | None = None) -> list[ImportRowError]:
    """Why rows of an import were not taken, by line."""
    query = (
        select(ImportRowError)
        .where(ImportRowError.import_id == import_id)
        .order_by(ImportRowError.line, ImportRowError.id)
    )
    return list(db.session.scalars(query if most is None else query.limit(most)))


def refused_rows(import_id: ImportId) -> list[ImportRefusedRow]:
    """The rows of an import that were not taken, as written, by line."""
    return list(
        db.session.scalars(
            select(ImportRefusedRow).where(ImportRefusedRow.import_id == import_id).order_by(ImportRefusedRow.line)
        )
    )


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of an import: its head, why rows were refused, and the sums of what it entered, by currency."""

    id: ImportId
    number: str
    state: ImportState
    rows: int
    accepted: int
    refused: int
    unchanged: int
    closed: int
    buyers_matched: int
    buyers_new: int
    error_code: str | None
    error_facts: Mapping[str, object]
    errors: tuple[ImportRowError, ...]
    totals: Mapping[str, Money]


def import_outcome(import_id: ImportId) -> ImportOutcome:
    """What became of an import."""
    row = import_of(import_id)
    sums = db.session.execute(
        select(Receivable.currency, func.sum(Receivable.amount_minor))
        .where(Receivable.import_id == import_id)
        .group_by(Receivable.currency)
        .order_by(Receivable.currency)
    )
    return ImportOutcome(
        id=row.id,
        number=row.number,
        state=ImportState(row.state),
        rows=row.rows,
        accepted=row.accepted,
        refused=row.refused,
        unchanged=row.unchanged,
        closed=row.closed,
        buyers_matched=row.buyers_matched,
        buyers_new=row.buyers_new,
        error_code=row.error_code,
        error_facts=row.error_facts,
        errors=tuple(row_errors(import_id)),
        totals={currency: Money(int(minor), currency) for currency, minor in sums},
    )


def imports_with_refusals(since: datetime) -> list[LedgerImport]:
    """Imports of the reader's scope received from a moment on, of which rows were refused, newest first."""
    return list(
        db.session.scalars(
            select(LedgerImport)
            .where(LedgerImport.received_at >= since, LedgerImport.refused > 0)
            .order_by(LedgerImport.id.desc())
        )
    )

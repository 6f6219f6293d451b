"""Reads of statements: what a buyer owes by currency, the statements made, the answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from underwriting.exposure.rules.ageing import days_late
from underwriting.exposure.terms import ReceiptKind
from underwriting.receivables.models import ReceivableReceipt
from underwriting.receivables.queries import receivables_of
from underwriting.statements.models import BuyerStatement, StatementAnswerRow
from underwriting.statements.terms import Account, CreditLine, StatementLine


def accounts_on(
    policy_id: PolicyId, party_id: PartyId, day: date, known_by: datetime | None = None
) -> dict[str, Account]:
    """What a buyer owes under a policy at the end of `day`, by currency, oldest due first; four reads."""
    lines: dict[str, list[StatementLine]] = {}
    for one in receivables_of(policy_id, party_id, as_of=day, known_by=known_by):
        if one.open.minor > 0:
            line = StatementLine(
                one.id, one.number, one.invoiced, one.due, one.amount, one.deposit + one.received, one.open,
                min(one.disputed, one.open), max(days_late(one.due, day), 0),
            )  # fmt: skip
            lines.setdefault(one.amount.currency, []).append(line)
    credits: dict[str, list[CreditLine]] = {}
    query = select(ReceivableReceipt).where(
        ReceivableReceipt.policy_id == policy_id,
        ReceivableReceipt.party_id == party_id,
        ReceivableReceipt.receivable_id.is_(None),
        ReceivableReceipt.day <= day,
    )
    if known_by is not None:
        query = query.where(ReceivableReceipt.recorded_at <= known_by)
    for row in db.session.scalars(query.order_by(ReceivableReceipt.day, ReceivableReceipt.id)):
        free = CreditLine(row.number_key or "", row.day, row.amount, row.kind == ReceiptKind.PAYMENT)
        credits.setdefault(row.currency, []).append(free)
    return {
        currency: Account(
            day,
            currency,
            tuple(sorted(lines.get(currency, ()), key=lambda line: (line.due, line.number))),
            tuple(credits.get(currency, ())),
        )
        for currency in sorted(lines.keys() | credits.keys())
    }


def statement_numbered(number: str) -> BuyerStatement:
    """The statement with this number within the reader's scope."""
    row = db.session.scalar(select(BuyerStatement).where(BuyerStatement.number == number))
    if row is None:
        raise NotFound("statements.absent", number=number)
    return row


def account_of_statement(row: BuyerStatement) -> Account:
    """The lines of a statement as they were known when it was made, whatever came in since."""
    found = accounts_on(row.policy_id, row.party_id, row.as_of, row.made_at)
    return found.get(row.currency, Account(row.as_of, row.currency, (), ()))


def statements_of(policy_id: PolicyId, party_id: PartyId | None = None) -> list[BuyerStatement]:
    """The statements made under a policy, the newest first."""
    query = select(BuyerStatement).where(BuyerStatement.policy_id == policy_id).order_by(BuyerStatement.id.desc())
    return list(db.session.scalars(query if party_id is None else query.where(BuyerStatement.party_id == party_id)))


def answers_to(statements: Sequence[BuyerStatement]) -> dict[int, list[StatementAnswerRow]]:
    """The answers to some statements, oldest first, by statement: one read."""
    found: dict[int, list[StatementAnswerRow]] = {row.id: [] for row in statements}
    rows = db.session.scalars(
        select(StatementAnswerRow).where(StatementAnswerRow.statement_id.in_(found)).order_by(StatementAnswerRow.id)
    )
    for row in rows:
        found[row.statement_id].append(row)
    return found


def difference_of(statement: BuyerStatement, answer: StatementAnswerRow) -> Money:
    """By how much less than the statement the buyer says it owes; negative when it says more."""
    return Money(answer.difference_minor, statement.currency)

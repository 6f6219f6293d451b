"""Pure rules of billing: instalments with their due dates, what is open, what is earned, when cover is suspended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from insurer.kernel.calendar import add_days, add_months
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.kernel.working import Working
from policies.billing.terms import (
    BookedTurnover,
    Note,
    NoteAccount,
    NoteStanding,
    PremiumPosition,
    Received,
    Suspension,
)
from policies.premiums.rules.unearned import EarningMethod, PremiumSegment, months_of, unearned_premium
from policies.premiums.terms import DeclaredRow


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of the deposit: its premium, tax and commission, and when it is due."""

    number: int
    premium: Money
    tax: Money
    commission: Money
    due_on: date


def instalments(
    premiums: Sequence[Money],
    *,
    tax_rate: Decimal,
    commission_rate: Decimal,
    period: Period,
    issued_on: date,
    due_days: int,
) -> tuple[Instalment, ...]:
    """The deposit's instalments: spread evenly over the months of the period, each due so many days after its turn
    began, never sooner than that many days after the notes were issued.

    Tax and commission are worked out on the whole deposit, rounded once and spread over the instalments.
    """
    whole = Money.total(premiums, premiums[0].currency)
    taxes, commissions = whole.share(tax_rate).spread(premiums), whole.share(commission_rate).spread(premiums)
    months, count = months_of(period), len(premiums)
    begins = [max(add_months(period.first, months * at // count), issued_on) for at in range(count)]
    return tuple(
        Instalment(at, premium, tax, commission, add_days(begin, due_days))
        for at, (premium, tax, commission, begin) in enumerate(
            zip(premiums, taxes, commissions, begins, strict=True), 1
        )
    )


_CLAUSES = {
    "estimated": "policy.estimated_turnover",
    "flat_premium": "policy.flat_premium",
    "deposit": "policy.deposit_premium",
    "minimum": "policy.minimum_premium",
    "minimum_months": "policy.minimum_months",
    "instalments": "policy.instalments",
    "rates": "policy.premium_rates",
    "bonus_malus": "policy.bonus_malus",
    "refund_down_to": "policy.refund_down_to",
    "declared": "policy.declaration_frequency",
}
_OF_A_DEPOSIT = ("premium.estimated", "premium.deposit", "premium.instalment", "premium.line")
_NOT_OF_A_LATER_NOTE = ("premium.instalment", "premium.tax", "premium.commission", "premium.total")


def deposit_working(opening: Working, part: Instalment, tax_rate: Decimal) -> Working:
    """How one instalment came about: the lines of the premium rule down to it, then its tax and total."""
    kept = [line for line in _named(opening).lines if line.code.startswith(_OF_A_DEPOSIT)]
    kept = [line for line in kept if line.facts.get("number") in (None, part.number)]
    total = part.premium + part.tax
    return (
        Working(tuple(kept))
        .then("billing.tax_of_instalment", part.tax, "policy.tax_rate", premium=part.premium, percentage=tax_rate)
        .then("billing.total", total, "policy.premium_due_days", premium=part.premium, tax=part.tax)
    )


def later_working(worked: Working) -> Working:
    """The lines of a yearly premium that a later note rests on; its own tax and total follow them."""
    return Working(tuple(line for line in _named(worked).lines if not line.code.startswith(_NOT_OF_A_LATER_NOTE)))


def _named(worked: Working) -> Working:
    """The same working with the policy's clauses in place of the rule's inputs."""
    return Working(tuple(replace(line, clause=_CLAUSES.get(line.clause.split(".")[0], "")) for line in worked.lines))


def note_accounts(notes: Iterable[Note], receipts: Iterable[Received], as_of: date) -> tuple[NoteAccount, ...]:
    """What is open of every note at the end of `as_of`, by due date. Due today is not overdue."""
    paid: dict[str, Money] = {}
    for receipt in receipts:
        if receipt.received_on <= as_of:
            paid[receipt.note] = paid.get(receipt.note, Money.zero(receipt.amount.currency)) + receipt.amount
    issued = sorted((note for note in notes if note.issued_on <= as_of), key=lambda note: (note.due_on, note.number))
    return tuple(note_account(note, paid.get(note.number, Money.zero(note.total.currency)), as_of) for note in issued)


def note_account(note: Note, settled: Money, as_of: date) -> NoteAccount:
    """Where a note stands at the end of `as_of` when so much of it is settled."""
    left = note.total - settled
    if left.minor < 0:
        standing = NoteStanding.CREDIT
    elif not left:
        standing = NoteStanding.PAID
    else:
        standing = NoteStanding.OVERDUE if note.due_on < as_of else NoteStanding.NOT_DUE
    return NoteAccount(note, settled, left, standing)


def premium_standing(
    notes: Iterable[Note], receipts: Iterable[Received], as_of: date, method: EarningMethod, currency: str
) -> PremiumPosition:
    """The premium account of a policy at the end of `as_of`: each note's premium is earned over its own period."""
    accounts = note_accounts(notes, receipts, as_of)
    segments = [PremiumSegment(account.note.premium, account.note.period) for account in accounts]
    earned = unearned_premium(segments, as_of, method, currency)
    billed = Money.total((account.note.total for account in accounts), currency)
    received = Money.total((account.paid for account in accounts), currency)
    overdue = Money.total((one.open for one in accounts if one.standing is NoteStanding.OVERDUE), currency)
    return PremiumPosition(
        as_of, earned.written, earned.earned, earned.unearned, billed, received, billed - received, overdue
    )


def due_and_unpaid(accounts: Iterable[NoteAccount], as_of: date, currency: str) -> Money:
    """What of the notes due by `as_of` is unpaid, less credits of the policyholder; never negative."""
    due = (one.open for one in accounts if one.note.due_on <= as_of or one.standing is NoteStanding.CREDIT)
    return Money.total(due, currency).floor_zero()


def suspensions_of(
    notes: Iterable[Note], receipts: Sequence[Received], as_of: date, grace_days: int | None
) -> tuple[Suspension, ...]:
    """Spans without cover because a note stayed unpaid more than the days of grace after its due date.

    A span ends on the day the note is paid in full; without grace days in the policy there is none.
    """
    found = []
    for note in sorted(notes, key=lambda note: (note.due_on, note.number)):
        begins = suspended_from(note.due_on, grace_days)
        ends = _paid_in_full_on(note, receipts, as_of)
        if note.total.minor > 0 and begins is not None and begins <= as_of and (ends is None or ends > begins):
            found.append(Suspension(Period(begins, ends), note.number, note.due_on))
    return tuple(found)


def suspended_from(due_on: date, grace_days: int | None) -> date | None:
    """The first day without cover when a note due on a day stays unpaid; None where the policy sets no grace."""
    return None if grace_days is None else add_days(due_on, grace_days) + timedelta(days=1)


def _paid_in_full_on(note: Note, receipts: Iterable[Received], as_of: date) -> date | None:
    left = note.total
    for receipt in sorted((one for one in receipts if one.note == note.number), key=lambda one: one.received_on):
        if receipt.received_on <= as_of:
            left = left - receipt.amount
            if left.minor <= 0:
                return receipt.received_on
    return None


def premium_paid(accounts: Iterable[NoteAccount], currency: str) -> Money:
    """The premium in what was received: of a note paid in part, its premium's share."""
    paid = Money.zero(currency)
    for one in accounts:
        if one.note.total and one.paid:
            paid = paid + (
                one.note.premium
                if one.paid == one.note.total
                else one.paid.share(one.note.premium.over(one.note.total))
            )
    return paid


def standing_turnover(booked: Iterable[BookedTurnover]) -> tuple[BookedTurnover, ...]:
    """Of every period the turnover booked last, in the order of the periods."""
    standing: dict[date, BookedTurnover] = {}
    for row in sorted(booked, key=lambda row: row.recorded_at):
        standing[row.period.first] = row
    return tuple(standing[first] for first in sorted(standing))


def declared_rows(booked: Iterable[BookedTurnover]) -> tuple[DeclaredRow, ...]:
    """Booked turnover as the premium rule takes it."""
    return tuple(DeclaredRow(period=row.period, amount=row.amount) for row in standing_turnover(booked))

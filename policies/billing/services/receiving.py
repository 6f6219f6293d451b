"""Receiving premium, and setting premium off against an indemnity."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.ledger import Account, credit, debit, post
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import Minor, PolicyId
from insurer.kernel.money import Money
from policies.billing import queries
from policies.billing.models import DebitNote, PremiumReceipt
from policies.billing.rules import note_accounts
from policies.billing.terms import Means, NoteAccount
from policies.contracts.models import Policy


@command(needs=May.PREMIUM_RECEIVE)
def receive_premium(act: Act, debit_note: str, *, amount: Money, received_on: date) -> str:
    """Book money received for a debit note; the receipt's number. Never more than is open, never in the future."""
    note, account = locked_note(debit_note)
    refuse_day(note, received_on, act.today)
    refuse_amount(amount, account)
    if account.open < amount:
        raise Conflict("billing.more_than_open", number=debit_note, amount=amount, open=account.open.floor_zero())
    number = keep_receipt(act, note, amount, received_on, Means.BANK, "")
    post(
        act,
        effective_on=received_on,
        kind="premium_received",
        reference=f"debit_note:{debit_note}",
        postings=(
            debit(Account.BANK, amount, note.policy_id, note.policyholder_id),
            credit(Account.PREMIUM_RECEIVABLE, amount, note.policy_id, note.policyholder_id),
        ),
    )
    record_receipt(act, note, "billing.premium_received", number, amount, received_on)
    return number


@command(needs=May.PREMIUM_RECEIVE)
def set_off_premium(act: Act, policy_id: PolicyId, *, amount: Money, on: date, reference: str) -> str:
    """Settle notes due by `on`, the oldest first, with a part of an indemnity; the receipts' numbers.

    Ordered by claims when it pays. The entry in the books is the payment's own, which credits the premium
    receivable with the same amount; here only the notes are marked. Refuses more than is due and unpaid.
    """
    policy = lock(Policy, policy_id)
    due = queries.unpaid_premium(policy_id, on)
    if amount.minor <= 0 or amount > due:
        raise Conflict("billing.more_than_due", number=policy.number, amount=amount, due=due)
    left, numbers = amount, []
    for account in queries.note_accounts_of(policy_id, on):
        taken = min(left, account.open)
        if account.note.due_on <= on and taken.minor > 0:
            numbers.append(
                keep_receipt(act, queries.note_row(account.note.number), taken, on, Means.SET_OFF, reference)
            )
            left = left - taken
    act.record(
        f"policy:{policy.number}",
        "billing.premium_set_off",
        policyholder=policy.policyholder_id,
        amount=amount,
        reference=reference,
        receipts=numbers,
    )
    return " ".join(numbers)


def locked_note(number: str) -> tuple[DebitNote, NoteAccount]:
    """The note and its account, the policy's row locked so that two receipts never count the same open amount."""
    note = queries.note_row(number)
    lock(Policy, note.policy_id)
    receipts = [receipt for receipt in queries.receipts_of(note.policy_id) if receipt.note == number]
    latest = max([note.issued_on, *(receipt.received_on for receipt in receipts)])
    return note, note_accounts([note.note()], receipts, latest)[0]


def refuse_day(note: DebitNote, day: date, today: date) -> None:
    """Refuse a value date that is still to come, or before the note."""
    if day > today:
        raise InvalidInput("billing.day_in_the_future", "received_on", day=day, today=today)
    if day < note.issued_on:
        raise InvalidInput("billing.day_before_note", "received_on", day=day, issued_on=note.issued_on)


def refuse_amount(amount: Money, account: NoteAccount) -> None:
    """Refuse another currency than the note's, and nothing or less."""
    if amount.currency != account.open.currency:
        raise InvalidInput("billing.other_currency", "amount", currency=account.open.currency)
    if amount.minor <= 0:
        raise InvalidInput("input.not_above_zero", "amount", value=amount.plain())


def keep_receipt(act: Act, note: DebitNote, amount: Money, day: date, means: Means, reference: str) -> str:
    """Keep money taken for a note, or paid back where the amount is negative; the number of the receipt."""
    number = next_number("PR", day.year)
    db.session.add(
        PremiumReceipt(
            number=number,
            policy_id=note.policy_id,
            policyholder_id=note.policyholder_id,
            note_number=note.number,
            received_on=day,
            currency=amount.currency,
            amount_minor=Minor(amount.minor),
            means=means,
            reference=reference,
            recorded_at=act.at,
            recorded_by=act.actor.name,
        )
    )
    db.session.flush()
    return number


def record_receipt(act: Act, note: DebitNote, what: str, number: str, amount: Money, day: date) -> None:
    """Say in the trail what was booked for a note."""
    act.record(
        f"debit_note:{note.number}",
        what,
        also=(f"policy:{note.policy_number}",),
        policyholder=note.policyholder_id,
        receipt=number,
        amount=amount,
        day=day,
    )

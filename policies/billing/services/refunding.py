"""Paying a credit note out: put forward by one person, agreed to by another, paid to the verified account."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import May
from insurer.accounts.public import agree, put_forward, standing_matter, use
from insurer.infra.commands import Act, command
from insurer.infra.ledger import Account, credit, debit, post
from insurer.kernel.errors import Conflict
from insurer.kernel.money import Money
from policies.bank_details.queries import payee_content, standing_detail
from policies.bank_details.services import lock_payee, pay_out
from policies.billing.models import DebitNote
from policies.billing.services.receiving import keep_receipt, locked_note, record_receipt, refuse_amount, refuse_day
from policies.billing.terms import Means, NoteAccount
from policies.payment_authority.queries import refuse_beyond
from policies.payment_authority.terms import PaymentAct

REFUND = "refund"
"""The kind of matter that four eyes see."""


@command(needs=May.PREMIUM_RECEIVE)
def put_refund_forward(act: Act, credit_note: str, *, amount: Money, reason: str = "") -> None:
    """Ask a second person to agree that a credit note, or a part of it, is paid to the policyholder's account.

    Refuses more than is owed, and a policyholder without a verified account.
    """
    note, account = locked_note(credit_note)
    _refuse_more_than_owed(note, account, amount)
    lock_payee(act, note.policyholder_id)
    if standing_detail(note.policyholder_id) is None:
        raise Conflict("bank_details.none_verified")
    put_forward(act, REFUND, _subject(note), _content(note, amount), reason=reason)


@command(needs=May.REFUND_AGREE)
def agree_to_refund(act: Act, credit_note: str) -> None:
    """Agree to exactly the refund put forward, to exactly that account, within the authority for refunds."""
    note, account = locked_note(credit_note)
    lock_payee(act, note.policyholder_id)
    amount = _amount_put_forward(note)
    _refuse_more_than_owed(note, account, amount)
    refuse_beyond(act.actor.roles, PaymentAct.REFUND, amount, act.today, about=_subject(note))
    agree(act, REFUND, _subject(note), _content(note, amount))


@command(needs=May.PREMIUM_RECEIVE)
def pay_premium_back(act: Act, credit_note: str, *, amount: Money, paid_on: date) -> str:
    """Pay a credit note to the policyholder's verified account as it was agreed to; the receipt's number.

    Uses up the agreement: another amount, or an account changed since, is refused. Books Dr premium receivable /
    Cr bank.
    """
    note, account = locked_note(credit_note)
    refuse_day(note, paid_on, act.today)
    _refuse_more_than_owed(note, account, amount)
    lock_payee(act, note.policyholder_id)
    use(act, REFUND, _subject(note), _content(note, amount))
    number = keep_receipt(act, note, -amount, paid_on, Means.REFUND, "")
    pay_out(act, note.policyholder_id, payment=number, amount=amount)
    post(
        act,
        effective_on=paid_on,
        kind="premium_paid_back",
        reference=f"debit_note:{credit_note}",
        postings=(
            debit(Account.PREMIUM_RECEIVABLE, amount, note.policy_id, note.policyholder_id),
            credit(Account.BANK, amount, note.policy_id, note.policyholder_id),
        ),
    )
    record_receipt(act, note, "billing.premium_paid_back", number, amount, paid_on)
    return number


def _refuse_more_than_owed(note: DebitNote, account: NoteAccount, amount: Money) -> None:
    refuse_amount(amount, account)
    if -account.open < amount:
        raise Conflict("billing.more_than_owed", number=note.number, amount=amount, owed=(-account.open).floor_zero())


def _amount_put_forward(note: DebitNote) -> Money:
    found = standing_matter(REFUND, _subject(note))
    if found is None:
        raise Conflict("approval.nothing_put_forward", kind=REFUND, subject=_subject(note))
    return found.stated("amount")


def _content(note: DebitNote, amount: Money) -> dict[str, object]:
    """What the second person agrees to: this amount of this note, to this account."""
    return {
        "note": note.number,
        "policy": note.policy_number,
        "amount": amount,
        **payee_content(note.policyholder_id),
    }


def _subject(note: DebitNote) -> str:
    return f"{REFUND}:{note.number}"

"""Reads of refunds: credit notes with money owed to the policyholder, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from insurer.accounts.facts import ApprovalState, Matter
from insurer.accounts.public import matters_on
from insurer.infra.db import db
from policies.bank_details.queries import standing_detail
from policies.bank_details.terms import BankDetailFacts
from policies.billing.queries import account_from, note_account, notes_query
from policies.billing.services.refunding import REFUND
from policies.billing.terms import NoteAccount, NoteStanding


@dataclass(frozen=True, slots=True)
class RefundView:
    """A credit note: what is open of it, the account it would go to, and the last matter about it."""

    account: NoteAccount
    detail: BankDetailFacts | None
    matter: Matter | None

    @property
    def waiting(self) -> bool:
        """Whether a second person is asked."""
        return self.matter is not None and self.matter.state is ApprovalState.WAITING

    @property
    def agreed(self) -> bool:
        """Whether a second person agreed to exactly this, to exactly the account that stands now."""
        agreed = self.matter is not None and self.matter.state is ApprovalState.AGREED
        return agreed and self.matter is not None and not self.changed

    @property
    def changed(self) -> bool:
        """Whether the account is another than the one that was put forward."""
        bound = self.matter.text("payee_digest") if self.matter is not None else ""
        return bool(bound) and (self.detail is None or self.detail.fingerprint != bound)


def refunds(day: date) -> list[RefundView]:
    """Every credit note with something open at the end of `day`, those due first standing first."""
    statement, keys, unique = notes_query({"standing": NoteStanding.CREDIT.value}, day)
    rows = db.session.execute(statement.order_by(keys["due_on"], unique)).all()
    return [_view(account_from(row, int(paid), day)) for row, paid in rows]


def refund(number: str, day: date) -> RefundView:
    """One credit note as a refund."""
    return _view(note_account(number, day))


def _view(account: NoteAccount) -> RefundView:
    matters = matters_on(REFUND, f"{REFUND}:{account.note.number}")
    return RefundView(account, standing_detail(account.note.policyholder), matters[0] if matters else None)

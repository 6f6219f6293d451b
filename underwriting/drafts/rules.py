"""A draft is not payment until it is honoured; an unpaid one leaves the debt as it was, due from the right day.

Source: china-practice §16; the day depends on the wording: the invoice's own due date, or the draft's maturity where
the seller was free to take a draft and its maturity stays within the longest payment term that is insured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ReceivableId
from insurer.kernel.money import Money
from underwriting.drafts.terms import DraftEntry, GivenFor, RevivedFrom


@dataclass(frozen=True, slots=True)
class RevivedDue:
    """The day from which the unpaid debt counts as due, and why it is that day."""

    day: date
    code: str
    facts: Mapping[str, object]


def revived_due(
    *, invoiced: date, due: date, maturity: date, due_from: RevivedFrom, longest_days: int | None
) -> RevivedDue:
    """The due date of an invoice whose draft was not honoured.

    By maturity only within the longest insured term, counted from the invoice; a later maturity is an extension that
    the insurer did not grant, and the original day stays. A draft never makes a debt due earlier.
    """
    if due_from is RevivedFrom.ORIGINAL_DUE_DATE:
        return RevivedDue(due, "drafts.due_as_invoiced", {"due": due})
    if maturity <= due:
        return RevivedDue(due, "drafts.due_not_earlier", {"due": due, "maturity": maturity})
    last = None if longest_days is None else invoiced + timedelta(days=longest_days)
    if last is not None and maturity > last:
        return RevivedDue(due, "drafts.maturity_beyond_term", {"due": due, "maturity": maturity, "last": last})
    return RevivedDue(maturity, "drafts.due_at_maturity", {"maturity": maturity})


def fit_draft(entry: DraftEntry, invoices: Mapping[ReceivableId, GivenFor]) -> DraftEntry:
    """The draft, if it is given for open debts of its currency and its parts make up its amount; else refused."""
    if entry.maturity < entry.issued:
        raise InvalidInput("drafts.matures_before_issue", "maturity", issued=entry.issued)
    if entry.received < entry.issued:
        raise InvalidInput("drafts.received_before_issue", "received", issued=entry.issued)
    if not entry.parts:
        raise InvalidInput("drafts.name_an_invoice", "amount")
    for key, part in entry.parts.items():
        given = invoices[key]
        if part.currency != given.amount.currency or part.currency != entry.amount.currency:
            raise InvalidInput("drafts.other_currency", f"part_{key}", currency=given.amount.currency)
        if part > given.left:
            raise InvalidInput("drafts.beyond_the_debt", f"part_{key}", left=given.left, number=given.number)
    total = Money.total(entry.parts.values(), entry.amount.currency)
    if total != entry.amount:
        raise InvalidInput("drafts.parts_differ", "amount", parts=total, amount=entry.amount)
    return entry

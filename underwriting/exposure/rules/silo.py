"""The limit held against the invoices in age order: what fits is insured, the rest is over the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from insurer.kernel.rounding import half_up
from underwriting.exposure.rules.account import Account
from underwriting.exposure.terms import CoverTerms, LimitApplication

Size = int | Fraction


@dataclass(frozen=True, slots=True)
class Candidate:
    """An invoice that may be insured: its own limit in minor units and its percentage. `place` is its input order."""

    place: int
    account: Account
    limit: int
    percentage: Decimal


@dataclass(frozen=True, slots=True)
class Struck:
    """What the limit leaves of one invoice. `older` is the room the older ones take, `share` the capped share."""

    insured: int
    older: Size
    share: Size


def struck(terms: CoverTerms, candidates: Sequence[Candidate]) -> dict[int, Struck]:
    """The insured part of each candidate, by its place; only insured parts of older invoices take room.

    `net_loss` holds the debt after receipts against the limit, `gross_debt` the debt before receipts, `indemnity`
    the insured share, which leaves the debt itself whole. Age is by shipment, due date, number.
    Source: calculation contract, "Limit" and "Limit application"; domain rules, sections 6 and 11.
    """
    in_age = sorted(candidates, key=lambda one: _age(one.account))
    stays_out = _over_when_shipped(terms, in_age)
    results: dict[int, Struck] = {}
    older: Size = 0
    for at, one in enumerate(in_age):
        room = max(one.limit - older, 0)
        still_open = one.account.parts().insurable
        if terms.limit_application is LimitApplication.GROSS_DEBT:
            before = one.account.parts_before_receipts().insurable
            taken: Size = min(before, room)
            insured = max(half_up(taken) - (before - still_open), 0)
        else:
            size = _size(terms, one, still_open)
            taken = min(max(size - stays_out[at], 0), room)
            insured = still_open if terms.limit_application is LimitApplication.INDEMNITY else half_up(taken)
        results[one.place] = Struck(insured, older, taken)
        older += taken
    return results


def _age(account: Account) -> tuple[date, date, str]:
    receivable = account.receivable
    return receivable.shipped, receivable.due, receivable.number


def _size(terms: CoverTerms, one: Candidate, minor: int) -> Size:
    """What a debt takes of the limit: itself, or its insured share, exact."""
    if terms.limit_application is LimitApplication.INDEMNITY:
        return minor * Fraction(one.percentage)
    return minor


def _over_when_shipped(terms: CoverTerms, in_age: Sequence[Candidate]) -> Sequence[Size]:
    """What was over the limit on the shipment date and stays out, where parts may not move up.

    The own limit counts an increase up to the date asked about: it is a decision to cover what is open, while
    moving up would come from receipts alone. A receipt therefore pays the covered part first.
    """
    out: list[Size] = [0] * len(in_age)
    if terms.silo_move_up or terms.limit_application is LimitApplication.GROSS_DEBT:
        return out
    credits = sorted((day, at) for at, one in enumerate(in_age) for day in one.account.credit_days)
    covered: list[Size] = [0] * len(in_age)
    older: Size = 0
    passed = 0
    for at, one in enumerate(in_age):
        shipped = one.account.receivable.shipped
        while passed < len(credits) and credits[passed][0] <= shipped:
            paid = credits[passed][1]
            passed += 1
            if paid < at:
                still = max(_size(terms, in_age[paid], in_age[paid].account.parts(shipped).insurable) - out[paid], 0)
                older += still - covered[paid]
                covered[paid] = still
        own = _size(terms, one, one.account.parts(shipped).insurable)
        out[at] = max(own - max(one.limit - older, 0), 0)
        covered[at] = own - out[at]
        older += covered[at]
    return out

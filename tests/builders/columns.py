"""Terms of the rules of cover laid out as the columns of a book, several policies and buyers beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from insurer.kernel.money import currency_decimals
from underwriting.exposure.rules.columnar.book import Book, Ground, Ints, Invoices, Receipts
from underwriting.exposure.rules.columnar.laying_out import clauses_of, stretches_of
from underwriting.exposure.terms import CoverTerms, Receipt, ReceiptKind, Receivable
from underwriting.limits.terms import LimitHistory, PaymentMethod

REFUSALS = {
    "buyer_not_insurable": Ground.BUYER_NOT_INSURABLE,
    "country_not_covered": Ground.COUNTRY_NOT_COVERED,
    "section_not_covered": Ground.SECTION_NOT_COVERED,
}


@dataclass(frozen=True)
class Account:
    """One buyer under one policy, as `cover_verdict` is told of it."""

    terms: CoverTerms
    limits: LimitHistory
    receivables: Sequence[Receivable]
    receipts: Sequence[Receipt]


def ints(values: Sequence[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def book_of(accounts: Sequence[Account], day: date, cause: str | None = None) -> Book:
    """The book of some accounts; each has a policy of its own."""
    rows = [(at, one) for at, account in enumerate(accounts) for one in account.receivables]
    places = {(at, one.number): place for place, (at, one) in enumerate(rows)}
    names = {name: rank for rank, name in enumerate(sorted({one.number for _, one in rows}))}
    came = [
        (at, one)
        for at, account in enumerate(accounts)
        for one in sorted(account.receipts, key=lambda receipt: receipt.day)
        if one.day <= day and one.amount.minor
    ]
    rates = [_rate(accounts[at].terms.currency, one) for at, one in rows]
    return Book(
        clauses=clauses_of([account.terms for account in accounts], cause),
        policy=ints(range(len(accounts))),
        stretches=stretches_of((at, account.limits.calendar()) for at, account in enumerate(accounts)),
        invoices=Invoices(
            account=ints([at for at, _ in rows]),
            shipped=ints([one.shipped.toordinal() for _, one in rows]),
            invoiced=ints([one.invoiced.toordinal() for _, one in rows]),
            due=ints([one.due.toordinal() for _, one in rows]),
            rank=ints([names[one.number] for _, one in rows]),
            amount=ints([one.amount.minor for _, one in rows]),
            tax=ints([one.tax.minor if one.tax else 0 for _, one in rows]),
            deposit=ints([one.deposit.minor if one.deposit else 0 for _, one in rows]),
            disputed=ints([one.disputed.minor if one.disputed else 0 for _, one in rows]),
            risk=ints([(one.payment_method or PaymentMethod.OA).risk for _, one in rows]),
            grounds=ints([_grounds(one) for _, one in rows]),
            foreign=np.array([one.amount.currency != accounts[at].terms.currency for at, one in rows], dtype=bool),
            rate_over=ints([rate.numerator for rate in rates]),
            rate_under=ints([rate.denominator for rate in rates]),
        ),
        receipts=Receipts(
            account=ints([at for at, _ in came]),
            day=ints([one.day.toordinal() for _, one in came]),
            place=ints([-1 if one.invoice is None else places[at, one.invoice] for at, one in came]),
            amount=ints([one.amount.minor for _, one in came]),
            payment=np.array([one.kind is ReceiptKind.PAYMENT for _, one in came], dtype=bool),
        ),
    )


def _rate(currency: str, one: Receivable) -> Fraction:
    if one.amount.currency == currency or one.rate is None:
        return Fraction(1)
    return Fraction(one.rate) * Fraction(10) ** (currency_decimals(currency) - currency_decimals(one.amount.currency))


def _grounds(one: Receivable) -> int:
    bits = sum(REFUSALS[refused.code].bit for refused in one.refusals)
    return bits if one.declared else bits | Ground.UNDECLARED.bit

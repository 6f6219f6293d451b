"""The cover verdict of a portfolio: every open invoice of every account at the end of a day, over columns.

It answers to the minor unit and the reason what `cover_verdict` answers for one buyer. What it cannot do it says:
accounts marked `beyond` are for the explained form, which stands in one place for clauses that few policies have.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from underwriting.exposure.rules.columnar.book import (
    APPLICATIONS,
    FAR,
    MILLION,
    NONE,
    Book,
    Flags,
    Ground,
    Ints,
    Judged,
)
from underwriting.exposure.rules.columnar.exact import ROOM, Runs, in_order
from underwriting.exposure.rules.columnar.limits import brought_up, governing, highest, shares
from underwriting.exposure.rules.columnar.parts import Accounts, Open, accounts
from underwriting.exposure.rules.columnar.receiving import credited
from underwriting.exposure.rules.columnar.silo import taken
from underwriting.exposure.rules.columnar.stops import stopped_by
from underwriting.exposure.terms import CoverTerms, LimitApplication

NET_LOSS = APPLICATIONS.index(LimitApplication.NET_LOSS)
GROSS_DEBT = APPLICATIONS.index(LimitApplication.GROSS_DEBT)
INDEMNITY = APPLICATIONS.index(LimitApplication.INDEMNITY)


def needs_explained(terms: CoverTerms) -> bool:
    """Whether a policy has a clause that columns do not do.

    Parts that may not move up into a freed limit, another allocation after stop of cover, and percentages finer than
    a millionth go through the explained form, buyer by buyer.
    """
    finer = any((Fraction(share) * MILLION).denominator != 1 for share in _percentages(terms))
    stays_out = not terms.silo_move_up and terms.limit_application is not LimitApplication.GROSS_DEBT
    return finer or stays_out or terms.allocation_after_stop is not None


def _percentages(terms: CoverTerms) -> Sequence[Decimal]:
    return [*(step.value for step in terms.percentages), *terms.percentage_by_cause.values()]


def judged(book: Book, day: int) -> Judged:
    """The verdict on every invoice of the book at the end of `day` (an ordinal).

    Source: calculation contract, "Indemnity"; domain rules, sections 5, 6, 8, 12.
    """
    invoices, clauses = book.invoices, book.clauses
    policy = book.policy[invoices.account]
    began = accounts(invoices, clauses.includes_tax[policy])
    paid = credited(book, began)
    before = began.in_policy_currency(began.own)
    still = began.in_policy_currency(began.own.paid(paid.own)).paid(paid.policy)
    outstanding = still.total
    stop = stopped_by(book, outstanding, paid.last, before.total == 0)
    place = governing(book.stretches, invoices)
    grounds = _grounds(book, policy, place, stop, day)
    share = shares(clauses, policy, book.stretches, place, invoices.shipped)
    own = highest(book.stretches, place, day)
    net = np.flatnonzero(clauses.net_basis[policy] & (own > 0))
    own[net] = brought_up(own[net], share[net])
    own[grounds != 0] = NONE
    insured, at_risk = _insured(book, policy, own, share, before, still)
    covered = grounds == 0
    return Judged(
        gross=began.gross,
        deposit=began.deposit,
        outstanding=outstanding,
        ineligible=np.where(covered, still.tax + still.disputed, outstanding),
        insured=insured,
        at_risk=at_risk,
        over_limit=np.where(covered, still.insurable - insured, 0),
        tax=still.tax,
        disputed=still.disputed,
        share=share,
        own_limit=own,
        grounds=grounds,
        stretch=place,
        stop=stop,
        beyond=_beyond(book, began, own, share),
    )


def _grounds(book: Book, policy: Ints, place: Ints, stop: Ints, day: int) -> Ints:
    """The reasons against the whole of each invoice, as bits."""
    invoices, clauses, stretches = book.invoices, book.clauses, book.stretches
    tested = np.where(clauses.attaching[policy], invoices.shipped, day)
    found = invoices.grounds.copy()
    held = place != NONE
    at = np.flatnonzero(held)
    amount, limit_term, risk = (np.full(len(policy), FAR, dtype=np.int64) for _ in range(3))
    amount[at], limit_term[at] = stretches.amount[place[at]], stretches.longest_term[place[at]]
    risk[at] = stretches.risk[place[at]]
    term, longest = invoices.due - invoices.invoiced, clauses.longest_term[policy]
    _mark(found, Ground.OUTSIDE_PERIOD, (tested < clauses.first[policy]) | (tested >= clauses.end[policy]))
    _mark(found, Ground.NO_LIMIT, ~held)
    _mark(found, Ground.LIMIT_REFUSED, amount <= 0)
    _mark(found, Ground.TERM_TOO_LONG, (term > longest) & (longest <= limit_term))
    _mark(found, Ground.TERM_LONGER_THAN_LIMITS, (term > limit_term) & (limit_term < longest))
    _mark(found, Ground.PAYMENT_METHOD, invoices.risk > risk)
    _mark(found, Ground.AFTER_STOP_OF_COVER, stop != NONE)
    _mark(found, Ground.INVOICED_LATE, invoices.invoiced - invoices.shipped > clauses.invoicing[policy])
    return found


def _mark(grounds: Ints, ground: Ground, where: Flags) -> None:
    grounds |= where.astype(np.int64) << int(ground)


def _insured(book: Book, policy: Ints, own: Ints, share: Ints, before: Open, still: Open) -> tuple[Ints, Ints]:
    """The insured part of each invoice: its own limit held against the account in order of age; and the insurer's
    share of it in millionths of a minor unit, which the limit caps where it caps the indemnity."""
    invoices, application = book.invoices, book.clauses.application[policy]
    found, at_risk = np.zeros((2, len(policy)), dtype=np.int64)
    rows = np.flatnonzero(own != NONE)
    order = rows[in_order(invoices.account[rows], invoices.shipped[rows], invoices.due[rows], invoices.rank[rows])]
    how, debt = application[order], still.insurable[order]
    size, limit = debt.copy(), own[order]
    gross, capped = np.flatnonzero(how == GROSS_DEBT), np.flatnonzero(how == INDEMNITY)
    size[gross] = before.insurable[order[gross]]
    size[capped] *= share[order[capped]]
    limit[capped] *= MILLION
    took = taken(invoices.account[order], limit, size)
    shared = took[capped]
    received = size[gross] - debt[gross]
    took[gross] = np.maximum(took[gross] - received, 0)
    took[capped] = debt[capped]
    found[order], at_risk[order] = took, took * share[order]
    at_risk[order[capped]] = shared
    return found, at_risk


def _beyond(book: Book, began: Accounts, own: Ints, share: Ints) -> Flags:
    """Accounts whose sums could leave 64 bits, and those with an invoice that the explained form refuses: parts above
    the amount, or insured before the policy's first percentage."""
    found = np.zeros(len(book.policy), dtype=bool)
    invoices = book.invoices
    if not len(invoices.account):
        return found
    found[invoices.account[(own != NONE) & (share == NONE)]] = True
    misfit = invoices.deposit + invoices.disputed > invoices.amount
    found[invoices.account[misfit | (invoices.tax > invoices.amount)]] = True
    runs = Runs.of(invoices.account)
    owner = invoices.account[runs.starts]
    room = ROOM // MILLION // runs.counts
    found[owner[(runs.largest(began.gross) > room) | (runs.largest(own) > room)]] = True
    receipts = book.receipts
    if len(receipts.amount) and int(receipts.amount.max()) > ROOM // len(receipts.amount):
        found[receipts.account] = True
    return found

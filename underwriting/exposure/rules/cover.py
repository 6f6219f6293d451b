"""The cover verdict: which part of what a buyer owes is insured on a day, and why the rest is not.

One rule for the ledger, the exposure on any date and the indemnity. What to read first: `cover_verdict`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up
from insurer.kernel.working import Line, Working
from underwriting.exposure.rules.account import Account
from underwriting.exposure.rules.eligibility import percentage, refusals, required_percentage
from underwriting.exposure.rules.settlement import settlement
from underwriting.exposure.rules.silo import Candidate, Struck, struck
from underwriting.exposure.rules.verdict import CoverVerdict, InvoiceVerdict, ReasonFound
from underwriting.exposure.terms import CoverTerms, LimitApplication, LimitBasis, Reason, Receipt, Receivable, Refused
from underwriting.limits.terms import LimitCalendar, LimitHistory, StandingLimit


@dataclass(frozen=True, slots=True)
class _Judged:
    """An invoice after the checks on the whole of it, before the limit is held against it."""

    account: Account
    refused: tuple[Refused, ...]
    percentage: Decimal | None
    own_limit: Money | None
    reference: str


def cover_verdict(
    terms: CoverTerms,
    limits: LimitHistory,
    receivables: Sequence[Receivable],
    receipts: Sequence[Receipt],
    day: date,
    *,
    cause: str | None = None,
    known_by: datetime | None = None,
) -> CoverVerdict:
    """Every invoice of one buyer at the end of `day`: outstanding = insured + uninsured, with every reason.

    `day` is the date of loss, or any date for the exposure. Receipts after it are not yet there. `cause` lowers the
    percentage where the policy names one for it; `known_by` leaves out limit decisions not yet made at that moment.
    Source: calculation contract, "Indemnity"; domain rules, sections 5, 6, 8, 12.
    """
    calendar = limits.calendar(known_by)
    settled = settlement(terms, calendar, receivables, receipts, day)
    stopped = settled.stops()
    judged = []
    for account in settled.accounts:
        receivable = account.receivable
        standing = calendar.for_shipment(receivable.shipped)
        refused = refusals(terms, receivable, standing, stopped, day)
        part = percentage(terms, receivable, standing, cause)
        own = None if refused else _own_limit(terms, calendar, receivable, day, part)
        judged.append(_Judged(account, refused, part, own, _reference(standing)))
    candidates = [
        Candidate(place, one.account, one.own_limit.minor, required_percentage(one.percentage, one.account.receivable))
        for place, one in enumerate(judged)
        if one.own_limit is not None
    ]
    kept = struck(terms, candidates)
    lines = list(settled.lines)
    verdicts = tuple(_verdict(terms, one, kept.get(place), lines) for place, one in enumerate(judged))
    cap = None
    if terms.limit_application is LimitApplication.INDEMNITY:
        cap = Money(half_up(sum((Fraction(one.share) for one in kept.values()), Fraction(0))), terms.currency)
    return CoverVerdict(
        day=day,
        currency=terms.currency,
        invoices=verdicts,
        unallocated=settled.unallocated,
        share_cap=cap,
        stops=stopped.stops,
        working=Working(tuple(lines)),
    )


def _own_limit(
    terms: CoverTerms,
    limits: LimitCalendar,
    receivable: Receivable,
    day: date,
    part: Decimal | None,
) -> Money | None:
    """The highest limit from shipment to `day`; one stated net of the uninsured share is brought up to the debt."""
    best = limits.highest(receivable.shipped, day)
    if best is None:
        return None
    if terms.limit_basis is LimitBasis.GROSS or not part:
        return best.amount
    return best.amount.share(1 / Fraction(part))


def _reference(standing: StandingLimit | None) -> str:
    return "" if standing is None else standing.span.reference


def _verdict(terms: CoverTerms, one: _Judged, kept: Struck | None, lines: list[Line]) -> InvoiceVerdict:
    """The verdict on one invoice, its working added to `lines`."""
    account = one.account
    parts = account.parts()
    outstanding = sum(parts)
    insured = kept.insured if kept is not None else 0
    ineligible = outstanding if kept is None else outstanding - parts.insurable
    over = outstanding - ineligible - insured
    verdict = InvoiceVerdict(
        number=account.receivable.number,
        gross=account.money(account.gross),
        deposit=account.money(account.deposit),
        received=account.money(account.gross - account.deposit - outstanding),
        outstanding=account.money(outstanding),
        ineligible=account.money(ineligible),
        insured=account.money(insured),
        over_limit=account.money(over),
        percentage=one.percentage,
        own_limit=one.own_limit,
        refused=kept is None,
        reasons=tuple(_reasons(one, kept is None, over)),
    )
    lines += _lines(one, verdict, kept, terms)
    return verdict


def _reasons(one: _Judged, refused: bool, over: int) -> list[ReasonFound]:
    """The reasons against the whole invoice, then those against a part of it that is still open."""
    account, parts = one.account, one.account.parts()
    found = []
    if refused:
        found = [ReasonFound(why.code, account.money(sum(parts)), why.clause, why.facts) for why in one.refused]
    against_parts = (
        (Reason.DEPOSIT, account.deposit, "invoices.deposit"),
        (Reason.TAX, parts.tax, "policy.includes_tax"),
        (Reason.DISPUTED, parts.disputed, "invoices.disputed"),
        (Reason.NOT_DUE_INTEREST, parts.interest, "invoices.interest"),
        (Reason.OVER_LIMIT, over, "limits.amount"),
    )
    found += [ReasonFound(code, account.money(minor), clause) for code, minor, clause in against_parts if minor]
    return found


def _lines(one: _Judged, verdict: InvoiceVerdict, kept: Struck | None, terms: CoverTerms) -> list[Line]:
    """Amount, conversion, receipts, reasons, limit and insured part of one invoice, as a person would write them."""
    receivable, number = one.account.receivable, verdict.number
    about: dict[str, object] = {"number": number, "shipped": receivable.shipped, "due": receivable.due}
    lines = [Line("cover.invoice", verdict.gross, "invoices.amount", about)]
    if one.account.foreign:
        facts: dict[str, object] = {"number": number, "own": receivable.amount, "exchange": receivable.rate}
        lines.append(Line("cover.converted", verdict.gross, "policy.conversion", facts))
    if verdict.received:
        lines.append(Line("cover.received", verdict.received, "policy.allocation", {"number": number}))
    for reason in verdict.reasons:
        against: dict[str, object] = {"number": number, **reason.facts}
        lines.append(Line(f"cover.reason.{reason.code}", reason.amount, reason.clause, against))
    if kept is not None and verdict.own_limit is not None:
        older = Money(half_up(kept.older), terms.currency)
        facts = {"number": number, "shipped": receivable.shipped, "reference": one.reference, "older": older}
        lines.append(Line("cover.own_limit", verdict.own_limit, "limits.amount", facts))
        facts = {"number": number, "percentage": verdict.percentage}
        lines.append(Line("cover.insured", verdict.insured, "policy.limit_application", facts))
    return lines

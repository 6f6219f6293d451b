"""Whether the figures of an e-invoice agree: sums exactly, tax per category as the standard allows.

Source: EN 16931-1, rules BR-CO-10 to BR-CO-18 and BR-CO-25; its official checks let the tax of a category and what it
is worked out on differ by less than one unit of currency, for the tax may have been rounded line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from insurer.kernel.findings import Finding, Weight
from insurer.kernel.money import currency_decimals
from underwriting.evidence.terms import Check, Einvoice, Judged, TaxPart

NOTHING = Decimal(0)
UNTAXED = frozenset({"E", "AE", "Z", "G", "K", "O"})
"""Categories whose tax is nothing, whatever rate is written."""
_DAYS = r"(?:days?|tage[n]?|kalendertage[n]?|dager|dage|dagar|dagen|jours?|giorni|d[ií]as?|calendar days|日|天)"
_NET = re.compile(
    rf"(?:net(?:to)?|zahlbar|payment|betaling|within|innerhalb|inden|innan|付款)\D{{0,40}}?(\d{{1,3}})\s*{_DAYS}", re.I
)
_NET_AFTER = re.compile(rf"(\d{{1,3}})\s*{_DAYS}\s*(?:net(?:to)?\b|ohne abzug|strictly)", re.I)
_BARE = re.compile(
    rf"^\s*(?:net(?:to)?\s*)?(\d{{1,3}})\s*{_DAYS}(?:\s*net(?:to)?)?\s*\.?\s*$|^\s*net(?:to)?\s*(\d{{1,3}})\s*$", re.I
)

_NO_DISCOUNT = re.compile(r"#SKONTO#TAGE=(\d{1,3})#PROZENT=0(?:\.0+)?#")
_AT_ONCE = re.compile(r"\b(sofort|immediate(?:ly)?|(?:up)?on receipt)\b|即付|见票即付", re.I)


def judged(invoice: Einvoice) -> Judged:
    """The invoice with every check that applies and its findings."""
    checks = (*_sums(invoice), *_taxes(invoice), *_days(invoice), _decimals(invoice))
    return Judged(invoice, checks, (*invoice.findings, *_findings(invoice)))


def net_days(terms: str) -> int | None:
    """The days of a term written as `30 days net` or `Zahlbar innerhalb 30 Tagen`; None when it says none or several.

    A discount (`2 % within 10 days`, `#SKONTO#…#`) is not the term; one of nothing is. `Immediately` is no day later.
    """
    found: set[int] = {int(days) for days in _NO_DISCOUNT.findall(terms)}
    for line in re.split(r"[\n;]", terms):
        if "%" in line or "#" in line:
            continue
        if _AT_ONCE.search(line):
            found.add(0)
            continue
        for pattern in (_BARE, _NET_AFTER, _NET):
            if match := pattern.search(line):
                found.add(int(next(group for group in match.groups() if group)))
                break
    return found.pop() if len(found) == 1 else None


def due_by_terms(invoice: Einvoice) -> date | None:
    """The due date that the written terms give, counted from the issue date; None when they give none."""
    days = net_days(invoice.terms)
    return None if days is None else invoice.issued + timedelta(days=days)


def _sums(invoice: Einvoice) -> Iterable[Check]:
    totals = invoice.totals
    line = _or_nothing(totals.line)
    if totals.line is not None:
        yield _equal("BR-CO-10", totals.line, _sum(one.amount for one in invoice.lines))
    yield _equal("BR-CO-11", _or_nothing(totals.allowance), _sum(one.amount for one in invoice.allowances))
    yield _equal("BR-CO-12", _or_nothing(totals.charge), _sum(one.amount for one in invoice.charges))
    if totals.tax_basis is not None and totals.line is not None:
        worked = line - _or_nothing(totals.allowance) + _or_nothing(totals.charge)
        yield _equal("BR-CO-13", totals.tax_basis, worked)
    if invoice.taxes:
        yield _equal("BR-CO-14", _or_nothing(totals.tax), _sum(one.amount for one in invoice.taxes))
    if totals.tax_basis is not None:
        yield _equal("BR-CO-15", totals.grand, totals.tax_basis + _or_nothing(totals.tax))
    paid = _or_nothing(totals.prepaid) - _or_nothing(totals.third_party)
    yield _equal("BR-CO-16", totals.payable, totals.grand - paid + _or_nothing(totals.rounding))


def _taxes(invoice: Einvoice) -> Iterable[Check]:
    yield Check("BR-CO-18", bool(invoice.taxes))
    for tax in invoice.taxes:
        yield _tax_amount(tax, invoice.currency)
        if invoice.lines and any(one.category for one in invoice.lines):
            yield _tax_basis(tax, invoice)


def _tax_amount(tax: TaxPart, currency: str) -> Check:
    """The tax of one category is its rate of what it is worked out on."""
    rate = NOTHING if tax.category in UNTAXED or tax.rate is None else tax.rate
    exact = tax.basis * rate / 100
    worked = exact.quantize(Decimal(1).scaleb(-currency_decimals(currency)), ROUND_HALF_UP)
    facts = {"category": tax.category, "rate": rate, "stated": tax.amount, "worked_out": worked}
    return Check("BR-CO-17", abs(tax.amount - worked) < 1, facts)


def _tax_basis(tax: TaxPart, invoice: Einvoice) -> Check:
    """What the tax of a category is worked out on: its lines, less its allowances, with its charges."""

    def mine(category: str, rate: Decimal | None) -> bool:
        same = tax.category in UNTAXED or _or_nothing(rate) == _or_nothing(tax.rate)
        return category == tax.category and same

    worked = _sum(one.amount for one in (*invoice.lines, *invoice.charges) if mine(one.category, one.rate))
    worked -= _sum(one.amount for one in invoice.allowances if mine(one.category, one.rate))
    facts = {"category": tax.category, "rate": _or_nothing(tax.rate), "stated": tax.basis, "worked_out": worked}
    return Check("BR-S-08", abs(tax.basis - worked) < 1, facts)


def _days(invoice: Einvoice) -> Iterable[Check]:
    """A debt has a day or terms to pay it by; the day is not before the issue and is what the terms give."""
    if invoice.totals.payable > 0 and not invoice.credit:
        yield Check("BR-CO-25", invoice.due is not None or bool(invoice.terms))
    if invoice.due is None:
        return
    yield Check("DUE-ISSUED", invoice.due >= invoice.issued, {"issued": invoice.issued, "due": invoice.due})
    by_terms = due_by_terms(invoice)
    if by_terms is not None:
        facts = {"due": invoice.due, "by_terms": by_terms, "days": net_days(invoice.terms)}
        yield Check("DUE-TERMS", invoice.due == by_terms, facts)


def _decimals(invoice: Einvoice) -> Check:
    """No total has more decimals than its currency; trailing zeros are none."""
    most, totals = currency_decimals(invoice.currency), invoice.totals
    stated = (totals.grand, totals.payable, totals.tax, totals.prepaid, totals.line, totals.tax_basis, totals.rounding)
    beyond = [one for one in stated if one is not None and one != one.quantize(Decimal(1).scaleb(-most))]
    return Check(
        "BR-DEC", not beyond, {"currency": invoice.currency, "most": most, "amounts": [f"{one:f}" for one in beyond]}
    )


def _findings(invoice: Einvoice) -> Iterable[Finding]:
    """What is not wrong with the figures and still has to be known before the invoice counts as a debt."""
    if invoice.credit:
        yield Finding("einvoice.credit_note", Weight.NOTE)
    elif invoice.due is None:
        by_terms = due_by_terms(invoice)
        if by_terms is not None:
            yield Finding("einvoice.due_by_terms_only", Weight.NOTE, facts={"day": by_terms})
        else:
            yield Finding("einvoice.due_date_missing", Weight.WARNING)
    if not invoice.credit and invoice.totals.payable <= 0:
        yield Finding("einvoice.nothing_payable", Weight.WARNING, facts={"grand": invoice.totals.grand})
    elif not invoice.credit and _or_nothing(invoice.totals.prepaid) > 0:
        facts = {"prepaid": invoice.totals.prepaid, "grand": invoice.totals.grand}
        yield Finding("einvoice.prepaid_in_part", Weight.NOTE, facts=facts)


def _equal(code: str, stated: Decimal, worked: Decimal) -> Check:
    return Check(code, stated == worked, {"stated": stated, "worked_out": worked})


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)


def _or_nothing(amount: Decimal | None) -> Decimal:
    return NOTHING if amount is None else amount

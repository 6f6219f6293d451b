"""From the text values of a file to an invoice: strict about days and amounts, nothing guessed.

Without number, issue date, currency, seller, buyer, total and payable amount there is no invoice: refused by name.
Source: EN 16931-1, business terms BT-1 to BT-115.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from insurer.kernel.errors import InvalidInput
from insurer.kernel.findings import Finding, Weight
from insurer.kernel.money import currency_decimals
from underwriting.evidence.terms import Einvoice, Part, TaxPart, Totals, TradeParty

_DECIMAL = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})", re.ASCII)
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_LONGEST = 300


def understood(plain: Mapping[str, Any]) -> Einvoice:
    """The invoice that the text values of a file state; InvalidInput names the term that is missing or unreadable."""
    currency = _currency(_needed(plain, "currency"))
    due_dates = sorted({_day(one, "due_date") for one in plain["due_dates"]})
    findings: list[Finding] = []
    if len(due_dates) > 1:
        findings.append(Finding("einvoice.several_due_dates", Weight.WARNING, facts={"days": due_dates}))
    allowances, charges = _charged(plain["allowances"], False), _charged(plain["allowances"], True)
    return Einvoice(
        syntax=plain["syntax"],
        container=plain["container"],
        attachment=plain["attachment"],
        profile=plain["profile"][:_LONGEST],
        number=_needed(plain, "number"),
        type_code=plain["type_code"][:10],
        issued=_day(_needed(plain, "issue_date"), "issue_date"),
        due=due_dates[-1] if due_dates else None,
        delivered=_day(plain["delivery_date"], "delivery_date") if plain["delivery_date"] else None,
        currency=currency,
        terms=plain["terms"][:2000],
        payment_means=tuple(one[:10] for one in plain["payment_means"]),
        order=plain["order"][:_LONGEST],
        seller=_party(plain, "seller"),
        buyer=_party(plain, "buyer"),
        totals=_totals(plain["totals"], currency),
        lines=tuple(_part(one, "lines") for one in plain["lines"]),
        allowances=allowances,
        charges=charges,
        taxes=tuple(_tax(one) for one in plain["taxes"] if one["currency"] in ("", currency)),
        findings=tuple(findings),
    )


def _needed(plain: Mapping[str, Any], name: str) -> str:
    found = str(plain.get(name) or "")[:_LONGEST]
    if not found:
        raise InvalidInput("einvoice.missing", "file", term=f"einvoice_term.{name}")
    return found


def _currency(code: str) -> str:
    currency_decimals(code)
    return code


def _day(written: str, name: str) -> date:
    found = _DAY.fullmatch(written)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise InvalidInput("einvoice.not_a_day", "file", term=f"einvoice_term.{name}", value=written[:40])
    return day


def _decimal(written: str, name: str) -> Decimal:
    if not _DECIMAL.fullmatch(written):
        raise InvalidInput("einvoice.not_an_amount", "file", term=f"einvoice_term.{name}", value=written[:40])
    return Decimal(written)


def _amount(written: str, name: str) -> Decimal | None:
    return _decimal(written, name) if written else None


def _needed_amount(plain: Mapping[str, Any], name: str) -> Decimal:
    return _decimal(_needed(plain, name), name)


def _party(plain: Mapping[str, Any], side: str) -> TradeParty:
    said = plain[side]
    name = str(said.get("name") or said.get("trading_name") or "")[:_LONGEST]
    if not name:
        raise InvalidInput("einvoice.missing", "file", term=f"einvoice_term.{side}")
    return TradeParty(
        name=name,
        trading_name=said["trading_name"][:_LONGEST],
        id=said["id"][:_LONGEST],
        vat=said["vat"][:40],
        country=said["country"][:2].upper(),
    )


def _totals(plain: Mapping[str, Any], currency: str) -> Totals:
    stated: Sequence[Sequence[str]] = plain["tax"]
    own = [written for written, named in stated if named in ("", currency)] or [written for written, _ in stated[:1]]
    third = [_decimal(one, "prepaid") for one in plain["third_party"] if one]
    payable = _needed_amount(plain, "payable")
    grand = _amount(plain["grand"], "grand")
    return Totals(
        line=_amount(plain["line"], "line"),
        allowance=_amount(plain["allowance"], "allowance"),
        charge=_amount(plain["charge"], "charge"),
        tax_basis=_amount(plain["tax_basis"], "tax_basis"),
        tax=_amount(own[0], "tax") if own else None,
        grand=payable if grand is None else grand,
        prepaid=_amount(plain["prepaid"], "prepaid"),
        rounding=_amount(plain["rounding"], "rounding"),
        payable=payable,
        third_party=sum(third, Decimal(0)) if third else None,
    )


def _part(plain: Mapping[str, Any], name: str) -> Part:
    amount = _decimal(plain["amount"] or "0", name)
    return Part(str(plain.get("id", ""))[:_LONGEST], amount, plain["category"][:10], _amount(plain["rate"], name))


def _charged(parts: Sequence[Mapping[str, Any]], charge: bool) -> tuple[Part, ...]:
    return tuple(_part(one, "charge" if charge else "allowance") for one in parts if one["charge"] is charge)


def _tax(plain: Mapping[str, Any]) -> TaxPart:
    return TaxPart(
        plain["category"][:10],
        _amount(plain["rate"], "tax"),
        _decimal(plain["basis"] or "0", "tax_basis"),
        _decimal(plain["amount"] or "0", "tax"),
    )

"""An e-invoice as understood: who sold what to whom, the totals it states, and what a check of it found.

Amounts are exact decimals as written, not yet Money: an invoice may state more decimals than its currency has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from insurer.kernel.findings import Finding

CREDIT_NOTES = frozenset({"81", "83", "261", "296", "308", "381", "396", "420", "458", "532"})
"""Codes of UNTDID 1001 that take away from what is owed."""


@dataclass(frozen=True, slots=True)
class TradeParty:
    """A seller or buyer as the invoice names it."""

    name: str
    trading_name: str = ""
    id: str = ""
    vat: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """An amount taxed in one category: an invoice line, an allowance, or a charge."""

    id: str
    amount: Decimal
    category: str
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class TaxPart:
    """The tax of one category and rate: what it is worked out on, and what it comes to."""

    category: str
    rate: Decimal | None
    basis: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums that the invoice states; None where it states none. Names as in EN 16931, BT-106 to BT-115."""

    line: Decimal | None
    allowance: Decimal | None
    charge: Decimal | None
    tax_basis: Decimal | None
    tax: Decimal | None
    grand: Decimal
    prepaid: Decimal | None
    rounding: Decimal | None
    payable: Decimal
    third_party: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Einvoice:
    """One e-invoice. `due` is the day it states, None where it states none; `findings` were met while reading."""

    syntax: str
    container: str
    attachment: str
    profile: str
    number: str
    type_code: str
    issued: date
    due: date | None
    delivered: date | None
    currency: str
    terms: str
    payment_means: tuple[str, ...]
    order: str
    seller: TradeParty
    buyer: TradeParty
    totals: Totals
    lines: tuple[Part, ...]
    allowances: tuple[Part, ...]
    charges: tuple[Part, ...]
    taxes: tuple[TaxPart, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def credit(self) -> bool:
        """Whether it takes away from what is owed."""
        return self.syntax == "ubl-credit-note" or self.type_code in CREDIT_NOTES or self.totals.grand < 0


@dataclass(frozen=True, slots=True)
class Check:
    """One relation that the figures must keep: its name in the standard or ours, whether they do, and the figures."""

    code: str
    ok: bool
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The message that says what is checked."""
        return "einvoice_check." + self.code.lower().replace("-", "_")


@dataclass(frozen=True, slots=True)
class Judged:
    """An e-invoice with every check and everything to be said about it."""

    invoice: Einvoice
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether every figure agrees."""
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which invoice and ledger differ: what each of them says."""

    field: str
    invoice: object
    ledger: object

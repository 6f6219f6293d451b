"""What the rules of cover answer: per invoice and in total, with every reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from insurer.kernel.money import Money
from insurer.kernel.working import Working
from underwriting.exposure.rules.stop import Stop


@dataclass(frozen=True, slots=True)
class ReasonFound:
    """A reason, the amount it keeps out of cover, the clause and the facts."""

    code: str
    amount: Money
    clause: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceVerdict:
    """One invoice in policy currency: outstanding = insured + uninsured.

    `refused` says that the whole invoice is out; `ineligible` is what is open of it, or of its tax, interest and
    disputed parts, and could never be insured. `percentage` is None only where the policy names none.
    """

    number: str
    gross: Money
    deposit: Money
    received: Money
    outstanding: Money
    ineligible: Money
    insured: Money
    over_limit: Money
    percentage: Decimal | None
    own_limit: Money | None
    refused: bool
    reasons: tuple[ReasonFound, ...]

    @property
    def uninsured(self) -> Money:
        return self.outstanding - self.insured

    @property
    def reason_codes(self) -> tuple[str, ...]:
        return tuple(str(reason.code) for reason in self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverVerdict:
    """All invoices of one buyer at the end of `day`, in the order they were handed in.

    `share_cap` is what the limits leave of the insured shares, where the limit caps the indemnity; else None.
    """

    day: date
    currency: str
    invoices: tuple[InvoiceVerdict, ...]
    unallocated: Money
    share_cap: Money | None
    stops: tuple[Stop, ...]
    working: Working

    def total(self, part: str) -> Money:
        """The sum of one amount over the invoices: `gross`, `received`, `insured` and so on."""
        return Money(sum([getattr(invoice, part).minor for invoice in self.invoices]), self.currency)

    @property
    def gross_debt(self) -> Money:
        return self.total("gross")

    @property
    def ineligible(self) -> Money:
        """Deposits, and what is still open of refused invoices and of tax, interest and disputed parts."""
        return self.total("deposit") + self.total("ineligible")

    @property
    def receipts(self) -> Money:
        """What found an open invoice."""
        return self.total("received")

    @property
    def outstanding(self) -> Money:
        return self.total("outstanding")

    @property
    def net_debt(self) -> Money:
        return self.gross_debt - self.receipts - self.ineligible

    @property
    def over_limit(self) -> Money:
        return self.total("over_limit")

    @property
    def insured(self) -> Money:
        return self.total("insured")

    @property
    def uninsured(self) -> Money:
        return self.total("uninsured")

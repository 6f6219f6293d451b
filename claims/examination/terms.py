"""What an examiner looks at on one screen."""

from __future__ import annotations

from dataclasses import dataclass

from claims.cases.terms import Check, ClaimedInvoice
from claims.indemnity.rules.explained import Indemnity
from claims.indemnity.rules.levers import Lever
from insurer.kernel.money import Money
from underwriting.facts import InvoiceVerdict


@dataclass(frozen=True, slots=True)
class ExaminedInvoice:
    """One claimed invoice beside what the ledger, the limits and the declarations say of it.

    `open_now` is what is still open of it in its own currency, `limit` the decision that governed its shipment.
    """

    invoice: ClaimedInvoice
    open_now: Money
    disputed: Money
    limit: Money | None
    decision: str
    declaration: str
    verdict: InvoiceVerdict | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of the last assessment beside the same as it would be now."""

    code: str
    kept: Money
    now: Money

    @property
    def changed(self) -> bool:
        return self.kept != self.now


@dataclass(frozen=True, slots=True)
class Workbench:
    """The checks, the invoices, the figure worked out this moment and kept nowhere, what would change it.

    `compared` is empty before the first assessment; `undisputed` is None when nothing is disputed.
    """

    checks: tuple[Check, ...]
    invoices: tuple[ExaminedInvoice, ...]
    now: Indemnity
    compared: tuple[Comparison, ...]
    levers: tuple[Lever, ...]
    undisputed: Money | None

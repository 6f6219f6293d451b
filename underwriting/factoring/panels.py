"""What assignments tell on the page of an invoice: in which it stands or stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for

from insurer.accounts.facts import May
from insurer.kernel.ids import PolicyId, ReceivableId
from underwriting.exposure.panels import InvoiceBook, keep_invoices_in
from underwriting.factoring.queries import assigned_by_invoice


def tell_assigned_receivables() -> None:
    """Let the ledger's pages know the assignments of each receivable."""
    keep_invoices_in(InvoiceBook("Assignment to a factor or bank", May.LEDGER_READ, _assigned))


def _assigned(side: str, policy: PolicyId) -> Mapping[ReceivableId, Sequence[tuple[str, str]]]:
    return {
        receivable: [(number, url_for(f"factoring_{side}.show", number=number)) for number in numbers]
        for receivable, numbers in assigned_by_invoice(policy).items()
    }

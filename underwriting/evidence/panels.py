"""What evidence tells on the page of an invoice: the e-invoices attached to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for

from insurer.accounts.facts import May
from insurer.kernel.ids import PolicyId, ReceivableId
from underwriting.evidence.queries import evidence_by_invoice
from underwriting.exposure.panels import InvoiceBook, keep_invoices_in


def tell_evidence() -> None:
    """Let the ledger's pages know the e-invoices of each receivable."""
    keep_invoices_in(InvoiceBook("E-invoice", May.LEDGER_READ, _evidence))


def _evidence(side: str, policy: PolicyId) -> Mapping[ReceivableId, Sequence[tuple[str, str]]]:
    return {
        receivable: [(number, url_for(f"evidence_{side}.show", number=number)) for number in numbers]
        for receivable, numbers in evidence_by_invoice(policy).items()
    }

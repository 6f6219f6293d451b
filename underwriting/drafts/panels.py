"""What drafts tell on the page of an invoice: the drafts that were given for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for

from insurer.accounts.facts import May
from insurer.kernel.ids import PolicyId, ReceivableId
from underwriting.drafts.queries import drafts_by_invoice
from underwriting.exposure.panels import InvoiceBook, keep_invoices_in


def tell_drafts() -> None:
    """Let the ledger's pages know the drafts of each receivable."""
    keep_invoices_in(InvoiceBook("Commercial draft", May.LEDGER_READ, _drafts))


def _drafts(side: str, policy: PolicyId) -> Mapping[ReceivableId, Sequence[tuple[str, str]]]:
    return {
        receivable: [(number, url_for(f"drafts_{side}.show", number=number)) for number in numbers]
        for receivable, numbers in drafts_by_invoice(policy).items()
    }

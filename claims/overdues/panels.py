"""What claims tell on the pages of exposure: the notices, claims and recoveries that an invoice stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for

from claims.cases.queries import claims_by_invoice
from claims.collections.queries import cases_by_invoice
from claims.overdues.queries import notice_numbers
from claims.recoveries.queries import recoveries_by_invoice
from insurer.accounts.facts import May
from insurer.kernel.ids import PolicyId, ReceivableId
from underwriting.public import InvoiceBook, keep_invoices_in, keep_open

Papers = Mapping[ReceivableId, Sequence[tuple[str, str]]]


def tell_invoices() -> None:
    """Let the ledger's pages know the papers of each invoice, in the order in which they come about."""
    keep_invoices_in(InvoiceBook("Overdue notice", May.OVERDUE_READ, _notices))
    keep_invoices_in(InvoiceBook("Collection case", May.OVERDUE_READ, _cases))
    keep_invoices_in(InvoiceBook("Claim", May.CLAIM_READ, _claims))
    keep_invoices_in(InvoiceBook("Recovery", May.CLAIM_READ, _recoveries))
    keep_open(_in_hand)


def _in_hand(policy: PolicyId) -> set[ReceivableId]:
    """The invoices of which a notice, a claim or a recovery speaks: no ledger closes them by leaving them out."""
    return {*notice_numbers([policy]), *claims_by_invoice(policy), *recoveries_by_invoice(policy)}


def _notices(side: str, policy: PolicyId) -> Papers:
    return {
        receivable: [(number, url_for(f"overdues_{side}.notice", number=number))]
        for receivable, number in notice_numbers([policy]).items()
    }


def _cases(side: str, policy: PolicyId) -> Papers:
    return {
        receivable: [(number, url_for(f"collections_{side}.show", number=number)) for number in numbers]
        for receivable, numbers in cases_by_invoice(policy).items()
    }


def _claims(side: str, policy: PolicyId) -> Papers:
    return {
        receivable: [(number, url_for(f"claims_{side}.show", number=number)) for number in numbers]
        for receivable, numbers in claims_by_invoice(policy).items()
    }


def _recoveries(side: str, policy: PolicyId) -> Papers:
    """The recovery's own page at the desk; the policyholder reads of it on the claim."""
    return {
        receivable: [(number, _recovery_page(side, number, claim)) for number, claim in found]
        for receivable, found in recoveries_by_invoice(policy).items()
    }


def _recovery_page(side: str, number: str, claim: str) -> str:
    if side == "desk":
        return url_for("recoveries_desk.show", number=number)
    return url_for("claims_portal.show", number=claim)

"""The calculation `indemnity`: one claim, from the buyer's invoices to what is payable."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from claims.facts import Indemnity, Loss, indemnity
from insurer.workflows.calculations.claim_input import Claim
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.calculations.statement import Outcome, share
from underwriting.facts import InvoiceVerdict, cover_verdict


def _works(claim: Claim) -> Outcome:
    """Cover at the date of loss, then the indemnity on what was covered."""
    verdict = cover_verdict(
        claim.policy.cover_terms(),
        claim.limit_history(),
        claim.receivables(),
        claim.receipts_read(),
        claim.loss.day,
        cause=claim.loss.cause,
    )
    loss = Loss(cause=claim.loss.cause, day=claim.loss.day, late_reduction=claim.late_reduction)
    worked = indemnity(claim.policy.indemnity_terms(), loss, verdict)
    return Outcome(_result(worked), worked.working, claim.policy.currency)


def _result(worked: Indemnity) -> dict[str, object]:
    """The fields of the contract, in its order."""
    return {
        "gross_debt": worked.gross_debt,
        "ineligible": worked.ineligible,
        "receipts": worked.receipts,
        "net_debt": worked.net_debt,
        "over_limit": worked.over_limit,
        "insured_loss": worked.insured_loss,
        "insured_percentage": share(worked.insured_percentage),
        "deductible": worked.deductible,
        "aggregate_first_loss_applied": worked.aggregate_first_loss_applied,
        "aggregate_first_loss_remaining": worked.aggregate_first_loss_remaining,
        "indemnity": worked.indemnity,
        "set_off": worked.set_off,
        "payable": worked.payable,
        "uninsured": worked.uninsured,
        "maximum_liability_remaining": worked.maximum_liability_remaining,
        "invoices": [_invoice(verdict) for verdict in worked.invoices],
    }


def _invoice(verdict: InvoiceVerdict) -> dict[str, object]:
    return {
        "number": verdict.number,
        "outstanding": verdict.outstanding,
        "insured": verdict.insured,
        "uninsured": verdict.uninsured,
        "percentage": share(verdict.percentage),
        "reasons": list(verdict.reason_codes),
    }


_EXAMPLE: dict[str, Any] = {
    "policy": {
        "currency": "EUR",
        "period_from": "2026-01-01",
        "period_to": "2026-12-31",
        "insured_percentage": "0.90",
        "deductible": "20000.00",
        "maximum_liability": "5000000.00",
    },
    "limits": [{"from": "2026-01-01", "to": None, "amount": "1000000.00"}],
    "loss": {"cause": "insolvency", "date": "2026-09-30"},
    "invoices": [
        {
            "number": "A-1",
            "shipped": "2026-06-01",
            "invoiced": "2026-06-01",
            "due": "2026-07-31",
            "amount": "1200000.00",
        }
    ],
    "receipts": [],
}

INDEMNITY = Calculation("indemnity", TypeAdapter(Claim), _works, _EXAMPLE)
CLAIM_CALCULATIONS = (INDEMNITY,)

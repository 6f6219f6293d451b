"""Reads for the examination of one claim. The insurer's eyes only; nothing is kept."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from claims.cases.queries import checks_of
from claims.cases.rules import examination
from claims.cases.terms import ClaimFacts
from claims.examination.terms import Comparison, ExaminedInvoice, Workbench
from claims.indemnity.queries import assessments_of, basis_of, kept_basis, kept_result
from claims.indemnity.rules.explained import Indemnity
from claims.indemnity.rules.levers import levers, undisputed
from insurer.kernel.calendar import month_end
from insurer.kernel.money import Money
from underwriting.public import declarations_of, limit_history, receivables_of

COMPARED = ("net_debt", "over_limit", "insured_loss", "deductible", "aggregate_first_loss_applied", "indemnity",
            "set_off", "payable")  # fmt: skip


def workbench(claim: ClaimFacts, day: date, at: datetime, late_reduction: Decimal | None = None) -> Workbench:
    """Everything about a claim as it stands now; `late_reduction` tries a fraction other than the last one's."""
    made = assessments_of(claim.id)
    share = late_reduction
    if share is None:
        share = kept_basis(made[0]).loss.late_reduction if made else Decimal(0)
    basis = basis_of(claim, day, at, share)
    now = basis.worked()
    return Workbench(
        checks=examination(checks_of(claim, day)),
        invoices=_invoices(claim, day, now),
        now=now,
        compared=_compared(kept_result(made[0]), now) if made else (),
        levers=levers(basis),
        undisputed=undisputed(basis),
    )


def _compared(kept: Indemnity, now: Indemnity) -> tuple[Comparison, ...]:
    pairs = [(code, getattr(kept, code), getattr(now, code)) for code in COMPARED]
    return tuple(Comparison(f"indemnity.figure.{code}", before, after) for code, before, after in pairs)


def _invoices(claim: ClaimFacts, day: date, now: Indemnity) -> tuple[ExaminedInvoice, ...]:
    """The claimed invoices beside the ledger of today, the limit that governed them and their declarations."""
    rows = {row.id: row for row in receivables_of(claim.policy, claim.party, as_of=day)}
    limits = limit_history(claim.policy, claim.party)
    declared = {row.month_end: row.number for row in declarations_of(claim.policy)}
    verdicts = {verdict.number: verdict for verdict in now.invoices}
    found = []
    for invoice in claim.invoices:
        row, standing = rows.get(invoice.receivable), limits.for_shipment(invoice.shipped)
        nothing = Money.zero(invoice.claimed.currency)
        found.append(
            ExaminedInvoice(
                invoice=invoice,
                open_now=nothing if row is None else row.open,
                disputed=nothing if row is None else row.disputed,
                limit=None if standing is None else standing.amount,
                decision="" if standing is None else standing.span.reference,
                declaration=declared.get(month_end(invoice.shipped), ""),
                verdict=verdicts.get(invoice.number),
            )
        )
    return tuple(found)

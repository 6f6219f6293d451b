"""What the examiner's checks find in a claim. A finding stops nothing by itself; every one names its clause.

The percentage taken off for a late notice is a person's decision, shipping on after the risk was known is a flag
for the adjuster, never an automatic refusal. Source: domain rules, section 5; china-practice, sections 2 and 2b.
"""

from __future__ import annotations

from collections.abc import Iterator

from claims.cases.terms import ClaimChecks, ClaimedInvoice
from insurer.kernel.findings import Finding, Weight
from insurer.kernel.money import Money
from underwriting.facts import InvoiceVerdict


def findings(checks: ClaimChecks) -> tuple[Finding, ...]:
    """Everything noticed, the heaviest first, each with its clause, invoice and amount."""
    found = [
        *_waiting(checks),
        *_cover(checks),
        *_clocks(checks),
        *_paid_meanwhile(checks),
        *_shipped_knowing(checks),
        *_twins(checks),
        *_premium(checks),
    ]
    order = {Weight.ERROR: 0, Weight.WARNING: 1, Weight.NOTE: 2}
    return tuple(sorted(found, key=lambda finding: order[finding.weight]))


def _waiting(checks: ClaimChecks) -> Iterator[Finding]:
    """The waiting period holds a claim; it never refuses one."""
    until = checks.claim.waiting_until
    if until is not None and checks.today < until:
        days = (until - checks.today).days
        yield Finding("claims.finding.waiting", Weight.NOTE, "clocks.waiting_days", {"until": until, "count": days})


def _cover(checks: ClaimChecks) -> Iterator[Finding]:
    """Limit, period, term, method, stop of cover, dispute, declaration, buyer and country, invoice by invoice."""
    verdicts = {verdict.number: verdict for verdict in checks.cover}
    for invoice in checks.claim.invoices:
        verdict = verdicts.get(invoice.number)
        if verdict is None:
            facts: dict[str, object] = {"number": invoice.number}
            yield Finding("claims.finding.not_in_ledger", Weight.ERROR, "invoices", facts)
            continue
        yield from _reasons(verdict)


def _reasons(verdict: InvoiceVerdict) -> Iterator[Finding]:
    for reason in verdict.reasons:
        weight = Weight.ERROR if verdict.refused else Weight.WARNING
        facts = {**reason.facts, "number": verdict.number, "amount": reason.amount}
        yield Finding(f"cover.reason.{reason.code}", weight, reason.clause, facts)


def _clocks(checks: ClaimChecks) -> Iterator[Finding]:
    """Notice and claim in time, per invoice."""
    for invoice in checks.claim.invoices:
        dates = checks.clocks[invoice.number]
        acts = (
            ("notice", invoice.notified_on, dates.notify_by, "notify_by"),
            ("claim", checks.claim.filed_on, dates.claim_by, "claim_by"),
        )
        for act, done, last, name in acts:
            if last is not None and done > last:
                facts = {"number": invoice.number, "done": done, "last": last, "count": (done - last).days}
                yield Finding(f"claims.finding.late_{act}", Weight.WARNING, dates.clauses.get(name, ""), facts)


def _paid_meanwhile(checks: ClaimChecks) -> Iterator[Finding]:
    """An invoice on which nothing is open any more at the date of loss."""
    claimed = _by_number(checks)
    for verdict in checks.cover:
        if verdict.number in claimed and not verdict.outstanding:
            yield Finding("claims.finding.paid", Weight.ERROR, "policy.allocation", {"number": verdict.number})


def _shipped_knowing(checks: ClaimChecks) -> Iterator[Finding]:
    """A shipment made while the buyer was already overdue: a question of what was known, for the adjuster."""
    since = checks.overdue_since
    for invoice in checks.claim.invoices:
        if since is not None and invoice.shipped > since:
            facts = {"number": invoice.number, "shipped": invoice.shipped, "since": since}
            yield Finding("claims.finding.shipped_knowing", Weight.NOTE, "policy.maximum_extension_days", facts)


def _twins(checks: ClaimChecks) -> Iterator[Finding]:
    """The same day and amount under another number may be one sale claimed twice."""
    for number, other in checks.twins:
        yield Finding("claims.finding.twin", Weight.WARNING, "invoices.number", {"number": number, "other": other})


def _premium(checks: ClaimChecks) -> Iterator[Finding]:
    if checks.unpaid_premium > Money.zero(checks.unpaid_premium.currency):
        facts = {"amount": checks.unpaid_premium}
        yield Finding("claims.finding.premium_unpaid", Weight.WARNING, "policy.set_off", facts)


def _by_number(checks: ClaimChecks) -> dict[str, ClaimedInvoice]:
    return {invoice.number: invoice for invoice in checks.claim.invoices}

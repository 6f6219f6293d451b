"""What the examiner's checks find in a claim. A finding stops nothing by itself; every one names its clause.

The percentage taken off for a late notice is a person's decision, shipping on after the risk was known is a flag
for the adjuster, never an automatic refusal. Source: domain rules, section 5; china-practice, sections 2 and 2b.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from claims.cases.states import ClaimState
from claims.cases.terms import Check, ClaimChecks, ClaimedInvoice, ClaimFacts, Step
from insurer.kernel.findings import Finding, Weight
from insurer.kernel.money import Money
from underwriting.facts import InvoiceVerdict


def findings(checks: ClaimChecks) -> tuple[Finding, ...]:
    """Everything noticed, the heaviest first, each with its clause, invoice and amount."""
    found = [finding for check in examination(checks) for finding in check.findings]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.weight]))


def examination(checks: ClaimChecks) -> tuple[Check, ...]:
    """Every check with what it found, nothing where it found no objection; those with the heaviest findings first."""
    made = [Check(name, clause, tuple(rule(checks))) for name, clause, rule in _CHECKS]
    return tuple(sorted(made, key=lambda check: len(_ORDER) if check.weight is None else _ORDER[check.weight]))


def _notice_in_time(checks: ClaimChecks) -> Iterator[Finding]:
    """Every invoice notified by its last day."""
    return _late(checks, "notice", "notify_by", lambda invoice: invoice.notified_on)


def _claim_in_time(checks: ClaimChecks) -> Iterator[Finding]:
    """The claim filed by the last day of every invoice."""
    return _late(checks, "claim", "claim_by", lambda _invoice: checks.claim.filed_on)


def _waiting(checks: ClaimChecks) -> Iterator[Finding]:
    """The waiting period holds a claim; it never refuses one."""
    until = checks.claim.waiting_until
    if until is not None and checks.today < until:
        days = (until - checks.today).days
        yield Finding("claims.finding.waiting", Weight.NOTE, "clocks.waiting_days", {"until": until, "count": days})


def way_of(claim: ClaimFacts, paid_on: date | None) -> tuple[Step, ...]:
    """Filed, examined, decided, paid: what is done, what goes on now, what lies ahead, each with its day if known."""
    declined = claim.state is ClaimState.DECLINED or (claim.state is ClaimState.CLOSED and paid_on is None)
    days = [claim.filed_on, max(claim.filed_on, claim.waiting_until or claim.filed_on), claim.decided_on]
    codes = ["filed", "examined", "declined" if declined and claim.decided_on else "decided"]
    if not declined:
        codes.append("paid")
        days.append(paid_on)
    done = 4 if paid_on else 3 if claim.decided_on or claim.state is ClaimState.CLOSED else 1
    standings = ["done" if place < done else "now" if place == done else "ahead" for place in range(len(codes))]
    return tuple(
        Step(f"claim.way.{code}", standing, day) for code, standing, day in zip(codes, standings, days, strict=True)
    )


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


def _late(checks: ClaimChecks, act: str, name: str, done_on: Callable[[ClaimedInvoice], date]) -> Iterator[Finding]:
    """The invoices for which an act came after its last day."""
    for invoice in checks.claim.invoices:
        dates, done = checks.clocks[invoice.number], done_on(invoice)
        last = getattr(dates, name)
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


_ORDER = {Weight.ERROR: 0, Weight.WARNING: 1, Weight.NOTE: 2}
_CHECKS: tuple[tuple[str, str, Callable[[ClaimChecks], Iterator[Finding]]], ...] = (
    ("cover", "policy.limit_application", _cover),
    ("notice", "policy.notice_days", _notice_in_time),
    ("filing", "policy.claim_days", _claim_in_time),
    ("waiting", "policy.waiting_days", _waiting),
    ("paid", "policy.allocation", _paid_meanwhile),
    ("knowledge", "policy.maximum_extension_days", _shipped_knowing),
    ("twins", "invoices.number", _twins),
    ("premium", "policy.set_off", _premium),
)
"""The checks in the order of an examination, each with the clause that it looks after."""

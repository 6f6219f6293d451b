"""Reads of recoveries, and the sharing of one before it is booked. Within the reader's scope."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import func, select

from claims.cases.models import Claim, ClaimItem
from claims.cases.terms import ClaimFacts
from claims.indemnity.models import ClaimPayment
from claims.indemnity.queries import assessment_of, kept_result, payment_of
from claims.recoveries.models import RecoveryRow
from claims.recoveries.rules import RecoveryShares, recovery_shares
from claims.recoveries.terms import CostsRule, Recovery, RecoveryMethod, ToCollect
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, NotFound
from insurer.kernel.ids import ClaimId, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from insurer.kernel.plain import from_plain
from insurer.kernel.working import Line, Working
from policies.public import terms_of

CLAUSES = {
    "method": "policy.recovery_method",
    "costs_rule": "policy.recovery_costs_rule",
    "costs": "policy.recovery_costs_rule",
    "insured_percentage": "policy.insured_percentage",
    "insured_debt": "policy.recovery_method",
    "insurer_received": "policy.recovery_method",
    "policyholder_received": "policy.recovery_method",
}
"""The policy's clause behind each field of the calculation."""


def recoveries_of(claim_id: ClaimId) -> list[RecoveryRow]:
    """The recoveries of a claim in the order they were booked."""
    query = select(RecoveryRow).where(RecoveryRow.claim_id == claim_id)
    return list(db.session.scalars(query.order_by(RecoveryRow.id)))


def all_recoveries() -> list[RecoveryRow]:
    """Every recovery of the reader's scope, the newest first."""
    return list(db.session.scalars(select(RecoveryRow).order_by(RecoveryRow.id.desc())))


def to_collect() -> list[ToCollect]:
    """The paid claims of the reader's scope that are not yet recovered, the largest amount left first by currency."""
    back = (
        select(
            RecoveryRow.claim_id,
            func.sum(RecoveryRow.insurer_minor).label("insurer"),
            func.max(RecoveryRow.received_on).label("last"),
        )
        .group_by(RecoveryRow.claim_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Claim, ClaimPayment, back.c.insurer, back.c.last)
        .join(ClaimPayment, ClaimPayment.claim_id == Claim.id)
        .outerjoin(back, back.c.claim_id == Claim.id)
    )
    found = [
        ToCollect(
            ClaimId(claim.id), claim.number, PartyId(claim.party_id), payment.paid_on, payment.indemnity,
            Money(int(insurer or 0), payment.currency), last,
        )
        for claim, payment, insurer, last in rows
    ]  # fmt: skip
    open_ones = [one for one in found if one.left.minor > 0]
    return sorted(open_ones, key=lambda one: (one.left.currency, -one.left.minor, one.number))


def recovery_numbered(number: str) -> RecoveryRow:
    """The recovery with this number; a foreign one is not found."""
    row = db.session.scalar(select(RecoveryRow).where(RecoveryRow.number == number))
    if row is None:
        raise NotFound("recoveries.absent", recovery=number)
    return row


def kept_working(row: RecoveryRow) -> Working:
    """How the recovery was shared, as it was kept."""
    return from_plain(Working, json.loads(row.working))


def sharing(claim: ClaimFacts, amount: Money, costs: Money) -> RecoveryShares:
    """Who gets what of `amount`, by the policy's method and what each already had of earlier recoveries.

    Refuses a claim that was not paid. Whoever books it holds the claim's lock.
    """
    payment = payment_of(claim.id)
    if payment is None:
        raise Conflict("recoveries.claim_not_paid", claim=claim.number)
    terms, result = terms_of(claim.policy), kept_result(assessment_of(claim.id))
    earlier, currency = recoveries_of(claim.id), terms.currency
    debt = max(payment.debt, result.insured_loss, payment.indemnity)
    shares = recovery_shares(
        Recovery(
            method=RecoveryMethod(str(terms.on("recovery_method", claim.loss_date))),
            recovered=amount,
            costs=costs,
            total_debt=debt,
            insured_debt=result.insured_loss,
            indemnity_paid=payment.indemnity,
            insured_percentage=result.insured_percentage,
            insurer_received=Money.total((row.insurer for row in earlier), currency),
            policyholder_received=Money.total((row.policyholder for row in earlier), currency),
            costs_rule=CostsRule(str(terms.on("recovery_costs_rule", claim.loss_date))),
        )
    )
    return replace(shares, working=_in_policy_words(shares.working))


def _in_policy_words(working: Working) -> Working:
    """The working with the policy's own clauses in place of the fields of the calculation."""
    lines = []
    for line in working.lines:
        facts = dict(line.facts)
        if "rule" in facts:
            facts["rule"] = f"policy.recovery_costs_rule.{facts['rule']}"
        lines.append(Line(line.code, line.result, CLAUSES.get(line.clause, ""), facts))
    return Working(tuple(lines))


def recoveries_by_invoice(policy_id: PolicyId) -> dict[ReceivableId, list[tuple[str, str]]]:
    """The recoveries on claims that each invoice stands in: their numbers and their claims', oldest first."""
    rows = db.session.execute(
        select(ClaimItem.receivable_id, RecoveryRow.number, Claim.number)
        .join(Claim, Claim.id == ClaimItem.claim_id)
        .join(RecoveryRow, RecoveryRow.claim_id == Claim.id)
        .where(Claim.policy_id == policy_id)
        .order_by(RecoveryRow.id)
    )
    found: dict[ReceivableId, list[tuple[str, str]]] = {}
    for receivable, number, claim in rows:
        found.setdefault(ReceivableId(receivable), []).append((number, claim))
    return found

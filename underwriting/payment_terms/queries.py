"""Reads of payment terms: what stands with each buyer, and the ledger's rows that disagree with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import select

from insurer.infra.db import db
from insurer.kernel.findings import Finding
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from policies.facts import PolicyFacts
from policies.public import terms_of
from underwriting.exposure.queries import covered_ledger
from underwriting.exposure.rules.turnover import prepaid
from underwriting.limits.queries import limit_histories
from underwriting.limits.terms import PaymentMethod
from underwriting.payment_terms.models import BuyerTerms
from underwriting.payment_terms.rules import Suggested, TermsBound, beyond_bounds, disagreement, suggested
from underwriting.receivables.queries import LedgerItem, receivables_of


@dataclass(frozen=True, slots=True)
class Disagreeing:
    """A row of the ledger whose due day is not what the buyer's terms give."""

    item: LedgerItem
    terms: BuyerTerms
    finding: Finding


def terms_history(policy: PolicyId, party: PartyId | None = None) -> list[BuyerTerms]:
    """Every row of terms under a policy, with one buyer or all, the newest first."""
    query = select(BuyerTerms).where(BuyerTerms.policy_id == policy)
    if party is not None:
        query = query.where(BuyerTerms.party_id == party)
    return list(db.session.scalars(query.order_by(BuyerTerms.valid_from.desc(), BuyerTerms.id.desc())))


def standing_terms(history: list[BuyerTerms], party: PartyId, day: date) -> BuyerTerms | None:
    """Of a history, newest first, the terms with a buyer that stand on a day."""
    return next((row for row in history if row.party_id == party and row.valid_from <= day), None)


def bounds_of(policy: PolicyFacts, day: date) -> dict[PartyId | None, TermsBound]:
    """What policy and limits allow on a day: by buyer, and for all without a limit of their own under None."""
    shipped = max(day, policy.period.first)
    of_policy = terms_of(policy.id).days("maximum_payment_term_days", shipped)
    found: dict[PartyId | None, TermsBound] = {None: TermsBound(of_policy, None)}
    for party, history in limit_histories(policy.id).items():
        limit = history.for_shipment(shipped)
        if limit is not None:
            known = [one for one in (of_policy, limit.span.maximum_payment_term_days) if one is not None]
            method = limit.span.payment_method
            found[party] = TermsBound(min(known, default=None), None if method is None else PaymentMethod(method))
    return found


def findings_on(row: BuyerTerms, bounds: dict[PartyId | None, TermsBound]) -> tuple[Finding, ...]:
    """Where a buyer's terms pass what its limit and the policy allow."""
    return beyond_bounds(row.terms(), bounds.get(row.party_id, bounds[None]))


def disagreeing(policy: PolicyId, day: date) -> list[Disagreeing]:
    """The open rows of a policy's ledger whose due day disagrees with the terms that stood when they were invoiced."""
    history, found = terms_history(policy), []
    for item in receivables_of(policy, as_of=day):
        terms = standing_terms(history, item.party, item.invoiced)
        if terms is None or not item.open.minor > 0:
            continue
        finding = disagreement(terms.terms(), shipped=item.shipped, invoiced=item.invoiced, due=item.due)
        if finding is not None:
            found.append(Disagreeing(item, terms, finding))
    return found


@dataclass(frozen=True, slots=True)
class PaidBefore:
    """An invoice on which something was paid before shipment: how much of it is credit, and what of that is insured."""

    buyer: PartyFacts
    receivable: ReceivableId
    number: str
    shipped: date
    amount: Money
    deposit: Money
    outstanding: Money
    insured: Money
    prepaid: bool


def paid_before(policy: PolicyId, day: date) -> list[PaidBefore]:
    """The invoices of a policy with a deposit, in policy currency; one that is prepaid in full is no credit at all."""
    whole = covered_ledger((policy,), day).whole
    items = [one.item for one in whole.items(np.flatnonzero(whole.found.deposit != 0).tolist())]
    found = [
        PaidBefore(
            one.buyer, one.id, one.receivable.number, one.receivable.shipped, one.verdict.gross, one.verdict.deposit,
            one.verdict.outstanding, one.verdict.insured, prepaid(one.receivable),
        )
        for one in items
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.buyer.name, one.buyer.id, one.shipped, one.number))


def suggestion_for(policy: PolicyId, party: PartyId, day: date) -> Suggested:
    """The terms that a buyer's record under a policy bears."""
    settled = [one for one in receivables_of(policy, party, as_of=day) if one.paid_on is not None]
    return suggested(len(settled), sum(1 for one in settled if one.paid_on is not None and one.paid_on > one.due))

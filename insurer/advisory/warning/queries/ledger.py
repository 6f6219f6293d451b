"""A policy's ledger as the indicators read it: in policy currency, at the end of a day, as known at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from insurer.advisory.warning.terms import Debt, Ledger, Standing
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money, currency_decimals
from insurer.kernel.rounding import half_up
from policies.public import policy_facts
from underwriting.public import BuyerVerdict, verdicts


def ledger_of(policy_id: PolicyId, as_of: date, known_by: datetime) -> Ledger:
    """Every invoice with its receipts by day, and what each buyer owes, insured, and its limit of that day."""
    policy = policy_facts(policy_id)
    found = verdicts(policy_id, as_of, known_by)
    return Ledger(
        policy.currency,
        as_of,
        tuple(debt for one in found for debt in debts_of(one, policy.currency)),
        standings_of(found, as_of, known_by),
    )


def standings_of(found: Sequence[BuyerVerdict], as_of: date, known_by: datetime) -> dict[PartyId, Standing]:
    """What each buyer owes, what of it is insured, and the limit for shipments of the day."""
    standings = {}
    for one in found:
        limit = one.limits.for_shipment(as_of, known_by)
        standings[one.buyer.id] = Standing(
            one.verdict.outstanding, one.verdict.insured, None if limit is None else limit.amount
        )
    return standings


def debts_of(one: BuyerVerdict, currency: str) -> Iterator[Debt]:
    """One buyer's invoices; receipts that name no invoice stand in what the buyer owes, not in a single debt."""
    receipts: dict[str, list[tuple[date, Money]]] = defaultdict(list)
    for receipt in one.account.receipts:
        if receipt.invoice is not None:
            receipts[receipt.invoice].append((receipt.day, receipt.amount))
    for debt in one.account.receivables:
        amount = debt.amount if debt.deposit is None else debt.amount - debt.deposit
        rate = debt.rate
        yield Debt(
            one.buyer.id,
            debt.number,
            debt.invoiced,
            debt.due,
            _minor(amount, currency, rate),
            tuple((day, _minor(paid, currency, rate)) for day, paid in receipts.get(debt.number, ())),
            0 if debt.disputed is None else _minor(debt.disputed, currency, rate),
        )


def _minor(amount: Money, currency: str, rate: Decimal | None) -> int:
    """An amount in minor units of policy currency, at the rate that the invoice is valued with."""
    if amount.currency == currency or rate is None:
        return amount.minor
    shift = currency_decimals(currency) - currency_decimals(amount.currency)
    return half_up(amount.minor * rate * Decimal(10) ** shift)

"""The calculation `recovery`: money after the loss, shared between insurer and policyholder."""

from __future__ import annotations

from pydantic import TypeAdapter

from claims.facts import CostsRule, Recovery, RecoveryMethod, recovery_shares
from insurer.workflows.calculations.contract import Input
from insurer.workflows.calculations.fields import Amount, AmountAboveZero, Currency, Share, nil
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.calculations.statement import Outcome, share


class RecoveryInput(Input):
    """One recovery and where the claim stands."""

    currency: Currency
    method: RecoveryMethod
    recovered: Amount
    costs: Amount = nil()
    costs_rule: CostsRule = CostsRule.FIRST
    total_debt: AmountAboveZero
    insured_debt: Amount
    indemnity_paid: Amount
    insured_percentage: Share
    actual_loss: AmountAboveZero | None = None
    insurer_received: Amount = nil()
    policyholder_received: Amount = nil()


def _works(given: RecoveryInput) -> Outcome:
    shares = recovery_shares(
        Recovery(
            method=given.method,
            recovered=given.recovered,
            costs=given.costs,
            costs_rule=given.costs_rule,
            total_debt=given.total_debt,
            insured_debt=given.insured_debt,
            indemnity_paid=given.indemnity_paid,
            insured_percentage=given.insured_percentage,
            actual_loss=given.actual_loss,
            insurer_received=given.insurer_received,
            policyholder_received=given.policyholder_received,
        )
    )
    result = {
        "net": shares.net,
        "insurer": shares.insurer,
        "policyholder": shares.policyholder,
        "insurer_share": share(shares.insurer_share),
        "insured_side": shares.insured_side,
        "uninsured_side": shares.uninsured_side,
        "costs_left": shares.costs_left,
        "surplus": shares.surplus,
    }
    return Outcome(result, shares.working, given.currency)


_EXAMPLE = {
    "currency": "EUR",
    "method": "indemnity_over_debt",
    "recovered": "300000.00",
    "costs": "30000.00",
    "total_debt": "1200000.00",
    "insured_debt": "1000000.00",
    "indemnity_paid": "900000.00",
    "insured_percentage": "0.90",
}

RECOVERY = Calculation("recovery", TypeAdapter(RecoveryInput), _works, _EXAMPLE)
RECOVERY_CALCULATIONS = (RECOVERY,)

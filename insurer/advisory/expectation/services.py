"""Acts on forecasts: forecasting a policy's open ledger, and measuring what its forecasts are worth. Machine-made."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import insert

from insurer.advisory.expectation.models import ExpectedPayment, PaymentBackTest, PaymentForecast
from insurer.advisory.expectation.queries import bills_of, digest_of, last_back_test, last_forecast
from insurer.advisory.expectation.rules.forecasting import back_test, forecast
from insurer.advisory.expectation.terms import LEAST_LEARNED, Bill
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.jobs.ahead import ahead
from insurer.kernel.ids import PolicyId, ReceivableId
from policies.public import policy_facts

AGAIN_AFTER = 30
"""Days after which the worth of the forecasts is measured again."""


def own_bills(policy_id: PolicyId, act: Act) -> list[Bill]:
    """A policy's own invoices as the forecasts of an act read them."""
    return ahead(("bills", policy_id, act.today, act.at), lambda: bills_of(policy_id, act.today, act.at))


@command(needs=None)
def forecast_payments(act: Act, policy_id: PolicyId) -> int | None:
    """Forecast every open invoice from the policy's own ledger; None where nothing has changed since the last one.

    A model that the last measure found no better than guessing is not used: the buyer's average delay is.
    """
    policy = policy_facts(policy_id)
    bills = own_bills(policy_id, act)
    inputs, last = digest_of(bills), last_forecast(policy_id)
    if last is not None and (last.inputs, last.as_of) == (inputs, act.today):
        act.record(f"policy:{policy.number}", "expectation.unchanged", day=act.today)
        return None
    test = last_back_test(policy_id)
    found = forecast(bills, act.today, trusted=test is None or test.better)
    row = PaymentForecast(
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        as_of=act.today,
        known_at=act.at,
        version=found.version,
        seed=found.seed,
        learned_from=found.learned_from,
        inputs=inputs,
    )
    db.session.add(row)
    db.session.flush()
    expected = [
        {
            "policyholder_id": policy.policyholder, "forecast_id": row.id, "receivable_id": ReceivableId(one.key),
            "expected_on": one.day, "basis": one.basis.value, "known": one.known,
        }
        for one in found.expected
    ]  # fmt: skip
    if expected:
        db.session.execute(insert(ExpectedPayment), expected)
    act.record(
        f"policy:{policy.number}", "expectation.forecast", day=act.today, count=len(found.expected),
        version=found.version, learned=found.learned_from,
    )  # fmt: skip
    return row.id


@command(needs=None)
def measure_forecasts(act: Act, policy_id: PolicyId) -> int | None:
    """Measure what the forecasts are worth on the policy's own past, once a month; None where it is too early."""
    policy, last = policy_facts(policy_id), last_back_test(policy_id)
    if last is not None and (act.today - last.as_of).days < AGAIN_AFTER:
        act.record(f"policy:{policy.number}", "expectation.tested_lately", day=last.as_of)
        return None
    bills = own_bills(policy_id, act)
    if sum(1 for one in bills if one.paid_on is not None) < LEAST_LEARNED:
        act.record(f"policy:{policy.number}", "expectation.too_little_to_test", day=act.today)
        return None
    found = back_test(bills)
    row = PaymentBackTest(
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        as_of=act.today,
        known_at=act.at,
        version=found.version,
        months=found.months,
        invoices=found.invoices,
        model_days=days(found.model),
        average_days=days(found.average),
        due_days=days(found.due),
    )
    db.session.add(row)
    db.session.flush()
    act.record(
        f"policy:{policy.number}", "expectation.tested", day=act.today, count=found.invoices, version=found.version
    )
    return row.id


def days(mean: float) -> Decimal:
    """A mean error as it is kept and shown: days to two decimals."""
    return Decimal(f"{mean:.2f}")

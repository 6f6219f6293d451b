"""A recovery is shared to the cent, and nobody earns from a loss."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.facts import CostsRule, Recovery, RecoveryMethod, recovery_shares
from insurer.kernel.errors import InvalidInput
from tests.builders.cover import eur


def money(most: int) -> Any:
    return st.integers(0, most).map(lambda minor: eur(0).__class__(minor, "EUR"))


@st.composite
def recoveries(draw: st.DrawFn) -> Recovery:
    debt = draw(st.integers(1, 1_000_000))
    zero = eur(0)
    insured = draw(money(debt))
    return Recovery(
        method=draw(st.sampled_from(RecoveryMethod)),
        costs_rule=draw(st.sampled_from(CostsRule)),
        recovered=draw(money(1_500_000)),
        costs=draw(money(300_000)),
        total_debt=replace(zero, minor=debt),
        insured_debt=insured,
        indemnity_paid=draw(money(insured.minor)),
        insured_percentage=draw(st.sampled_from([Decimal("0.9"), Decimal("0.85"), Decimal("1")])),
        insurer_received=draw(money(100_000)),
        policyholder_received=draw(money(100_000)),
    )


@given(recoveries())
@settings(max_examples=100, deadline=None)
def test_shares_sum_to_the_net_recovery_and_nobody_is_enriched(recovery: Recovery) -> None:
    shares = recovery_shares(recovery)

    assert shares.insurer + shares.policyholder + shares.surplus == shares.net
    assert shares.net + recovery.costs - shares.costs_left == recovery.recovered
    assert min(shares.insurer, shares.policyholder, shares.surplus, shares.costs_left, shares.net).minor >= 0
    assert shares.insurer <= (recovery.indemnity_paid - recovery.insurer_received).floor_zero()
    own = recovery.total_debt - recovery.indemnity_paid - recovery.policyholder_received
    assert shares.policyholder <= own.floor_zero()


BASIC = Recovery(
    method=RecoveryMethod.INDEMNITY_OVER_DEBT,
    recovered=eur(100),
    costs=eur(0),
    total_debt=eur(1000),
    insured_debt=eur(800),
    indemnity_paid=eur(700),
    insured_percentage=Decimal("0.9"),
    insurer_received=eur(0),
    policyholder_received=eur(0),
)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"total_debt": eur(0)}, "total_debt"),
        ({"insured_debt": eur(1001)}, "insured_debt"),
        ({"indemnity_paid": eur(1001)}, "indemnity_paid"),
        ({"actual_loss": eur(699)}, "actual_loss"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        recovery_shares(replace(BASIC, **change))

    assert refused.value.field == field

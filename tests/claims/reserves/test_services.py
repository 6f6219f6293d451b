"""Reserves: each figure a row of its own, in the policy's currency, for the insurer's eyes only."""

from __future__ import annotations

import pytest

from claims.reserves.queries import reserves_of
from claims.reserves.services import set_reserve
from insurer.infra.audit.timeline import timeline
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.money import Money
from tests.builders.claims import Department
from tests.builders.policies import eur


def test_the_last_figure_stands_and_those_before_stay_on_record(department: Department):
    claim = department.claimed()
    set_reserve(department.act("adjuster"), claim, amount=eur("9000"), reason="Expected indemnity")
    set_reserve(department.act("adjuster"), claim, amount=eur("4500"), reason="Half is disputed")

    assert [row.amount for row in reserves_of(claim)] == [eur("4500"), eur("9000")]
    with reading_as(Scope(policyholders=frozenset({department.policyholder}))):
        assert timeline("reserve:CL-2025-000001") == []


def test_a_reserve_is_not_negative_not_foreign_has_a_reason_and_ends_with_the_payment(department: Department):
    claim = department.claimed()
    for amount, reason in ((eur("-1"), "x"), (Money.of("1", "USD"), "x"), (eur("1"), " ")):
        with pytest.raises(InvalidInput):
            set_reserve(department.act("adjuster"), claim, amount=amount, reason=reason)
    department.assess(claim)
    department.put_forward(claim)
    department.approve(claim)
    department.pay(claim)
    with pytest.raises(Conflict, match="claim_over"):
        set_reserve(department.act("adjuster"), claim, amount=eur("1"), reason="x")

"""The life of a policy as one table of moves."""

from __future__ import annotations

from enum import StrEnum

from insurer.kernel.lifecycle import Lifecycle


class PolicyState(StrEnum):
    """Where a policy stands. Only a bound one has insured anything; an expired one runs off."""

    DRAFT = "draft"
    BOUND = "bound"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


POLICY_LIFE = Lifecycle(
    initial=PolicyState.DRAFT,
    moves={
        (PolicyState.DRAFT, "endorse"): PolicyState.DRAFT,
        (PolicyState.DRAFT, "bind"): PolicyState.BOUND,
        (PolicyState.DRAFT, "discard"): PolicyState.CANCELLED,
        (PolicyState.BOUND, "endorse"): PolicyState.BOUND,
        (PolicyState.BOUND, "cancel"): PolicyState.CANCELLED,
        (PolicyState.BOUND, "expire"): PolicyState.EXPIRED,
    },
)

"""The door of policies: questions and orders for the storeys above."""

from __future__ import annotations

from policies.contracts.models import Policy
from policies.contracts.queries import policies_list, policy_facts, policy_numbered, terms_of
from policies.contracts.services import draft_policy, endorse_policy
from insurer.infra.db import lock
from insurer.kernel.ids import PolicyId


def lock_policy(policy_id: PolicyId) -> None:
    """Lock the policy until the act ends: whoever counts on its maximum liability does so alone."""
    lock(Policy, policy_id)


__all__ = ["draft_policy", "endorse_policy", "lock_policy", "policies_list", "policy_facts", "policy_numbered", "terms_of"]

"""The door of policies: questions and orders for the storeys above."""

from __future__ import annotations

from policies.billing.queries import (
    maximum_liability_on,
    note_accounts_of,
    premium_clauses,
    premium_of_all,
    premium_overdue,
    premium_position,
    suspensions,
    unpaid_premium,
)
from policies.billing.services import (
    adjust_premium,
    book_turnover,
    pay_premium_back,
    receive_premium,
    set_off_premium,
)
from policies.contracts.queries import (
    lock_policy,
    policies_by_id,
    policies_list,
    policy_facts,
    policy_numbered,
    terms_by_policy,
    terms_of,
)
from policies.contracts.rules.mapping import clocks_of
from policies.contracts.services import draft_policy, endorse_policy
from policies.issuance.panels import PolicyPanel, add_policy_panel
from policies.issuance.services import bind_policy, cancel_policy, discard_draft, expire_policies

__all__ = [
    "PolicyPanel",
    "add_policy_panel",
    "adjust_premium",
    "bind_policy",
    "book_turnover",
    "cancel_policy",
    "clocks_of",
    "discard_draft",
    "draft_policy",
    "endorse_policy",
    "expire_policies",
    "lock_policy",
    "maximum_liability_on",
    "note_accounts_of",
    "pay_premium_back",
    "policies_by_id",
    "policies_list",
    "policy_facts",
    "policy_numbered",
    "premium_clauses",
    "premium_of_all",
    "premium_overdue",
    "premium_position",
    "receive_premium",
    "set_off_premium",
    "suspensions",
    "terms_by_policy",
    "terms_of",
    "unpaid_premium",
]

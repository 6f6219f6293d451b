"""The door of policies: questions and orders for the storeys above."""

from __future__ import annotations

from policies.assignments.queries import assigned_scope, assignee_of, assignments_of, own_assignments
from policies.assignments.services import end_assignment, record_assignment
from policies.bank_details.queries import (
    account_in_full,
    payee_content,
    payout_of,
    standing_detail,
    usable_detail,
)
from policies.bank_details.services import enter_bank_detail, lock_payee, pay_out, verify_bank_detail
from policies.billing.documents import addressee
from policies.billing.queries import (
    maximum_liability_on,
    note_accounts_by_policy,
    note_accounts_of,
    notes_like,
    overdue_notes,
    premium_clauses,
    premium_of_all,
    premium_overdue,
    premium_position,
    suspensions,
    unpaid_premium,
)
from policies.billing.services import (
    adjust_premium,
    agree_to_refund,
    book_turnover,
    pay_premium_back,
    put_refund_forward,
    receive_premium,
    set_off_premium,
)
from policies.contracts.queries import (
    lock_policy,
    policies_by_id,
    policies_ending,
    policies_like,
    policies_list,
    policy_facts,
    policy_numbered,
    terms_by_policy,
    terms_of,
    terms_under,
)
from policies.contracts.rules.mapping import clocks_of
from policies.contracts.services import draft_policy, endorse_policy
from policies.issuance.panels import PolicyPanel, add_policy_panel
from policies.issuance.services import bind_policy, cancel_policy, discard_draft, expire_policies
from policies.payment_authority.models import PaymentAuthorityRow
from policies.payment_authority.queries import (
    payment_authorities,
    payment_authorities_ever,
    refuse_beyond,
    third_person_above,
)
from policies.payment_authority.services import set_payment_authority

__all__ = [
    "PaymentAuthorityRow",
    "PolicyPanel",
    "account_in_full",
    "add_policy_panel",
    "addressee",
    "adjust_premium",
    "agree_to_refund",
    "assigned_scope",
    "assignee_of",
    "assignments_of",
    "bind_policy",
    "book_turnover",
    "cancel_policy",
    "clocks_of",
    "discard_draft",
    "draft_policy",
    "end_assignment",
    "endorse_policy",
    "enter_bank_detail",
    "expire_policies",
    "lock_payee",
    "lock_policy",
    "maximum_liability_on",
    "note_accounts_by_policy",
    "note_accounts_of",
    "notes_like",
    "overdue_notes",
    "own_assignments",
    "pay_out",
    "pay_premium_back",
    "payee_content",
    "payment_authorities",
    "payment_authorities_ever",
    "payout_of",
    "policies_by_id",
    "policies_ending",
    "policies_like",
    "policies_list",
    "policy_facts",
    "policy_numbered",
    "premium_clauses",
    "premium_of_all",
    "premium_overdue",
    "premium_position",
    "put_refund_forward",
    "receive_premium",
    "record_assignment",
    "refuse_beyond",
    "set_off_premium",
    "set_payment_authority",
    "standing_detail",
    "suspensions",
    "terms_by_policy",
    "terms_of",
    "terms_under",
    "third_person_above",
    "unpaid_premium",
    "usable_detail",
    "verify_bank_detail",
]

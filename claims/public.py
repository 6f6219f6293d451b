"""The door of claims: questions and orders for the storeys above."""

from __future__ import annotations

from claims.cases.queries import (
    ClaimHead,
    claim_counts,
    claim_facts,
    claim_heads,
    claim_numbered,
    claimed_receivables,
    claims_in,
    claims_like,
    claims_of,
)
from claims.cases.services import (
    end_waiting,
    end_waiting_periods,
    file_claim,
    resume_claim,
    suspend_claim,
    withdraw_claim,
)
from claims.cases.states import ClaimState
from claims.cases.terms import ClaimFacts, LossCause
from claims.clocks.queries import clocked, clocks_left, clocks_under, item_clocks
from claims.clocks.terms import ClockedItem, ClockKind, ClockState, ItemClock, ItemClocks
from claims.collections.queries import open_case_numbers
from claims.indemnity.documents import decision_letter
from claims.indemnity.queries import (
    Debt,
    assessment_of,
    assessments_of,
    basis_of,
    basis_on,
    kept_basis,
    kept_result,
    nothing_to_pay,
    payment_of,
    rerun,
    used_up,
)
from claims.indemnity.services import (
    approve_claim,
    assess_claim,
    close_claim,
    pay_claim,
    put_claim_forward,
    reopen_claim,
    return_claim,
)
from claims.overdues.documents import notice_confirmation
from claims.overdues.queries import (
    due_notices,
    due_notices_by_policy,
    notice_counts,
    notice_facts,
    notices_like,
    notices_of,
)
from claims.overdues.services import notify_overdue
from claims.overdues.terms import BuyerOverdues, NoticeFacts, OverdueInvoice
from claims.payments.queries import paid_to
from claims.payments.services import SETTLEMENT
from claims.recoveries.queries import recoveries_of
from claims.recoveries.services import book_recovery
from claims.recoveries.terms import Holder

__all__ = [
    "SETTLEMENT",
    "BuyerOverdues",
    "ClaimFacts",
    "ClaimHead",
    "ClaimState",
    "ClockKind",
    "ClockState",
    "ClockedItem",
    "Debt",
    "Holder",
    "ItemClock",
    "ItemClocks",
    "LossCause",
    "NoticeFacts",
    "OverdueInvoice",
    "approve_claim",
    "assess_claim",
    "assessment_of",
    "assessments_of",
    "basis_of",
    "basis_on",
    "book_recovery",
    "claim_counts",
    "claim_facts",
    "claim_heads",
    "claim_numbered",
    "claimed_receivables",
    "claims_in",
    "claims_like",
    "claims_of",
    "clocked",
    "clocks_left",
    "clocks_under",
    "close_claim",
    "decision_letter",
    "due_notices",
    "due_notices_by_policy",
    "end_waiting",
    "end_waiting_periods",
    "file_claim",
    "item_clocks",
    "kept_basis",
    "kept_result",
    "nothing_to_pay",
    "notice_confirmation",
    "notice_counts",
    "notice_facts",
    "notices_like",
    "notices_of",
    "notify_overdue",
    "open_case_numbers",
    "paid_to",
    "pay_claim",
    "payment_of",
    "put_claim_forward",
    "recoveries_of",
    "reopen_claim",
    "rerun",
    "resume_claim",
    "return_claim",
    "suspend_claim",
    "used_up",
    "withdraw_claim",
]

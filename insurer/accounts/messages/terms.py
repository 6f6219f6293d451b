"""Which recorded events a policyholder must hear of, who of its people is told, and how urgent it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from insurer.accounts.terms import May


class Way(StrEnum):
    """By which way a message goes: it always stands in the portal; a login with an address has it by mail too."""

    PORTAL = "portal"
    MAIL = "mail"


class Delivery(StrEnum):
    """How far the mail of a message has come; a login without an address has none."""

    NONE = "none"
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"

    @property
    def tone(self) -> str:
        """Its colour beside the word."""
        return {"sent": "good", "refused": "bad", "waiting": "work"}.get(self.value, "quiet")


@dataclass(frozen=True, slots=True)
class Telling:
    """One kind of event: the permission without which nobody is told, the tone it is shown in, and whether a mail
    goes out: not where the act itself writes one."""

    needs: May
    tone: str = "work"
    mailed: bool = True


_LIMITS = {
    "limit.full": "good",
    "limit.partial": "care",
    "limit.refused": "bad",
    "limit.increased": "good",
    "limit.reduced": "care",
    "limit.withdrawn": "bad",
    "limit.hold": "bad",
    "limit.released": "good",
}
_CLAIMS = {
    "claim.taken_up": "work",
    "paper.asked_for": "care",
    "claim.message_sent": "care",
    "claim.suspended": "care",
    "claim.resumed": "work",
    "claim.approved": "good",
    "claim.declined": "bad",
    "claim.paid": "good",
    "claim.reopened": "work",
    "claim.closed": "quiet",
}
_POLICIES = {
    "policy.bound": "good",
    "policy.endorsed": "work",
    "policy.cancelled": "care",
    "policy.expired": "quiet",
}
_PREMIUMS = {
    "billing.deposit_charged": "work",
    "billing.premium_adjusted": "work",
    "billing.premium_overdue": "bad",
}
_BANK_DETAILS = {"bank_details.entered": "care", "bank_details.verified": "good"}
_COLLEAGUES = {"people.colleague_invited": "care", "people.colleague_changed": "care", "people.colleague_ended": "work"}
_DECLARATIONS = {"declaration.due": "care", "declaration.late": "bad"}
_WARNINGS = {"warning.raised": "care", "warning.buyer_raised": "care", "warning.many": "care"}

TOLD: Mapping[str, Telling] = {
    **{what: Telling(May.LIMIT_READ, tone) for what, tone in _LIMITS.items()},
    **{what: Telling(May.CLAIM_READ, tone) for what, tone in _CLAIMS.items()},
    **{what: Telling(May.POLICY_READ, tone) for what, tone in _POLICIES.items()},
    **{what: Telling(May.PREMIUM_READ, tone) for what, tone in _PREMIUMS.items()},
    **{what: Telling(May.LEDGER_READ, tone) for what, tone in _DECLARATIONS.items()},
    **{what: Telling(May.BANK_DETAIL_READ, tone, mailed=False) for what, tone in _BANK_DETAILS.items()},
    **{what: Telling(May.COLLEAGUE_MANAGE, tone) for what, tone in _COLLEAGUES.items()},
    **{what: Telling(May.LEDGER_READ, tone) for what, tone in _WARNINGS.items()},
    "warning.escalated": Telling(May.COLLEAGUE_MANAGE, "bad"),
    "warning.buyer_reported": Telling(May.LIMIT_READ, "bad"),
    "overdue.notified": Telling(May.OVERDUE_READ, "good"),
}
"""By the code under which an event is recorded in the trail. What is not here is no news to a policyholder."""


def title_key(what: str) -> str:
    """The message key of an event's headline."""
    return f"message.{what}"

"""The life of a limit request, the kinds of decision and the reasons given for them."""

from __future__ import annotations

from enum import StrEnum

from insurer.kernel.lifecycle import Lifecycle


class RequestState(StrEnum):
    """Where a limit request stands."""

    OPEN = "open"
    REFERRED = "referred"
    DECIDED = "decided"


REQUEST_LIFE = Lifecycle(
    initial=RequestState.OPEN,
    moves={
        (RequestState.OPEN, "refer"): RequestState.REFERRED,
        (RequestState.OPEN, "decide"): RequestState.DECIDED,
        (RequestState.REFERRED, "decide"): RequestState.DECIDED,
    },
)


class LimitOutcome(StrEnum):
    """What a decision did."""

    FULL = "full"
    PARTIAL = "partial"
    REFUSED = "refused"
    INCREASED = "increased"
    REDUCED = "reduced"
    WITHDRAWN = "withdrawn"
    HOLD = "hold"
    RELEASED = "released"


class DecisionReason(StrEnum):
    """Why: the same words whether or not others trade with the buyer."""

    AS_ASKED = "as_asked"
    TERM_TOO_LONG = "term_too_long"
    COUNTRY_NOT_COVERED = "country_not_covered"
    BUYER_NOT_INSURABLE = "buyer_not_insurable"
    LITTLE_INFORMATION = "little_information"
    WEAK_ACCOUNTS = "weak_accounts"
    SLOW_PAYMENT = "slow_payment"
    OVERDUES = "overdues"
    ABOVE_NEED = "above_need"
    SECTOR_OUTLOOK = "sector_outlook"
    BETTER_STANDING = "better_standing"
    INSOLVENCY = "insolvency"
    CLEARED = "cleared"

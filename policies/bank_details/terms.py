"""An account to which the insurer pays: as entered, and as it stands with its verification and cooling time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from insurer.kernel.ids import PartyId, PersonId


class AccountKind(StrEnum):
    """How the account is numbered."""

    IBAN = "iban"
    NATIONAL = "national"


class DetailState(StrEnum):
    """Where a bank detail stands at a moment."""

    TO_VERIFY = "to_verify"
    COOLING = "cooling"
    USABLE = "usable"
    REPLACED = "replaced"

    @property
    def tone(self) -> str:
        """Its colour: good only where money may go there."""
        return {"to_verify": "work", "cooling": "care", "usable": "good", "replaced": "quiet"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankDetailEntry:
    """What a person enters. `account` is the IBAN or the national account number, `branch` the branch that keeps it;
    `document` the paper on which somebody of the house rests it; `contact` is told of every later change."""

    kind: AccountKind
    holder: str
    country: str
    account: str
    bic: str = ""
    bank: str = ""
    branch: str = ""
    contact: str = ""
    contact_locale: str = "en"
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankDetailFacts:
    """One detail without its number in full. `checker` and `usable_from` are None until a second person verified it."""

    id: int
    number: str
    policyholder: PartyId
    kind: AccountKind
    holder: str
    country: str
    masked: str
    fingerprint: str
    bic: str
    bank: str
    branch: str
    contact: str
    contact_locale: str
    document: str
    entered_at: datetime
    entered_by: str
    author: PersonId
    checked_at: datetime | None = None
    checked_by: str = ""
    checker: PersonId | None = None
    usable_from: datetime | None = None
    replaced: bool = False

    def state(self, at: datetime) -> DetailState:
        """Whether money may go there at a moment: verified by a second person, cooled, and not replaced."""
        if self.replaced:
            return DetailState.REPLACED
        if self.usable_from is None:
            return DetailState.TO_VERIFY
        return DetailState.USABLE if at >= self.usable_from else DetailState.COOLING

    def age_days(self, at: datetime) -> int:
        """Whole days since it was entered."""
        return (at - self.entered_at).days

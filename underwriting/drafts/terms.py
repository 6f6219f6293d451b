"""Commercial drafts: their kinds, what is said of one when it is recorded, and from when an unpaid debt is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from insurer.kernel.ids import ReceivableId
from insurer.kernel.money import Money


class DraftKind(StrEnum):
    """Who promised to pay: a bank, or a company."""

    BANK_ACCEPTANCE = "bank_acceptance"
    COMMERCIAL_ACCEPTANCE = "commercial_acceptance"


class RevivedFrom(StrEnum):
    """From when a debt counts as due once its draft was not honoured. Wordings differ, so it is kept with the draft."""

    ORIGINAL_DUE_DATE = "original_due_date"
    DRAFT_MATURITY = "draft_maturity"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntry:
    """A draft as recorded: `parts` says how much of it was given for which invoice."""

    draft_number: str
    kind: DraftKind
    drawer: str
    acceptor: str
    issued: date
    maturity: date
    received: date
    amount: Money
    due_from: RevivedFrom
    parts: Mapping[ReceivableId, Money]


@dataclass(frozen=True, slots=True)
class GivenFor:
    """One invoice that a draft was given for, as the ledger has it: what is left is without drafts still pending."""

    number: str
    amount: Money
    deposit: Money
    received: Money
    promised: Money

    @property
    def left(self) -> Money:
        return self.amount - self.deposit - self.received - self.promised

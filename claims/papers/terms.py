"""The papers of a claim: their kinds, which are wanted and why, what was received and what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class PaperKind(StrEnum):
    """What a paper proves. Source: domain rules, section 5; china-practice, sections 2 and 16."""

    CONTRACT = "contract"
    INVOICE = "invoice"
    VAT_INVOICE = "vat_invoice"
    DELIVERY = "delivery"
    TRANSPORT = "transport"
    CUSTOMS = "customs"
    STATEMENT = "statement"
    RECONCILIATION = "reconciliation"
    CORRESPONDENCE = "correspondence"
    DEBT_PROOF = "debt_proof"
    INSOLVENCY_PROOF = "insolvency_proof"
    CLAIM_LODGED = "claim_lodged"
    REPUDIATION_PROOF = "repudiation_proof"
    GOODS_SECURED = "goods_secured"
    POLITICAL_PROOF = "political_proof"
    LOCAL_PAYMENT = "local_payment"
    BANK_COLLECTION = "bank_collection"
    CREDIT_LETTER = "credit_letter"
    SECURITIES = "securities"
    IDENTITY = "identity"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides which papers are wanted: the cause, both countries, how the buyer was to pay."""

    cause: str
    seller_country: str | None
    buyer_country: str | None
    methods: frozenset[str]

    @property
    def domestic(self) -> bool:
        """Whether the sale stayed within one country."""
        return self.buyer_country is not None and self.buyer_country == self.seller_country

    @property
    def in_china(self) -> bool:
        return self.domestic and self.buyer_country == "CN"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that is wanted. Without a `needed` one nothing is decided; the others make it quicker or pay more."""

    kind: PaperKind
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Received:
    """A paper as it was received: its kind, the name it came under, its type by content, size and hash."""

    key: str
    kind: PaperKind
    name: str
    media: str
    size: int
    sha256: str
    received_at: datetime
    received_by: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One letter that asked for papers, all together. `reason` says why something is asked for only now."""

    number: str
    kinds: tuple[PaperKind, ...]
    note: str
    reason: str
    answer_by: date
    asked_at: datetime
    asked_by: str


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """One line of the checklist: what is wanted, what came, since when it has been asked for."""

    wanted: Wanted
    received: tuple[Received, ...]
    asked_on: date | None

    @property
    def missing(self) -> bool:
        return not self.received

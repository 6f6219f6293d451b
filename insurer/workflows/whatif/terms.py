"""What a reader asks to see changed, and a comparison of two workings. None is: as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from claims.facts import DeductibleKind, DeductibleStage
from insurer.kernel.money import Money
from insurer.kernel.working import Line, Working

Figure = object
"""A figure of a result: Money, a number, a day, a word or nothing."""


class Change(StrEnum):
    """How a figure or a line of the working came out compared with before."""

    SAME = "same"
    MORE = "more"
    LESS = "less"
    OTHER = "other"
    BASIS = "basis"
    ADDED = "added"
    GONE = "gone"

    @property
    def tone(self) -> str:
        """The colour that goes with the word."""
        return {"same": "quiet", "basis": "quiet", "less": "care", "gone": "care"}.get(self.value, "work")


@dataclass(frozen=True, slots=True)
class Worked:
    """One calculation worked out: its figures by name, in order, and the working."""

    figures: tuple[tuple[str, Figure], ...]
    working: Working


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure before and after. `difference` is after less before, None where that has no meaning."""

    name: str
    before: Figure
    after: Figure
    difference: Money | Decimal | int | None
    change: Change


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line of the working before and after; None on the side that does not have it."""

    before: Line | None
    after: Line | None
    difference: Money | Decimal | int | None
    change: Change


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two workings of one calculation, figure by figure and line by line."""

    figures: tuple[FigureChange, ...]
    lines: tuple[LineChange, ...]

    @property
    def changed(self) -> bool:
        """Whether anything at all came out otherwise."""
        changes = [one.change for one in self.figures] + [one.change for one in self.lines]
        return any(change is not Change.SAME for change in changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumAsked:
    """Other premium terms: one rate for everything, another minimum, deposit, flat premium, turnover, loss ratio."""

    rate: Decimal | None = None
    minimum: Money | None = None
    deposit: Money | None = None
    flat_premium: Money | None = None
    turnover: Money | None = None
    loss_ratio: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverAsked:
    """Other terms of cover. `limit` stands in place of every limit above zero."""

    limit: Money | None = None
    insured_percentage: Decimal | None = None
    maximum_extension_days: int | None = None
    maximum_payment_term_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndemnityAsked:
    """Other terms of an indemnity. `loss_date` is read by whoever gathers the facts: another day, another account."""

    limit: Money | None = None
    insured_percentage: Decimal | None = None
    deductible: Money | None = None
    deductible_kind: DeductibleKind | None = None
    deductible_stage: DeductibleStage | None = None
    minimum_loss: Money | None = None
    aggregate_first_loss: Money | None = None
    maximum_liability: Money | None = None
    loss_date: date | None = None

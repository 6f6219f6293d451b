"""The indemnity of many claims at once, cent for cent as the explained form, for portfolios and what-if runs.

Amounts are NumPy `int64` arrays of minor units, one currency per call; percentages are millionths. Claims stand
in the order in which they erode their policy year; the years' aggregates carry over from claim to claim. Work goes
in chunks that stay in the processor's cache. No intermediate figure can overflow: amounts are bounded by the
kernel's largest, products are split where they would not fit, chunks shrink where sums would not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from claims.indemnity.terms import DeductibleKind, DeductibleStage, Erosion, ThresholdBase
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import LARGEST
from underwriting.facts import LimitApplication

Minor = NDArray[np.int64]

MILLION = 1_000_000
UNLIMITED = int(np.iinfo(np.int64).max)
"""Stands for no maximum liability."""
ROWS = 16_384
"""Claims worked at once: some ten columns of them fit into a second-level cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Which variants of the order of work hold; the same for all claims of a call."""

    limit_application: LimitApplication = LimitApplication.NET_LOSS
    minimum_loss_base: ThresholdBase = ThresholdBase.INSURED_LOSS
    deductible_kind: DeductibleKind = DeductibleKind.DEDUCTED
    deductible_stage: DeductibleStage = DeductibleStage.AFTER_PERCENTAGE
    aggregate_first_loss_erosion: Erosion = Erosion.INSURED_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Policy years, one place each: threshold, deductible, and what is left of first loss and maximum liability."""

    minimum_loss: Minor
    deductible: Minor
    aggregate_left: Minor
    liability_left: Minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Claims, one place each. `year` is a place in `Years`; debt is eligible debt before `receipts`."""

    year: NDArray[np.intp]
    debt: Minor
    receipts: Minor
    limit: Minor
    percentage: Minor
    late_reduction: Minor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indemnities:
    """Results in the order of the claims, and the years with what is left of them."""

    insured_loss: Minor
    over_limit: Minor
    deductible: Minor
    aggregate_first_loss_applied: Minor
    indemnity: Minor
    years: Years


def indemnities(form: Form, years: Years, claims: Claims) -> Indemnities:
    """The indemnity of every claim, eroding its policy year in the order given.

    Claims need not be sorted by year. Refuses negative amounts, amounts above the kernel's largest, receipts above
    the debt, percentages above one and years that do not exist. Source: as the explained form.
    """
    _refuse(years, claims)
    count = len(claims.year)
    order = None if bool(np.all(claims.year[1:] >= claims.year[:-1])) else np.argsort(claims.year, kind="stable")
    columns = np.empty((5, count), dtype=np.int64)
    left = replace(years, aggregate_left=years.aggregate_left.copy(), liability_left=years.liability_left.copy())
    rows = _chunk_rows(claims)
    for start in range(0, count, rows):
        chunk: slice | NDArray[np.intp] = slice(start, start + rows)
        if order is not None:
            chunk = order[chunk]
        columns[:, chunk] = _Chunk(form, left, claims, chunk).worked()
    return Indemnities(
        insured_loss=columns[0],
        over_limit=columns[1],
        deductible=columns[2],
        aggregate_first_loss_applied=columns[3],
        indemnity=columns[4],
        years=left,
    )


def shares(amounts: Minor, millionths: Minor) -> Minor:
    """Each amount times its fraction, rounded half-up; exact for every amount up to the kernel's largest."""
    if not len(amounts) or int(amounts.max()) < (2**63 - MILLION) // MILLION:
        return (amounts * millionths + MILLION // 2) // MILLION
    whole = amounts // MILLION
    return whole * millionths + ((amounts - whole * MILLION) * millionths + MILLION // 2) // MILLION


class _Chunk:
    """A run of claims, sorted by year, with the terms of their years spread over them."""

    def __init__(self, form: Form, years: Years, claims: Claims, rows: slice | NDArray[np.intp]) -> None:
        self.form, self.years = form, years
        self.year = claims.year[rows]
        self.percentage = claims.percentage[rows]
        self.late = None if claims.late_reduction is None else claims.late_reduction[rows]
        debt, limit, receipts = claims.debt[rows], claims.limit[rows], claims.receipts[rows]
        self.net = debt - receipts
        if form.limit_application is LimitApplication.NET_LOSS:
            self.insured: Minor = np.minimum(self.net, limit)
        elif form.limit_application is LimitApplication.GROSS_DEBT:
            self.insured = np.maximum(np.minimum(debt, limit) - receipts, 0)
        else:
            self.insured = self.net
        self.cap = limit if form.limit_application is LimitApplication.INDEMNITY else None
        self.over = self.net - self.insured
        first = np.empty(len(self.year), dtype=bool)
        first[:1] = True
        np.not_equal(self.year[1:], self.year[:-1], out=first[1:])
        self.starts = np.flatnonzero(first)
        self.groups = self.year[self.starts]
        self.counts = np.diff(np.append(self.starts, len(self.year)))
        self.none = np.zeros(len(self.year), dtype=np.int64)

    def worked(self) -> tuple[Minor, Minor, Minor, Minor, Minor]:
        """Insured loss, over limit, deductible, aggregate applied, indemnity: the steps of the explained form."""
        form, applied = self.form, self.none
        qualifying = self._qualifying()
        base, taken = self._before_percentage(qualifying)
        if form.aggregate_first_loss_erosion is Erosion.GROSS_LOSS:
            applied = self._fill(base, self.years.aggregate_left)
            base = base - applied
        share = shares(base, self.percentage)
        due, taken = self._after_percentage(qualifying, share, taken)
        if self.cap is not None:
            capped = np.minimum(shares(qualifying, self.percentage), self.cap)
            due = np.minimum(due, capped)
        if form.aggregate_first_loss_erosion is Erosion.INSURED_SHARE:
            applied = self._fill(due, self.years.aggregate_left)
            due = due - applied
        if self.late is not None:
            due = shares(due, MILLION - self.late)
        return self.insured, self.over, taken, applied, self._fill(due, self.years.liability_left)

    def _spread(self, by_year: Minor) -> Minor:
        spread: Minor = np.repeat(by_year[self.groups], self.counts)
        return spread

    def _qualifying(self) -> Minor:
        """The insured loss, nothing where the threshold is not exceeded."""
        if not self.years.minimum_loss.any():
            if self.form.minimum_loss_base is ThresholdBase.INSURED_LOSS:
                return self.insured
            owed: Minor = np.where(self.net > 0, self.insured, 0)
            return owed
        on_debt = self.form.minimum_loss_base is ThresholdBase.NET_DEBT
        tested = self.net if on_debt else self.insured
        counted: Minor = np.where(tested > self._spread(self.years.minimum_loss), self.insured, 0)
        return counted

    def _before_percentage(self, base: Minor) -> tuple[Minor, Minor]:
        """What is left of the loss, and what a deductible before the percentage took."""
        stage = self.form.deductible_stage
        deducted = self.form.deductible_kind is DeductibleKind.DEDUCTED
        if not deducted or stage is DeductibleStage.AFTER_PERCENTAGE or not self.years.deductible.any():
            return base, self.none
        bears = self._spread(self.years.deductible)
        if stage is DeductibleStage.BEFORE_LIMIT:
            bears = np.maximum(bears - self.over, 0)
        taken = np.minimum(bears, base)
        return base - taken, taken

    def _after_percentage(self, qualifying: Minor, share: Minor, taken: Minor) -> tuple[Minor, Minor]:
        """What is left of the share, and what deductible or minimum retention took in all."""
        if not self.years.deductible.any():
            return share, taken
        if self.form.deductible_kind is DeductibleKind.MINIMUM_RETENTION:
            kept = qualifying - shares(qualifying, self.percentage)
            taken = np.minimum(np.maximum(self._spread(self.years.deductible) - kept, 0), share)
            return share - taken, taken
        if self.form.deductible_stage is DeductibleStage.AFTER_PERCENTAGE:
            taken = np.minimum(self._spread(self.years.deductible), share)
            return share - taken, taken
        return share, taken

    def _fill(self, amounts: Minor, left: Minor) -> Minor:
        """What each amount takes of its year's `left`, one after the other; `left` is reduced by it.

        Taking what is left claim by claim is the running total capped at what was left: no loop is needed.
        """
        room = left[self.groups]
        if not room.any():
            return self.none
        if int(room.min()) == UNLIMITED:
            return amounts
        running = np.cumsum(amounts)
        before = np.empty_like(self.starts)
        before[:1] = 0
        before[1:] = running[self.starts[1:] - 1]
        if len(before) > 1:
            running -= np.repeat(before, self.counts)
        capped = np.minimum(running, np.repeat(room, self.counts))
        taken = np.diff(capped, prepend=np.int64(0))
        taken[self.starts] = capped[self.starts]
        ends = self.starts + self.counts - 1
        left[self.groups] = np.where(room == UNLIMITED, UNLIMITED, room - capped[ends])
        return taken


def _chunk_rows(claims: Claims) -> int:
    """As many claims as stay in cache, fewer where their running total could leave 64 bits."""
    largest = int(claims.debt.max()) if len(claims.debt) else 0
    return ROWS if largest == 0 else max(1, min(ROWS, (2**63 - 1) // largest))


def _refuse(years: Years, claims: Claims) -> None:
    """Whatever the arithmetic below relies on and an input could break."""
    count = len(claims.year)
    late = {} if claims.late_reduction is None else {"late_reduction": claims.late_reduction}
    amounts = {"debt": claims.debt, "receipts": claims.receipts, "limit": claims.limit}
    for name, column in {**amounts, "percentage": claims.percentage, **late}.items():
        most = LARGEST if name in amounts else MILLION
        if column.dtype != np.int64 or column.shape != (count,):
            raise InvalidInput("input.wrong_shape", name, choices=f"int64 ({count},)")
        if count and (int(column.min()) < 0 or int(column.max()) > most):
            raise InvalidInput("input.out_of_range", name, value=f"0 – {most}")
    if count and bool(np.any(claims.receipts > claims.debt)):
        raise InvalidInput("input.above_total_debt", "receipts", value="receipts")
    places = len(years.deductible)
    for name in ("minimum_loss", "deductible", "aggregate_left", "liability_left"):
        column = getattr(years, name)
        if column.dtype != np.int64 or column.shape != (places,) or (places and int(column.min()) < 0):
            raise InvalidInput("input.wrong_shape", name, choices=f"int64 ({places},)")
    if count and not 0 <= int(claims.year.min()) <= int(claims.year.max()) < places:
        raise InvalidInput("input.out_of_range", "year", value=f"0 – {places - 1}")

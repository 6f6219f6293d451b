"""What the order of collection rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from insurer.kernel.money import Money
from insurer.kernel.working import Working


class PayerTier(StrEnum):
    """How a buyer has paid over twelve months: A in time, B a little late, C late or not yet known, D very late."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance that an invoice is not paid, and what it rests on."""

    value: Fraction
    tier: PayerTier
    average: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCollect:
    """An open invoice as the order sees it. `percentage` is the insured one; `at_zero` is what is lost when the next
    clock of notice or claim runs down, in `left` days."""

    outstanding: Money
    insured: Money
    percentage: Decimal | None
    late: int
    chance: Chance
    left: int | None
    at_zero: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCollectColumns:
    """Many open invoices as the order sees them, a place each; amounts in minor units of one currency.

    `share` is the insured percentage in millionths, `which` each invoice's place in `chance`, `left` the days until
    the next clock of notice or claim runs down, more than any term where none runs.
    """

    outstanding: NDArray[np.int64]
    insured: NDArray[np.int64]
    share: NDArray[np.int64]
    chance: Sequence[Fraction]
    which: NDArray[np.int64]
    left: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Priority:
    """Where an invoice stands: the expected loss of the policyholder, what the next clock adds, and both together."""

    own: Money
    clock: Money
    score: Money
    working: Working

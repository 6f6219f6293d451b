"""Piling up standings and holding ceilings against the piles. Source: china-practice, section 7; domain rules, 15."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from underwriting.accumulation.terms import Ceilings, Dimension, Pile, Standing, Whole
from underwriting.exposure.rules.concentration import Exposure, concentration

LARGEST_MULTIPLE = 1_000


def piles(standings: Sequence[Standing], by: Dimension, ceilings: Ceilings | None, currency: str) -> list[Pile]:
    """The portfolio by one dimension, the heaviest risk first; the piles sum to the whole.

    One obligor is bounded with its whole group, so a buyer is held against the same ceiling as a group. Countries
    and sectors are bounded by a share of what is retained in all.
    """
    found: dict[str, list[Standing]] = defaultdict(list)
    for one in standings:
        found[one.key(by)].append(one)
    risk = Money.total((one.at_risk for one in standings), currency)
    whole = retained(risk, ceilings)
    made = [_pile(key, rows, by, ceilings, risk, whole, currency) for key, rows in found.items()]
    return sorted(made, key=lambda pile: (-pile.at_risk.minor, -pile.limit.minor, pile.key))


def whole(standings: Sequence[Standing], by: Dimension, ceilings: Ceilings | None, currency: str) -> Whole:
    """The sums of the portfolio, its ceiling, and the concentration of what is at risk on the piles."""
    risk = Money.total((one.at_risk for one in standings), currency)
    spread = concentration([Exposure(one.key(by), one.at_risk) for one in standings], currency)
    return Whole(
        limit=Money.total((one.limit for one in standings), currency),
        insured=Money.total((one.insured for one in standings), currency),
        at_risk=risk,
        retained=retained(risk, ceilings),
        most=None if ceilings is None else ceilings.net_assets.share(ceilings.in_all),
        top_1=spread.top_1,
        top_5=spread.top_5,
        top_10=spread.top_10,
        hhi=spread.hhi,
    )


def retained(risk: Money, ceilings: Ceilings | None) -> Money:
    """What is left to the insurer when the reinsurers' quota is taken off."""
    return risk if ceilings is None else risk - risk.share(ceilings.ceded)


def refuse_unfit(ceilings: Ceilings) -> None:
    """Refuses ceilings that bound nothing or cannot be: a share beyond all of it, assets or a multiple below zero."""
    if ceilings.net_assets.minor < 0:
        raise InvalidInput("input.negative", "net_assets")
    if not 0 <= ceilings.in_all <= LARGEST_MULTIPLE:
        raise InvalidInput("input.out_of_range", "in_all", value=f"0 – {LARGEST_MULTIPLE}")
    for name in ("per_group", "ceded", "per_country", "per_sector"):
        share: Decimal | None = getattr(ceilings, name)
        if share is not None and not 0 <= share <= 1:
            raise InvalidInput("input.out_of_range", name, value="0 – 1")


def _pile(
    key: str,
    rows: Sequence[Standing],
    by: Dimension,
    ceilings: Ceilings | None,
    risk: Money,
    retained_in_all: Money,
    currency: str,
) -> Pile:
    at_risk = Money.total((one.at_risk for one in rows), currency)
    return Pile(
        key=key,
        standings=len(rows),
        limit=Money.total((one.limit for one in rows), currency),
        insured=Money.total((one.insured for one in rows), currency),
        at_risk=at_risk,
        retained=retained(at_risk, ceilings),
        share=at_risk.over(risk) if risk else Fraction(0),
        most=None if ceilings is None else _most(by, ceilings, retained_in_all),
    )


def _most(by: Dimension, ceilings: Ceilings, retained_in_all: Money) -> Money | None:
    if by in (Dimension.BUYER, Dimension.GROUP):
        return ceilings.net_assets.share(ceilings.per_group)
    share = ceilings.per_country if by is Dimension.COUNTRY else ceilings.per_sector
    return None if share is None else retained_in_all.share(share)

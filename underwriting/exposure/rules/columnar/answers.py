"""What the columns say of one invoice, in the words of the explained form: reasons with amounts, and classes."""

from __future__ import annotations

import numpy as np

from underwriting.exposure.rules.classes import CoverClass
from underwriting.exposure.rules.columnar.book import CLAUSES, KINDS, MILLION, NONE, Ground, Ints, Judged, Stretches
from underwriting.exposure.rules.verdict import InvoiceVerdict
from underwriting.exposure.terms import Reason
from underwriting.limits.terms import LimitKind

CLASSES = tuple(CoverClass)
DISCRETIONARY = KINDS.index(LimitKind.DISCRETIONARY)
_WITHIN, _OWN_WITHIN, _BEYOND, _OWN_BEYOND, _REFUSED, _OWN_RISK = range(len(CLASSES))


def reasons_of(found: Judged, at: int) -> list[tuple[str, int, str]]:
    """Every reason against an invoice: code, minor units that it keeps out of cover, clause; as examined."""
    grounds, outstanding = int(found.grounds[at]), int(found.outstanding[at])
    reasons = [(str(CLAUSES[one][0]), outstanding, CLAUSES[one][1]) for one in Ground if grounds & one.bit]
    against_parts = (
        (Reason.DEPOSIT, found.deposit, "invoices.deposit"),
        (Reason.TAX, found.tax, "policy.includes_tax"),
        (Reason.DISPUTED, found.disputed, "invoices.disputed"),
        (Reason.OVER_LIMIT, found.over_limit, "limits.amount"),
    )
    return reasons + [(code.value, int(column[at]), clause) for code, column, clause in against_parts if column[at]]


def class_places(found: Judged, stretches: Stretches) -> tuple[Ints, Ints, Ints]:
    """Per invoice the places in `CLASSES` of its insured part, of what is over its limit, and of the rest."""
    own = np.zeros(len(found.grounds), dtype=bool)
    held = np.flatnonzero(found.stretch != NONE)
    own[held] = stretches.kind[found.stretch[held]] == DISCRETIONARY
    first = found.grounds & -found.grounds  # the lowest bit: what the examiner meets first
    rest = np.full(len(first), _OWN_RISK, dtype=np.int64)
    rest[first == Ground.NO_LIMIT.bit] = _OWN_BEYOND
    rest[first == Ground.LIMIT_REFUSED.bit] = _REFUSED
    return np.where(own, _OWN_WITHIN, _WITHIN), np.where(own, _OWN_BEYOND, _BEYOND), rest


def class_parts(found: Judged, stretches: Stretches, at: int) -> dict[CoverClass, int]:
    """The open minor units of one invoice by class; classes without any are left out."""
    amounts = (found.insured[at], found.over_limit[at], found.ineligible[at])
    places = class_places(found, stretches)
    return {CLASSES[int(place[at])]: int(minor) for place, minor in zip(places, amounts, strict=True) if minor}


def put(found: Judged, at: int, one: InvoiceVerdict) -> None:
    """Write what the explained form says of an invoice to its place in the columns."""
    against = {str(why.code): why.amount.minor for why in one.reasons}
    found.gross[at], found.deposit[at] = one.gross.minor, one.deposit.minor
    found.outstanding[at], found.ineligible[at] = one.outstanding.minor, one.ineligible.minor
    found.insured[at], found.over_limit[at] = one.insured.minor, one.over_limit.minor
    found.at_risk[at] = int(one.insured.minor * (one.percentage or 0) * MILLION)
    found.tax[at] = against.get(Reason.TAX, 0)
    found.disputed[at] = against.get(Reason.DISPUTED, 0)
    found.share[at] = NONE if one.percentage is None else int(one.percentage * MILLION)
    found.own_limit[at] = NONE if one.own_limit is None else one.own_limit.minor
    whole = [(str(why.code), why.clause) for why in one.reasons]
    found.grounds[at] = sum(ground.bit for ground, said in CLAUSES.items() if (str(said[0]), said[1]) in whole)

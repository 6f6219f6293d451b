"""The clauses of policies and the limits of accounts laid out as columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

import numpy as np

from underwriting.exposure.rules.columnar.book import (
    ALLOCATIONS,
    APPLICATIONS,
    FAR,
    KINDS,
    MILLION,
    NONE,
    Clauses,
    Flags,
    Ints,
    Stretches,
)
from underwriting.exposure.terms import Attachment, CoverTerms, ExtensionFrom, LimitBasis
from underwriting.limits.terms import LimitCalendar, StandingLimit


def millionths(share: Decimal | str) -> int:
    """A share in millionths; a finer one, which only the explained form can judge, is cut."""
    return int(Fraction(share) * MILLION)


def clauses_of(terms: Sequence[CoverTerms], cause: str | None = None) -> Clauses:
    """The clauses of policies, one place each; `cause` lowers the percentage where a policy names one for it."""
    steps = sorted(
        ((at, step.first.toordinal(), place, millionths(step.value)) for at, one in enumerate(terms)
         for place, step in enumerate(one.percentages)),
    )  # fmt: skip
    return Clauses(
        first=_ints(one.period.first.toordinal() for one in terms),
        end=_ints(FAR if one.period.end is None else one.period.end.toordinal() for one in terms),
        attaching=_flags(one.attachment is Attachment.RISK_ATTACHING for one in terms),
        longest_term=_ints(_or(one.maximum_payment_term_days, FAR) for one in terms),
        invoicing=_ints(_or(one.invoicing_period_days, FAR) for one in terms),
        extension=_ints(_or(one.maximum_extension_days, NONE) for one in terms),
        from_due=_flags(one.extension_from is ExtensionFrom.DUE_DATE for one in terms),
        includes_tax=_flags(one.includes_tax for one in terms),
        application=_ints(APPLICATIONS.index(one.limit_application) for one in terms),
        net_basis=_flags(one.limit_basis is LimitBasis.NET_OF_UNINSURED for one in terms),
        allocation=_ints(ALLOCATIONS.index(one.allocation) for one in terms),
        of_cause=_ints(
            FAR if (share := one.percentage_by_cause.get(cause or "")) is None else millionths(share) for one in terms
        ),
        steps_policy=_ints(step[0] for step in steps),
        steps_first=_ints(step[1] for step in steps),
        steps_share=_ints(step[3] for step in steps),
    )


def stretches_of(calendars: Iterable[tuple[int, LimitCalendar]]) -> Stretches:
    """The limits of accounts by stretches of days. A decision's reference is its number of digits, or it is `NONE`."""
    rows = [
        (account, day.toordinal(), *_standing(standing))
        for account, calendar in calendars
        for day, standing in calendar.stretches()
    ]
    return Stretches(*np.array(rows, dtype=np.int64).reshape(len(rows), 8).T)


def merged(parts: Sequence[Stretches]) -> Stretches:
    """The stretches of different accounts as one, sorted by account and first day."""
    columns = [np.concatenate([getattr(part, name.name) for part in parts]) for name in fields(Stretches)]
    order = np.lexsort((columns[1], columns[0]))
    return Stretches(*(column[order] for column in columns))


def open_ended(account: Ints, first: Ints, columns: Sequence[Ints]) -> Stretches:
    """Decisions without an end, by account and in the order they were made, as stretches.

    Each holds from its first day until the next one's: so it is while nobody decides about days before those of the
    decision before. Of two with the same first day the one made later stands.
    """
    last = np.ones(len(account), dtype=bool)
    last[:-1] = (account[1:] != account[:-1]) | (first[1:] != first[:-1])
    stands = np.flatnonzero(last)
    return Stretches(*(column[stands] for column in (account, first, *columns)))


def _standing(standing: StandingLimit | None) -> tuple[int, int, int, int, int, int]:
    """Amount, percentage, term, risk, kind and reference of what stands; nothing decided is `NONE` throughout."""
    if standing is None:
        return NONE, NONE, FAR, FAR, NONE, NONE
    span = standing.span
    return (
        max(standing.amount.minor, 0),
        NONE if span.insured_percentage is None else millionths(span.insured_percentage),
        _or(span.maximum_payment_term_days, FAR),
        FAR if span.payment_method is None else span.payment_method.risk,
        KINDS.index(span.kind),
        int(span.reference) if span.reference.isdigit() else NONE,
    )


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, dtype=np.bool_)

"""What the story works out by itself: the figures of a ledger, what to ask for, what a day's ledger looked like."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up, to_places
from insurer.workflows.story.terms import Line
from underwriting.facts import LedgerRow, lateness

HEADINGS = (
    "buyer_reference", "country", "invoice_number", "shipped", "invoiced", "due", "amount", "currency", "paid_on",
    "disputed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LedgerFigures:
    """A ledger in six figures. The share is a fraction, the days are means with two decimals."""

    invoices: int
    buyers: int
    total: Money
    late_share: Decimal
    mean_days_late: Decimal
    mean_days_late_of_late: Decimal


def ledger_figures(rows: Sequence[LedgerRow], currency: str) -> LedgerFigures:
    """Count, sum and payment experience of all rows."""
    paid = lateness(rows)
    return LedgerFigures(
        invoices=len(rows),
        buyers=len({_buyer(row) for row in rows}),
        total=Money.total((row.amount for row in rows), currency),
        late_share=to_places(paid.share, 6),
        mean_days_late=to_places(paid.mean_days, 2),
        mean_days_late_of_late=to_places(paid.mean_days_of_late, 2),
    )


def story_lines(rows: Iterable[LedgerRow]) -> tuple[Line, ...]:
    """The rows in order of their day."""
    lines = [
        Line(
            buyer=_buyer(row),
            country=row.country_written or row.country or "",
            number=row.invoice_number,
            shipped=row.shipped or row.invoiced,
            invoiced=row.invoiced,
            due=row.due,
            amount=row.amount,
            paid=row.paid_on,
            disputed=row.disputed,
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: (line.invoiced, line.buyer, line.number)))


def _buyer(row: LedgerRow) -> str:
    return row.buyer_reference or row.buyer_name


def day_ledger(lines: Iterable[Line], day: date) -> bytes:
    """The ledger file that a policyholder would send at the end of `day`: nothing in it that was not known then."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    for line in lines:
        paid = line.paid.isoformat() if line.paid is not None and line.paid <= day else ""
        writer.writerow(
            (
                line.buyer, line.country, line.number, line.shipped, line.invoiced, line.due, line.amount.plain(),
                line.amount.currency, paid, "yes" if line.disputed else "no",
            )
        )  # fmt: skip
    return text.getvalue().encode()


def limit_needs(lines: Iterable[Line], first: date, last: date) -> dict[str, Money]:
    """Per buyer the balance it usually needs: daily sales times the usual days from invoice to payment, and one
    usual invoice on top, rounded up to whole tens. Its rare peaks exceed it, as peaks do."""
    sold: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        sold[line.buyer].append(line)
    span = (last - first).days + 1
    return {buyer: _need(own, span) for buyer, own in sorted(sold.items())}


def _need(own: Sequence[Line], span: int) -> Money:
    currency = own[0].amount.currency
    total = Money.total((line.amount for line in own), currency).minor
    days = Fraction(sum(((line.paid or line.due) - line.invoiced).days for line in own), len(own))
    minor = Fraction(total, span) * days + Fraction(total, len(own))
    ten = Money.of(10, currency).minor
    return Money(-(-half_up(minor) // ten) * ten, currency)


def next_month(day: date) -> date:
    """The first day of the month after `day`'s."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)

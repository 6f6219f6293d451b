"""Premium by month and currency, from the notes and receipts of every policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date

from insurer.kernel.calendar import month_ends, month_start
from insurer.kernel.money import Money
from insurer.reports.premium.terms import PremiumLine, PremiumMonth, Tie
from policies.facts import PolicyPremium, PremiumPosition, premium_standing

_NOTHING_YET = date(1900, 1, 1)


def premium_months(premiums: Sequence[PolicyPremium], as_of: date) -> list[PremiumMonth]:
    """Every month from the first note to `as_of`, by currency; the last one ends with the day of the report.

    Each policy's earned premium is rounded once per day looked at, so a month's row is the sum of what the
    policies' own pages show.
    """
    found = []
    for currency in sorted({one.currency for one in premiums}):
        mine = [one for one in premiums if one.currency == currency]
        began = min(note.issued_on for one in mine for note in one.notes)
        if began > as_of:
            continue
        ends = month_ends(began, as_of)
        if not ends or ends[-1] < as_of:
            ends.append(as_of)
        before = _standing(mine, _NOTHING_YET, currency)
        for end in ends:
            standing = _standing(mine, end, currency)
            found.append(_month(before, standing))
            before = standing
    return sorted(found, key=lambda row: (row.first, row.written.currency))


def last_months(rows: Sequence[PremiumMonth]) -> list[PremiumMonth]:
    """Of every currency the row that stands at the day of the report."""
    last = {row.written.currency: row for row in rows}
    return [last[currency] for currency in sorted(last)]


def premium_lines(premiums: Sequence[tuple[str, PolicyPremium]], as_of: date) -> list[PremiumLine]:
    """The premium account by line of business and currency; the sums over the lines are those of the report."""
    found = []
    for line, currency in sorted({(line, one.currency) for line, one in premiums}):
        mine = [one for its, one in premiums if (its, one.currency) == (line, currency)]
        at = _standing(mine, as_of, currency)
        found.append(PremiumLine(line, at.written, at.earned, at.unearned, at.receivable))
    return found


def ties(rows: Sequence[PremiumMonth], balances: Mapping[tuple[str, str], Money]) -> list[Tie]:
    """Written and receivable premium of each currency beside the books (debits less credits by account, currency)."""
    found = []
    for row in last_months(rows):
        currency, nothing = row.written.currency, Money.zero(row.written.currency)
        written = -balances.get(("premium_written", currency), nothing)
        found.append(Tie("account.premium_written", row.written_to_date, written))
        receivable = balances.get(("premium_receivable", currency), nothing)
        found.append(Tie("account.premium_receivable", row.receivable, receivable))
    return found


def _standing(premiums: Sequence[PolicyPremium], day: date, currency: str) -> PremiumPosition:
    """The positions of all policies of one currency, summed."""
    positions = [premium_standing(one.notes, one.receipts, day, one.method, currency) for one in premiums]
    sums = {
        field.name: Money.total((getattr(position, field.name) for position in positions), currency)
        for field in fields(PremiumPosition)
        if field.name != "as_of"
    }
    return PremiumPosition(as_of=day, **sums)


def _month(before: PremiumPosition, at: PremiumPosition) -> PremiumMonth:
    return PremiumMonth(
        first=month_start(at.as_of),
        end=at.as_of,
        written=at.written - before.written,
        earned=at.earned - before.earned,
        billed=at.billed - before.billed,
        received=at.received - before.received,
        written_to_date=at.written,
        earned_to_date=at.earned,
        unearned=at.unearned,
        receivable=at.receivable,
        overdue=at.overdue,
    )

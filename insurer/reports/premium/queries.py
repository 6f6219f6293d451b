"""The premium report of a day."""

from __future__ import annotations

from datetime import date, datetime

from insurer.infra.ledger import trial_balance
from insurer.reports.premium.rules import premium_lines, premium_months, ties
from insurer.reports.premium.terms import PremiumLine, PremiumMonth, Tie
from policies.facts import Section
from policies.public import premium_of_all, terms_by_policy


def premium_report(as_of: date, known_by: datetime | None = None) -> list[PremiumMonth]:
    """Premium by month and currency up to the end of `as_of`, as known at `known_by`."""
    return premium_months(premium_of_all(as_of, known_by), as_of)


def premium_by_line(as_of: date) -> list[PremiumLine]:
    """Premium by line of business and currency at the end of `as_of`."""
    premiums = premium_of_all(as_of)
    terms = terms_by_policy({one.notes[0].policy for one in premiums})
    named = []
    for one in premiums:
        its = terms[one.notes[0].policy]
        sections = its.codes("sections", max(as_of, its.period.first))
        named.append(("_".join(part.value for part in Section if part.value in sections), one))
    return premium_lines(named, as_of)


def ties_to_books(rows: list[PremiumMonth], as_of: date) -> list[Tie]:
    """The report's figures beside the books of the same day."""
    return ties(rows, {(row.account.value, row.debits.currency): row.balance for row in trial_balance(as_of)})

"""What waits for the insurer's people, and the year so far: a handful of reads whatever the size of the book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask import url_for

from claims.public import ClaimState, claim_counts, nothing_to_pay, notice_counts
from insurer.accounts.facts import May
from insurer.accounts.public import entrants, to_check
from insurer.home.terms import Figure
from insurer.infra.languages import counted, here, reader_locale
from insurer.infra.web.guard import permitted, present_actor
from insurer.infra.web.tables import Column, cell
from insurer.kernel.calendar import add_days
from policies.public import premium_overdue
from underwriting.public import imports_with_refusals, waiting_requests

_MONEY = Column("amount", "", "money")
LATELY = 30
"""Days over which notices and refused rows count as news."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A figure, the act it waits for, and the permission that lets one see it."""

    figure: Figure
    act: StrEnum
    look: StrEnum


TEAMS: Mapping[StrEnum, str] = {
    May.LIMIT_DECIDE: "Limit underwriting",
    May.CLAIM_ASSESS: "Claims",
    May.CLAIM_APPROVE: "Claims",
    May.CLAIM_PAY: "Premium and payments",
    May.PREMIUM_RECEIVE: "Premium and payments",
    May.OVERDUE_NOTIFY: "Collections",
    May.LEDGER_IMPORT: "Policy underwriting",
}
"""Who works on what waits for an act."""


def team_tasks(day: date, at: datetime) -> list[tuple[str, str, str, str, str]]:
    """All that waits in the house, by team: the team, what waits, how much of it, a note, the way."""
    found = [(here(TEAMS[one.act]), *one.figure) for one in _all(day, at)]
    return sorted(found, key=lambda row: row[0])


def waiting(day: date, at: datetime) -> tuple[list[Figure], list[Figure]]:
    """What waits for the reader's own acts, and what waits in the house for others."""
    own: list[Figure] = []
    others: list[Figure] = []
    for found in _all(day, at):
        if permitted(found.act):
            own.append(found.figure)
        elif permitted(found.look):
            others.append(found.figure)
    return [*_to_check(), *own, *_ways_in(day)], others


def _to_check() -> Iterator[Figure]:
    """What others put forward and the reader may answer."""
    actor = present_actor()
    if actor is not None and permitted(May.APPROVAL_READ) and (matters := to_check(actor)):
        oldest = here("the oldest of %(day)s", day=matters[0].made_at.date())
        yield Figure(here("For you to check"), str(len(matters)), oldest, url_for("approvals_desk.overview"))


def _ways_in(day: date) -> Iterator[Figure]:
    """What an administrator looks after: invitations not yet taken up, and ways in without a second factor."""
    if permitted(May.ACCOUNT_MANAGE):
        found, href = entrants(day), url_for("people_desk.people")
        invited = sum(1 for one in found if one.invited)
        bare = sum(1 for one in found if one.active and not one.invited and not one.second_factor)
        yield Figure(here("Invited, not yet signed in"), str(invited), "", href)
        yield Figure(here("Active without a second factor"), str(bare), "", href)


def _all(day: date, at: datetime) -> Iterator[Waiting]:
    if permitted(May.LIMIT_READ):
        yield Waiting(_requests(), May.LIMIT_DECIDE, May.LIMIT_READ)
    if permitted(May.CLAIM_READ):
        yield from _claims()
    if permitted(May.OVERDUE_READ):
        yield Waiting(_notices(day), May.OVERDUE_NOTIFY, May.OVERDUE_READ)
    if permitted(May.PREMIUM_READ):
        for figure in _premium(day):
            yield Waiting(figure, May.PREMIUM_RECEIVE, May.PREMIUM_READ)
    if permitted(May.LEDGER_READ):
        yield Waiting(_refused_rows(at), May.LEDGER_IMPORT, May.LEDGER_READ)


def _requests() -> Figure:
    requests = waiting_requests()
    oldest = here("the oldest of %(day)s", day=requests[0].asked_at.date()) if requests else ""
    return Figure(here("Limit requests"), str(len(requests)), oldest, url_for("limits_desk.queue"))


def _claims() -> Iterator[Waiting]:
    counts = claim_counts()
    if counts.get(ClaimState.APPROVED):
        counts[ClaimState.APPROVED] -= len(nothing_to_pay())
    for label, states, act in (
        (here("Claims to examine"), (ClaimState.UNDER_REVIEW,), May.CLAIM_ASSESS),
        (here("Claims suspended"), (ClaimState.SUSPENDED,), May.CLAIM_ASSESS),
        (here("Claims to approve"), (ClaimState.ASSESSED,), May.CLAIM_APPROVE),
        (here("Claims to pay"), (ClaimState.APPROVED,), May.CLAIM_PAY),
    ):
        href = url_for("claims_desk.overview", state=states[0].value)
        number = sum(counts.get(state, 0) for state in states)
        yield Waiting(Figure(label, str(number), "", href), act, May.CLAIM_READ)


def claims_by_state() -> list[tuple[ClaimState, int, str]]:
    """Every state with claims in it, in the order of a claim's life."""
    counts = claim_counts()
    return [
        (state, counts[state], url_for("claims_desk.overview", state=state.value))
        for state in ClaimState
        if counts.get(state)
    ]


def _notices(day: date) -> Figure:
    number, late = notice_counts(add_days(day, -LATELY))
    note = counted("%(count)s of them late", "%(count)s of them late", late) if late else here("in the last 30 days")
    return Figure(here("Overdue notices received"), str(number), note, url_for("overdues_desk.overview"))


def _premium(day: date) -> Iterator[Figure]:
    href = url_for("premium_desk.notes", standing="overdue")
    overdue = premium_overdue(day)
    if not overdue:
        yield Figure(here("Premium overdue"), "0", "", href)
    for currency in sorted(overdue):
        number, amount = overdue[currency]
        note = counted("%(count)s note", "%(count)s notes", number)
        yield Figure(here("Premium overdue"), cell(_MONEY, amount, reader_locale()), note, href)


def _refused_rows(at: datetime) -> Figure:
    imports = imports_with_refusals(at - timedelta(days=LATELY))
    rows = sum(row.refused or 0 for row in imports)
    href = url_for("receivables_desk.ledger_import", number=imports[0].number) if len(imports) == 1 else ""
    note = (
        counted("in %(count)s ledger", "in %(count)s ledgers", len(imports)) if imports else here("in the last 30 days")
    )
    return Figure(here("Ledger rows refused"), str(rows), note, href or url_for("receivables_desk.imports"))

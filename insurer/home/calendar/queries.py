"""The deadlines of everything a reader may see, from the same clocks that stand on every page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from flask import url_for

from claims.public import ClockKind, ItemClocks, clocked, item_clocks
from insurer.accounts.facts import May
from insurer.home.calendar.terms import CalendarDay, Due
from insurer.home.queries.own import MOST_POLICIES, RUN_OFF
from insurer.infra.languages import reader_locale
from insurer.infra.web.guard import permitted
from insurer.kernel.calendar import add_days
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from policies.facts import PolicyFacts, PolicyState, PolicyTerms
from policies.public import note_accounts_of, policies_list, terms_by_policy
from underwriting.public import OpenItem, months_to_declare, verdicts

PAST = 30
"""Days for which a day that has passed without the act stays in the calendar."""
_DUE = {ClockKind.NOTICE: Due.NOTIFY, ClockKind.CLAIM: Due.CLAIM, ClockKind.STOP: Due.STOP}
Key = tuple[PolicyId, PartyId, ClockKind, date]


def calendar_days(day: date) -> list[CalendarDay]:
    """Every deadline of the reader's policies, the nearest first; of invoices those that are overdue on `day`.

    Invoices of one buyer whose clock runs down on the same day are one entry.
    """
    policies = _policies(day)
    terms = terms_by_policy([one.id for one in policies])
    found = [*_of_invoices(policies, terms, day)] if permitted(May.LEDGER_READ) and permitted(May.OVERDUE_READ) else []
    for policy in policies:
        if permitted(May.LEDGER_READ):
            found += _months(policy, terms[policy.id], day)
        if permitted(May.PREMIUM_READ):
            found += _premium(policy, day)
    return sorted(found, key=lambda one: (one.day, one.about))


def _policies(day: date) -> list[PolicyFacts]:
    """The policies in force and those that ended so lately that something may still be open under them."""
    bound = [one for one in policies_list() if one.bound_at is not None and one.period.first <= day]
    return [one for one in bound if one.period.last is None or one.period.last >= add_days(day, -RUN_OFF)][
        -MOST_POLICIES:
    ]


def _of_invoices(policies: list[PolicyFacts], terms: dict[PolicyId, PolicyTerms], day: date) -> Iterator[CalendarDay]:
    heads = {one.id: one for one in policies}
    items: dict[ReceivableId, OpenItem] = {}
    wanted = []
    for policy in policies:
        for one in verdicts(policy.id, day, read=(policy, terms[policy.id])):
            for item in one.open_items:
                if item.receivable.due < day:
                    items[item.id] = item
                    wanted.append(clocked(policy.id, item))
    grouped: dict[Key, list[ItemClocks]] = defaultdict(list)
    for clocks in item_clocks(wanted, day, terms).values():
        for clock in clocks.all:
            if clock.running and clock.last is not None and clock.last >= add_days(day, -PAST):
                grouped[clocks.item.policy, clocks.item.party, clock.kind, clock.last].append(clocks)
    for (policy_id, _party, kind, last), those in sorted(grouped.items(), key=lambda pair: (pair[0][3], pair[0][:2])):
        if kind is not ClockKind.STOP or _in_force(heads[policy_id], day):
            concerned = [items[one.item.receivable] for one in those]
            yield _day(kind, heads[policy_id], concerned[0].buyer, last, those, concerned)


def _in_force(policy: PolicyFacts, day: date) -> bool:
    return policy.state is PolicyState.BOUND and day in policy.period


def _day(
    kind: ClockKind,
    policy: PolicyFacts,
    buyer: PartyFacts,
    last: date,
    those: list[ItemClocks],
    concerned: list[OpenItem],
) -> CalendarDay:
    """One entry for the invoices of a buyer whose clock runs down on the same day."""
    clocks = [clock for one in those for clock in one.all if clock.kind is kind]
    lost = [clock.lost for clock in clocks if clock.lost is not None]
    stop = kind is ClockKind.STOP
    ending = max(lost, default=None) if stop else Money.total(lost, policy.currency)
    return CalendarDay(
        what=_DUE[kind],
        about=f"{kind.value}/{policy.number}/{buyer.public_id}/{last.isoformat()}",
        day=last,
        whom=buyer.shown_name(reader_locale()),
        policy=policy.number,
        amount=Money.total((one.verdict.outstanding for one in concerned), policy.currency),
        lost=ending,
        clause=clocks[0].clause,
        invoices=tuple(sorted(one.receivable.number for one in concerned)),
        href=url_for("overdues_portal.buyer", policy=policy.number, buyer=buyer.public_id),
    )


def _months(policy: PolicyFacts, terms: PolicyTerms, day: date) -> Iterator[CalendarDay]:
    for month in months_to_declare(policy, day, terms):
        end = month.end.isoformat()
        yield CalendarDay(
            Due.DECLARE, f"declare/{policy.number}/{end}", month.due, end, policy.number, None, None,
            "policy.declaration_due_days", (), url_for("exposure_portal.month", policy=policy.number, month_end=end),
        )  # fmt: skip


def _premium(policy: PolicyFacts, day: date) -> Iterator[CalendarDay]:
    for account in note_accounts_of(policy.id, day):
        if account.open.minor > 0:
            number = account.note.number
            yield CalendarDay(
                Due.PAY, f"pay/{policy.number}/{number}", account.note.due_on, number, policy.number, account.open,
                None, "policy.premium_due_days", (),
                url_for("policies_portal.note", number=policy.number, note=number),
            )  # fmt: skip

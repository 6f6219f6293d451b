"""What a policyholder sees first: the clocks that run, its ledger against cover, what was decided, its claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from claims.public import (
    BuyerOverdues,
    ClaimFacts,
    ClaimState,
    OverdueInvoice,
    claimed_receivables,
    claims_in,
    due_notices_by_policy,
)
from insurer.accounts.facts import May
from insurer.home.terms import Cover, Deadline
from insurer.infra.audit.timeline import Event, latest
from insurer.infra.languages import clause_text, here, reader_locale
from insurer.infra.web.guard import permitted
from insurer.kernel.calendar import add_days
from insurer.kernel.ids import ReceivableId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, parties_of
from policies.facts import NoteAccount, PolicyFacts, PolicyState, PolicyTerms
from policies.public import note_accounts_by_policy, policies_list, terms_under
from underwriting.facts import AgeingBucket, MonthToDeclare
from underwriting.public import (
    CoveredLedger,
    covered_ledger,
    declared_by_policy,
    ledger_classes,
    ledger_summary,
    months_to_declare,
)

MOST_POLICIES = 12
RUN_OFF = 365
"""Days after a policy's end in which its last invoices are still paid, notified and claimed."""
AHEAD = 60
"""Days ahead for which clocks are shown."""
DECISIONS = ("limit.full", "limit.partial", "limit.refused", "limit.increased", "limit.reduced", "limit.withdrawn",
             "limit.hold", "limit.released", "claim.approved", "claim.declined", "claim.paid")  # fmt: skip
STEPS: dict[ClaimState, int] = {
    ClaimState.FILED: 0,
    ClaimState.WAITING: 0,
    ClaimState.UNDER_REVIEW: 1,
    ClaimState.SUSPENDED: 1,
    ClaimState.ASSESSED: 2,
    ClaimState.APPROVED: 3,
}
"""The claims that are not at an end, and the step of the way on which each stands: filed, examined, decided, paid."""


class _Read:
    """What the first pages of several policies are made of, each part read once for all of them."""

    def __init__(self, policies: Sequence[PolicyFacts], day: date) -> None:
        ids = [policy.id for policy in policies]
        self.terms = terms_under({policy.id: policy for policy in policies})
        ledger = permitted(May.LEDGER_READ)
        self.covered = covered_ledger(ids, day) if ledger and ids else None
        declared = declared_by_policy(ids) if ledger else {}
        self.months = {
            one.id: months_to_declare(one, day, self.terms[one.id], declared[one.id]) for one in policies if ledger
        }
        self.notes = note_accounts_by_policy(ids, day) if permitted(May.PREMIUM_READ) else {}
        overdue = permitted(May.OVERDUE_READ)
        self.overdues = due_notices_by_policy(ids, day, self.terms) if overdue else {}
        self.claimed = claimed_receivables(ids) if overdue else frozenset()
        self.buyers = parties({one.party for found in self.overdues.values() for one in found})


class Holding:
    """One policy with everything that its first page is made of."""

    def __init__(self, policy: PolicyFacts, day: date, read: _Read) -> None:
        self.policy, self.day = policy, day
        self.terms: PolicyTerms = read.terms[policy.id]
        self.covered = None if read.covered is None else read.covered.under(policy.id)
        self.buyers = read.buyers
        self.months: tuple[MonthToDeclare, ...] = read.months.get(policy.id, ())
        self.notes: Sequence[NoteAccount] = read.notes.get(policy.id, ())
        self.overdues: tuple[BuyerOverdues, ...] = read.overdues.get(policy.id, ())
        self.claimed = read.claimed

    @property
    def in_force(self) -> bool:
        return self.policy.state is PolicyState.BOUND and self.day in self.policy.period

    @property
    def to_pay(self) -> Money:
        """What is open of the premium notes, credits taken off."""
        return Money.total((one.open for one in self.notes), self.policy.currency)

    @property
    def cover(self) -> Cover | None:
        """The open ledger in classes and by age; None where nothing is open or the reader does not see it."""
        if self.covered is None or not len(self.covered):
            return None
        summary = ledger_summary(self.covered, self.policy.currency)
        return Cover(
            policy=self.policy.number,
            open=summary.open,
            insured=summary.insured,
            uninsured=summary.uninsured,
            classes=ledger_classes(self.covered, self.policy.currency),
            ageing=[(_age(bucket), bucket.amount) for bucket in summary.ageing.buckets],
        )

    def deadlines(self) -> Iterator[Deadline]:
        """Everything that must be done under the policy by a day."""
        if permitted(May.OVERDUE_READ) and self.covered is not None:
            yield from self._notices_and_claims(self.covered)
        for month in self.months:
            yield self._deadline(
                "declare", here("Month to %(day)s", day=month.end), None, month.due, "policy.declaration_due_days",
                url_for("exposure_portal.month", policy=self.policy.number, month_end=month.end.isoformat()),
            )  # fmt: skip
        for account in self.notes:
            if account.open.minor > 0:
                number = account.note.number
                href = url_for("policies_portal.note", number=self.policy.number, note=number)
                yield self._deadline("pay", number, account.open, account.note.due_on, "policy.premium_due_days", href)

    def _notices_and_claims(self, covered: CoveredLedger) -> Iterator[Deadline]:
        """Per overdue buyer the last days to notify and to claim, and the day from which shipments are uncovered."""
        owed = covered.outstanding_of({one.receivable for overdue in self.overdues for one in overdue.invoices})
        for overdue in self.overdues:
            buyer = self.buyers[overdue.party]
            late = [one for one in overdue.invoices if owed.get(one.receivable)]
            href = url_for("overdues_portal.buyer", policy=self.policy.number, buyer=buyer.public_id)
            if overdue.to_notify and overdue.notify_by is not None:
                at_risk = self._open(overdue.to_notify, owed)
                yield self._of_buyer("notify", buyer, at_risk, overdue.notify_by, "policy.notice_days", href)
            unclaimed = [one for one in late if one.notice is not None and one.receivable not in self.claimed]
            if (last := _first(one.claim_by for one in unclaimed)) is not None:
                yield self._of_buyer("claim", buyer, self._open(unclaimed, owed), last, "policy.claim_period", href)
            stop = _first(one.cover_stops_on for one in late)
            if stop is not None and stop >= self.day and self.in_force:
                way = url_for("exposure_portal.working", policy=self.policy.number, public_id=buyer.public_id)
                yield self._of_buyer("stop", buyer, None, stop, "policy.maximum_extension_days", way)

    def _open(self, invoices: Iterable[OverdueInvoice], owed: Mapping[ReceivableId, int]) -> Money:
        return Money(sum(owed.get(one.receivable, 0) for one in invoices), self.policy.currency)

    def _of_buyer(
        self, what: str, buyer: PartyFacts, amount: Money | None, day: date, clause: str, href: str
    ) -> Deadline:
        return self._deadline(what, buyer.shown_name(reader_locale()), amount, day, clause, href)

    def _deadline(self, what: str, whom: str, amount: Money | None, day: date, clause: str, href: str) -> Deadline:
        words, lost = f"home.deadline.{what}", here(f"home.lost.{what}")
        return Deadline(words, whom, self.policy.number, amount, day, clause_text(clause, reader_locale()), lost, href)


def holdings(day: date) -> list[Holding]:
    """The reader's policies in force, and those that ended so lately that something may still be open under them."""
    bound = [one for one in policies_list() if one.bound_at is not None and one.period.first <= day]
    lately = [one for one in bound if one.period.last is None or one.period.last >= add_days(day, -RUN_OFF)]
    shown = lately[-MOST_POLICIES:]
    read = _Read(shown, day)
    return [Holding(policy, day, read) for policy in reversed(shown)]


def holding(policy: PolicyFacts, day: date) -> Holding:
    """One policy by itself."""
    return Holding(policy, day, _Read([policy], day))


def deadlines_of(found: Sequence[Holding], day: date) -> list[Deadline]:
    """The clocks of all policies that matter now."""
    return [one for holding in found for one in holding.deadlines() if (one.day - day).days <= AHEAD]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision on a buyer or claim: the line, the buyer, the way to it, whether it is new to the reader."""

    event: Event
    buyer: str
    href: str
    new: bool


def decisions(since: datetime | None) -> list[Decided]:
    """The latest decisions on the reader's buyers, those made since `since` marked as new."""
    lines = latest("buyer", DECISIONS) if permitted(May.LIMIT_READ) else []
    names = parties_of({public for public, _event in lines})
    return [
        Decided(
            event,
            names[public].shown_name(reader_locale()),
            url_for("buyers_portal.buyer", public_id=public),
            since is not None and event.at > since,
        )
        for public, event in lines
        if public in names
    ]


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim that is not at an end, with its buyer's name and the step it stands on."""

    claim: ClaimFacts
    buyer: str
    step: int


def open_claims() -> list[OpenClaim]:
    """The claims that are not at an end, newest first."""
    found = claims_in(tuple(STEPS))
    names = parties([claim.party for claim in found])
    return [OpenClaim(claim, names[claim.party].shown_name(reader_locale()), STEPS[claim.state]) for claim in found]


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _age(bucket: AgeingBucket) -> str:
    if bucket.from_days is None:
        return here("Not due")
    if bucket.to_days is None:
        return here("More than %(days)s days late", days=bucket.from_days - 1)
    return here("%(first)s–%(last)s days late", first=bucket.from_days, last=bucket.to_days)

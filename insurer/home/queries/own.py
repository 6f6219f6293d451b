"""What a policyholder sees first: its ledger against cover, the clocks that run, what was decided, its claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from flask import url_for

from claims.public import ClaimFacts, ClaimState, claimed_receivables, claims_of, due_notices
from insurer.accounts.facts import May
from insurer.home.terms import Cover, Deadline
from insurer.infra.audit.timeline import Event, latest
from insurer.infra.languages import clause_text, here, reader_locale
from insurer.infra.web.guard import permitted
from insurer.kernel.calendar import month_ends
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, party_of
from policies.facts import PolicyFacts, PolicyTerms
from policies.public import note_accounts_of, policies_list, terms_of
from underwriting.facts import AgeingBucket, declare_by
from underwriting.public import BuyerVerdict, OpenItem, declarations_of, invoice_deadlines, summary_of, verdicts

MOST_POLICIES = 12
MOST_DEADLINES = 12
MOST_REASONS = 4
OWN_SHARE = "own_share"
AHEAD = 60
"""Days ahead for which clocks are shown."""
DECISIONS = ("limit.full", "limit.partial", "limit.refused", "limit.increased", "limit.reduced", "limit.withdrawn",
             "limit.hold", "limit.released", "claim.approved", "claim.declined", "claim.paid")  # fmt: skip
ENDED = frozenset({ClaimState.CLOSED, ClaimState.DECLINED, ClaimState.PAID})


class Holding:
    """One policy in force with everything that its first page is made of, each part read once."""

    def __init__(self, policy: PolicyFacts, day: date) -> None:
        self.policy, self.day = policy, day
        self.terms: PolicyTerms = terms_of(policy.id)
        self.found: list[BuyerVerdict] = verdicts(policy.id, day) if permitted(May.LEDGER_READ) else []

    @property
    def cover(self) -> Cover | None:
        """The open ledger in words and bars; None for readers who do not see it."""
        if not permitted(May.LEDGER_READ):
            return None
        currency = self.policy.currency
        summary = summary_of(self.found, currency, self.day)
        lost: dict[str, Money] = defaultdict(lambda: Money.zero(currency))
        for item in self._items():
            if item.verdict.uninsured:
                code = item.verdict.reason_codes[0] if item.verdict.reasons else OWN_SHARE
                lost[code] = lost[code] + item.verdict.uninsured
        reasons = sorted(lost.items(), key=lambda pair: -pair[1].minor)[:MOST_REASONS]
        return Cover(
            policy=self.policy.number,
            open=summary.open,
            insured=summary.insured,
            uninsured=summary.uninsured,
            share=summary.insured.over(summary.open),
            reasons=[(_reason(code), one)
                     for code, one in reasons],
            ageing=[(_age(bucket), bucket.amount) for bucket in summary.ageing.buckets],
            href=url_for("exposure_portal.exposure", policy=self.policy.number),
        )  # fmt: skip

    def deadlines(self) -> Iterator[Deadline]:
        """Everything that must be done under the policy by a day."""
        if permitted(May.LEDGER_READ):
            yield from self._notices_and_claims()
            yield from self._declarations()
        if permitted(May.PREMIUM_READ):
            yield from self._premium()

    def _items(self) -> Iterator[OpenItem]:
        for one in self.found:
            yield from one.open_items

    def _notices_and_claims(self) -> Iterator[Deadline]:
        items = {item.id: item for item in self._items()}
        buyers = {one.buyer.id: one.buyer for one in self.found}
        claimed = claimed_receivables(self.policy.id)
        for overdue in due_notices(self.policy.id, self.day):
            buyer = buyers[overdue.party]
            href = url_for("overdues_portal.buyer", policy=self.policy.number, buyer=buyer.public_id)
            if overdue.to_notify and overdue.notify_by is not None:
                at_risk = self._at_risk(items[one.receivable] for one in overdue.to_notify if one.receivable in items)
                yield self._deadline("notify", buyer, at_risk, overdue.notify_by, "policy.notice_days", href)
            unclaimed = [items[one.receivable] for one in overdue.notified
                         if one.receivable in items and one.receivable not in claimed]  # fmt: skip
            days = [last for item in unclaimed if (last := self._claim_by(item)) is not None]
            if days:
                yield self._deadline("claim", buyer, self._at_risk(unclaimed), min(days), "policy.claim_days", href)

    def _at_risk(self, items: Iterable[OpenItem]) -> Money:
        return Money.total((item.verdict.outstanding for item in items), self.policy.currency)

    def _claim_by(self, item: OpenItem) -> date | None:
        return invoice_deadlines(self.terms, item.receivable).claim_by

    def _deadline(self, what: str, buyer: PartyFacts, amount: Money, day: date, clause: str, href: str) -> Deadline:
        locale = reader_locale()
        whom = buyer.shown_name(locale)
        return Deadline(
            f"home.deadline.{what}", whom, self.policy.number, amount, day, clause_text(clause, locale), href
        )

    def _declarations(self) -> Iterator[Deadline]:
        declared = {row.month_end for row in declarations_of(self.policy.id)}
        frequency = str(self.terms.on("declaration_frequency", self.day))
        days = self.terms.days("declaration_due_days", self.day) or 0
        for end in month_ends(self.policy.period.first, self.day):
            if end < self.day and end not in declared:
                yield Deadline(
                    "home.deadline.declare", here("Month to %(day)s", day=end), self.policy.number, None,
                    declare_by(end, frequency, days), clause_text("policy.declaration_due_days", reader_locale()),
                    url_for("exposure_portal.declarations", policy=self.policy.number),
                )  # fmt: skip

    def _premium(self) -> Iterator[Deadline]:
        for account in note_accounts_of(self.policy.id, self.day):
            if account.open.minor > 0:
                yield Deadline(
                    "home.deadline.pay", account.note.number, self.policy.number, account.open, account.note.due_on,
                    clause_text("policy.premium_due_days", reader_locale()),
                    url_for("policies_portal.note", number=self.policy.number, note=account.note.number),
                )  # fmt: skip


def holdings(day: date) -> list[Holding]:
    """The reader's policies in force."""
    return [Holding(policy, day) for policy in policies_list(on=day)[:MOST_POLICIES]]


def deadlines_of(found: list[Holding], day: date) -> list[Deadline]:
    """The clocks of all policies that matter now, the nearest first; at one day the larger amount first."""
    near = [one for holding in found for one in holding.deadlines() if (one.day - day).days <= AHEAD]
    return sorted(near, key=lambda one: (one.day, -(one.amount.minor if one.amount else 0), one.whom))[:MOST_DEADLINES]


def decisions(since: datetime | None) -> list[tuple[Event, str, bool]]:
    """The latest decisions on the reader's buyers: the line, the buyer's name, whether it is new since `since`."""
    lines = latest("buyer", DECISIONS) if permitted(May.LIMIT_READ) else []
    names = {public: party_of(public).shown_name(reader_locale()) for public in {public for public, _event in lines}}
    return [(event, names[public], since is not None and event.at > since) for public, event in lines]


def open_claims() -> list[tuple[ClaimFacts, str]]:
    """The claims that are not at an end, newest first, with the buyer's name."""
    found = [claim for claim in claims_of() if claim.state not in ENDED]
    names: Mapping[PartyId, PartyFacts] = parties([claim.party for claim in found])
    return [(claim, names[claim.party].shown_name(reader_locale())) for claim in found]


def _age(bucket: AgeingBucket) -> str:
    if bucket.from_days is None:
        return here("Not due")
    if bucket.to_days is None:
        return here("More than %(days)s days late", days=bucket.from_days - 1)
    return here("%(first)s–%(last)s days late", first=bucket.from_days, last=bucket.to_days)


def _reason(code: str) -> str:
    """Why something is not insured, in short; without a reason it is the part that the policyholder bears itself."""
    return here("Own share") if code == OWN_SHARE else here(f"reason.{code}")

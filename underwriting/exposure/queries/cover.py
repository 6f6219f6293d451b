"""Reads of exposure: the verdict of cover on every open invoice, as of any day, as known at any moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from insurer.kernel.calendar import month_end
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from insurer.kernel.rounding import to_places
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from insurer.reference.public import exchange_rate
from policies.facts import PolicyFacts, PolicyTerms
from policies.public import policy_facts, terms_of
from underwriting.buyers.rules.insurable import Business, buyer_refusals
from underwriting.exposure.queries.declarations import declared_at
from underwriting.exposure.rules.ageing import USUAL_BUCKETS, Ageing, AgeingItem, ageing
from underwriting.exposure.rules.classes import CoverClass, cover_parts
from underwriting.exposure.rules.conversion import rate_by_clause
from underwriting.exposure.rules.cover import cover_verdict
from underwriting.exposure.rules.declaring import declare_by, is_declared
from underwriting.exposure.rules.policy_clauses import cover_terms_of
from underwriting.exposure.rules.verdict import CoverVerdict, InvoiceVerdict
from underwriting.exposure.terms import Conversion, CoverTerms, Receivable
from underwriting.limits.queries import discretionary_spans, limit_histories
from underwriting.limits.terms import LimitCalendar, LimitHistory
from underwriting.receivables.queries import BuyerAccount, accounts_of, shipped_of

UNPAID = "protracted_default"
"""The cause that the clocks of an invoice count for while nothing worse is known."""


RATE_PLACES = 10
"""Decimals of a rate that crosses two published ones; the claim's rates are rounded the same way."""


@dataclass(frozen=True, slots=True)
class BuyerVerdict:
    """One buyer's account, the history of its limits and the verdict on every invoice, in the same order."""

    buyer: PartyFacts
    account: BuyerAccount
    limits: LimitHistory
    verdict: CoverVerdict

    def item(self, receivable: ReceivableId) -> OpenItem:
        """One invoice of the account, open or settled; refuses one that is not in it."""
        if receivable not in self.account.ids:
            raise NotFound("exposure.no_such_invoice", invoice=receivable)
        at = self.account.ids.index(receivable)
        return OpenItem(self.buyer, receivable, self.account.receivables[at], self.verdict.invoices[at])

    @property
    def open_items(self) -> list[OpenItem]:
        """The invoices with something open."""
        judged = zip(self.account.ids, self.account.receivables, self.verdict.invoices, strict=True)
        return [OpenItem(self.buyer, key, term, found) for key, term, found in judged if found.outstanding]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One open invoice with its verdict."""

    buyer: PartyFacts
    id: ReceivableId
    receivable: Receivable
    verdict: InvoiceVerdict


@dataclass(frozen=True, slots=True)
class ClassedItem:
    """One invoice with its open parts by class."""

    item: OpenItem
    parts: Mapping[CoverClass, Money]


@dataclass(frozen=True, slots=True)
class ExposureSummary:
    """A policy's receivables at the end of a day in policy currency: open = insured + uninsured."""

    as_of: date
    open: Money
    insured: Money
    uninsured: Money
    buyers: int
    invoices: int
    ageing: Ageing


def cover_terms(policy_id: PolicyId, day: date, known_by: datetime | None = None) -> CoverTerms:
    """The cover clauses of a policy as they stand on `day`."""
    return cover_terms_of(terms_of(policy_id), day, known_by)


def verdicts(
    policy_id: PolicyId,
    as_of: date,
    known_by: datetime | None = None,
    party_id: PartyId | None = None,
    cause: str | None = None,
    valued: date | None = None,
    read: tuple[PolicyFacts, PolicyTerms] | None = None,
) -> list[BuyerVerdict]:
    """The verdict of cover on every buyer's invoices at the end of `as_of`, by name of the buyer.

    Foreign invoices are converted as if the loss were on `valued`, else on `as_of`. Ledger,
    limits, declarations, terms and companies are read once each, whatever the number of invoices; `read` is the policy
    with its terms where the asker has them.
    """
    policy, terms = read or (policy_facts(policy_id), terms_of(policy_id))
    accounts = accounts_of(policy_id, party_id, as_of=as_of, known_by=known_by)
    companies = parties({*accounts, policy.policyholder}, known_by)
    home, declared = companies[policy.policyholder].country, declared_at(policy_id, known_by)
    facing = _Facing(policy, terms, as_of, known_by, valued or as_of, home, declared)
    return _judged(facing, accounts, companies, limit_histories(policy_id, terms), cause)


def shipped_by(
    policy: PolicyFacts, first: date, last: date, as_of: date, known_by: datetime | None = None
) -> list[tuple[PartyFacts, ReceivableId, Receivable]]:
    """What was shipped under a policy from `first` to `last`, open or settled: buyer, id, and the invoice with what
    speaks against buyer, country or section, whether it was declared, and its rate."""
    terms, accounts = terms_of(policy.id), shipped_of(policy.id, first, last, as_of=as_of, known_by=known_by)
    companies = parties({*accounts, policy.policyholder}, known_by)
    home, declared = companies[policy.policyholder].country, declared_at(policy.id, known_by)
    facing = _Facing(policy, terms, as_of, known_by, as_of, home, declared)
    return [
        (companies[party], key, term)
        for party, account in accounts.items()
        for key, term in zip(account.ids, facing.judged(companies[party], account), strict=True)
    ]


def _judged(
    facing: _Facing,
    accounts: Mapping[PartyId, BuyerAccount],
    companies: Mapping[PartyId, PartyFacts],
    histories: Mapping[PartyId, LimitHistory],
    cause: str | None = None,
) -> list[BuyerVerdict]:
    """The verdict on every buyer's account under one policy, by name of the buyer."""
    as_of, known_by = facing.as_of, facing.known_by
    clauses = cover_terms_of(facing.terms, as_of, known_by)
    nothing_named = LimitHistory(discretionary_spans(facing.terms))
    found = []
    for party_key, account in accounts.items():
        buyer, limits = companies[party_key], histories.get(party_key, nothing_named)
        judged = facing.judged(buyer, account)
        verdict = cover_verdict(clauses, limits, judged, account.receipts, as_of, cause=cause, known_by=known_by)
        found.append(BuyerVerdict(buyer, replace(account, receivables=judged), limits, verdict))
    return sorted(found, key=lambda one: (one.buyer.name, one.buyer.id))


class _Facing:
    """What the rules of cover cannot know by themselves: country, section, declarations, rates."""

    def __init__(
        self,
        policy: PolicyFacts,
        terms: PolicyTerms,
        as_of: date,
        known_by: datetime | None,
        valued: date,
        home: str | None,
        declared: Mapping[date, datetime],
    ) -> None:
        self._policy, self.terms, self.as_of, self.known_by = policy, terms, as_of, known_by
        self._home, self._declared = home, declared
        self._frequency = str(terms.on("declaration_frequency", as_of, known_by))
        self._due_days = terms.days("declaration_due_days", as_of, known_by) or 0
        self._conversion = Conversion(str(terms.on("conversion", valued, known_by)))
        self._valued = valued
        self._rates: dict[tuple[str, date], Decimal] = {}

    def judged(self, buyer: PartyFacts, account: BuyerAccount) -> tuple[Receivable, ...]:
        return tuple(
            self._one(buyer, one, recorded)
            for one, recorded in zip(account.receivables, account.recorded_at, strict=True)
        )

    def _one(self, buyer: PartyFacts, one: Receivable, recorded: datetime) -> Receivable:
        business = Business(
            self._policy.policyholder,
            self._home,
            self.terms.codes("sections", one.shipped, self.known_by),
            self.terms.countries(one.shipped, self.known_by),
        )
        due = declare_by(one.shipped, self._frequency, self._due_days)
        declared = is_declared(due, self.as_of, recorded, self._declared.get(month_end(one.shipped)))
        refusals = buyer_refusals(buyer, business)
        return replace(one, refusals=refusals, declared=declared, rate=self._rate(one))

    def _rate(self, one: Receivable) -> Decimal | None:
        """Units of policy currency for one of the invoice's, on the day the conversion clause names."""
        currency = one.amount.currency
        if currency == self._policy.currency:
            return None
        return rate_by_clause(self._conversion, one.shipped, self._valued, lambda day: self._rate_on(currency, day))

    def _rate_on(self, currency: str, day: date) -> Decimal:
        key = (currency, day)
        if key not in self._rates:
            rate = exchange_rate(currency, self._policy.currency, day, self.known_by).rate
            self._rates[key] = to_places(rate, RATE_PLACES)
        return self._rates[key]


def summary_of(found: Sequence[BuyerVerdict], currency: str, as_of: date) -> ExposureSummary:
    """The figures of verdicts already found."""
    items = [item for one in found for item in one.open_items]
    aged = [AgeingItem(one.receivable.due, one.verdict.outstanding, one.verdict.insured) for one in items]
    return ExposureSummary(
        as_of=as_of,
        open=Money.total((one.verdict.outstanding for one in found), currency),
        insured=Money.total((one.verdict.insured for one in found), currency),
        uninsured=Money.total((one.verdict.uninsured for one in found), currency),
        buyers=sum(1 for one in found if one.verdict.outstanding),
        invoices=len(items),
        ageing=ageing(aged, as_of, USUAL_BUCKETS, currency),
    )


def classed_items(found: Sequence[BuyerVerdict], known_by: datetime | None = None) -> list[ClassedItem]:
    """Every open invoice with its parts by class, in the order of the verdicts, which were asked as known then."""
    items = []
    for one in found:
        calendar = one.limits.calendar(known_by)
        items += [ClassedItem(item, _parts(calendar, item)) for item in one.open_items]
    return items


def classed_invoice(found: BuyerVerdict, receivable: ReceivableId, known_by: datetime | None = None) -> ClassedItem:
    """One invoice, open or settled, with its open parts by class."""
    item = found.item(receivable)
    return ClassedItem(item, _parts(found.limits.calendar(known_by), item))


def _parts(calendar: LimitCalendar, item: OpenItem) -> Mapping[CoverClass, Money]:
    standing = calendar.for_shipment(item.receivable.shipped)
    return cover_parts(item.verdict, None if standing is None else standing.span.kind)

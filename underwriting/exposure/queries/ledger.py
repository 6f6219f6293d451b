"""The ledger against cover: every open invoice of many buyers with its verdict, worked out in columns.

As of any day, as known at any moment. The answer is that of `verdicts`, which is the claims engine's; buyers whose
policy has a clause that columns do not do are judged by it and written to the same places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import numpy as np

from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from policies.facts import PolicyFacts
from policies.public import policy_facts
from underwriting.exposure.queries.book import Laid, laid_out
from underwriting.exposure.queries.cover import ClassedItem, ExposureSummary, OpenItem, verdicts
from underwriting.exposure.queries.reading import Asked
from underwriting.exposure.rules.ageing import USUAL_BUCKETS, Ageing, AgeingBucket, ageing_of_columns
from underwriting.exposure.rules.classes import ClassTotal, CoverClass
from underwriting.exposure.rules.columnar.answers import CLASSES, class_places, put, reasons_of
from underwriting.exposure.rules.columnar.book import CLAUSES, MILLION, NONE, Flags, Ground, Ints, Judged
from underwriting.exposure.rules.columnar.verdict import judged
from underwriting.exposure.rules.verdict import InvoiceVerdict, ReasonFound
from underwriting.exposure.terms import Reason, Receivable
from underwriting.limits.terms import PaymentMethod


@dataclass(frozen=True)
class CoveredLedger:
    """The open invoices of some policies in columns, each place one invoice; amounts in its policy's currency.

    `at` are the places of the open ones in the whole book. What a page shows of single invoices is made on demand.
    """

    as_of: date
    known_by: datetime | None
    laid: Laid
    found: Judged
    at: Ints

    def __len__(self) -> int:
        return len(self.at)

    @cached_property
    def account(self) -> Ints:
        return self.laid.book.invoices.account[self.at]

    @cached_property
    def policy(self) -> Ints:
        """The place of each invoice's policy in `laid.policies`."""
        return self.laid.book.policy[self.account]

    @cached_property
    def party(self) -> Ints:
        return self.laid.party[self.account]

    @cached_property
    def outstanding(self) -> Ints:
        return self.found.outstanding[self.at]

    @cached_property
    def insured(self) -> Ints:
        return self.found.insured[self.at]

    @cached_property
    def at_risk(self) -> Ints:
        """The insurer's share of what is insured, in millionths of a minor unit."""
        return self.found.at_risk[self.at]

    @cached_property
    def number_rank(self) -> Ints:
        """The places of the invoices in the order of their numbers."""
        return self.laid.book.invoices.rank[self.at]

    def number(self, at: int) -> str:
        """The number of one of the invoices."""
        return str(self.laid.number[int(self.at[at])])

    @cached_property
    def due(self) -> Ints:
        return self.laid.book.invoices.due[self.at]

    @cached_property
    def days_late(self) -> Ints:
        """Whole days past the due date; 0 or less is not overdue."""
        late: Ints = self.as_of.toordinal() - self.due
        return late

    @cached_property
    def classes(self) -> dict[CoverClass, Ints]:
        """The open minor units of every invoice by class; the classes sum to what is open."""
        places = class_places(self.found, self.laid.book.stretches)
        amounts = self.found.insured, self.found.over_limit, self.found.ineligible
        parts = [(place[self.at], amount[self.at]) for place, amount in zip(places, amounts, strict=True)]
        return {
            one: sum((np.where(place == number, amount, 0) for place, amount in parts), np.zeros_like(self.at))
            for number, one in enumerate(CLASSES)
        }

    def with_reason(self, code: str) -> Flags:
        """Which of the invoices have a reason of that code."""
        bits = sum(ground.bit for ground, said in CLAUSES.items() if str(said[0]) == code)
        columns = {
            Reason.DEPOSIT: self.found.deposit, Reason.TAX: self.found.tax, Reason.DISPUTED: self.found.disputed,
            Reason.OVER_LIMIT: self.found.over_limit,
        }  # fmt: skip
        held: Flags = (self.found.grounds[self.at] & bits) != 0
        if code in columns:
            held |= columns[Reason(code)][self.at] != 0
        return held

    @property
    def reason_codes(self) -> list[str]:
        """The codes of all reasons that any of the invoices has, sorted."""
        codes = {str(said[0]) for said in CLAUSES.values()} | {str(one) for one in Reason}
        return sorted(code for code in codes if self.with_reason(code).any())

    def item(self, at: int, buyers: Mapping[PartyId, PartyFacts]) -> ClassedItem:
        """One of the open invoices, with its verdict and its classes."""
        place = int(self.at[at])
        policy = self.laid.policies[int(self.policy[at])]
        term = self._term(place, policy)
        verdict = self._verdict(place, term.number, policy.currency)
        parts = {one: Money(int(column[at]), policy.currency) for one, column in self.classes.items() if column[at]}
        key = ReceivableId(int(self.laid.id[place]))
        return ClassedItem(OpenItem(buyers[PartyId(int(self.party[at]))], key, term, verdict), parts)

    def items(self, wanted: Iterable[int]) -> list[ClassedItem]:
        """Some of the open invoices, their buyers read once."""
        chosen = list(wanted)
        buyers = parties({PartyId(int(self.party[at])) for at in chosen})
        return [self.item(at, buyers) for at in chosen]

    @cached_property
    def whole(self) -> CoveredLedger:
        """The same with the settled invoices."""
        return replace(self, at=np.arange(len(self.found.outstanding), dtype=np.int64))

    def under(self, policy: PolicyId) -> CoveredLedger:
        """The same of one of the policies alone."""
        places = [place for place, one in enumerate(self.laid.policies) if one.id == policy]
        return replace(self, at=self.at[np.isin(self.policy, places)])

    def outstanding_of(self, wanted: Collection[ReceivableId]) -> dict[ReceivableId, int]:
        """The open minor units, in its policy's currency, of those of some invoices that are open."""
        ids = self.laid.id[self.at]
        there = np.flatnonzero(np.isin(ids, np.array(sorted(wanted), dtype=np.int64)))
        return {
            ReceivableId(key): minor
            for key, minor in zip(ids[there].tolist(), self.outstanding[there].tolist(), strict=True)
        }

    @property
    def accounts(self) -> int:
        """How many buyers have an invoice, open or settled."""
        return len(self.laid.party)

    def open_items(self, wanted: Collection[ReceivableId]) -> dict[ReceivableId, OpenItem]:
        """The open ones of some invoices, by id."""
        places = np.flatnonzero(np.isin(self.laid.id[self.at], np.array(sorted(wanted), dtype=np.int64)))
        return {one.item.id: one.item for one in self.items(places.tolist())}

    def _term(self, place: int, policy: PolicyFacts) -> Receivable:
        rows = self.laid.book.invoices
        currency = self.laid.currency.get(place, policy.currency)
        days = (date.fromordinal(int(column[place])) for column in (rows.shipped, rows.invoiced, rows.due))
        shipped, invoiced, due = days
        return Receivable(
            number=self.laid.number[place], shipped=shipped, invoiced=invoiced, due=due,
            amount=Money(int(rows.amount[place]), currency), tax=Money(int(rows.tax[place]), currency),
            deposit=Money(int(rows.deposit[place]), currency), disputed=Money(int(rows.disputed[place]), currency),
            payment_method=list(PaymentMethod)[int(rows.risk[place])],
            declared=not int(rows.grounds[place]) & Ground.UNDECLARED.bit,
        )  # fmt: skip

    def _verdict(self, place: int, number: str, currency: str) -> InvoiceVerdict:
        def money(column: Ints) -> Money:
            return Money(int(column[place]), currency)

        found = self.found
        gross, deposit, outstanding = money(found.gross), money(found.deposit), money(found.outstanding)
        share, own = int(found.share[place]), int(found.own_limit[place])
        return InvoiceVerdict(
            number=number, gross=gross, deposit=deposit, received=gross - deposit - outstanding,
            outstanding=outstanding, ineligible=money(found.ineligible), insured=money(found.insured),
            over_limit=money(found.over_limit), percentage=None if share == NONE else Decimal(share) / MILLION,
            own_limit=None if own == NONE else Money(own, currency), refused=bool(found.grounds[place]),
            reasons=tuple(
                ReasonFound(code, Money(minor, currency), clause) for code, minor, clause in reasons_of(found, place)
            ),
        )  # fmt: skip


def covered_ledger(
    policies: Sequence[PolicyId] | None,
    as_of: date,
    known_by: datetime | None = None,
    party: PartyId | None = None,
    cause: str | None = None,
) -> CoveredLedger:
    """The open invoices of some policies, of all of the reader's when None, in a bounded number of questions.

    `cause` lowers the percentage where a policy names one for it, as at a loss.
    """
    asked = Asked(None if policies is None else tuple(policies), as_of, known_by, party)
    laid = laid_out(asked, cause)
    found = judged(laid.book, as_of.toordinal())
    _explained(asked, laid, found, cause)
    return CoveredLedger(as_of, known_by, laid, found, np.flatnonzero(found.outstanding != 0).astype(np.int64))


def _explained(asked: Asked, laid: Laid, found: Judged, cause: str | None) -> None:
    """The accounts that columns cannot judge, by the explained form: buyer by buyer, or a policy's all at once."""
    wanted = np.flatnonzero(laid.explained | found.beyond)
    of_policy: dict[int, list[int]] = {}
    for account in wanted.tolist():
        of_policy.setdefault(int(laid.book.policy[account]), []).append(account)
    place_of = {int(key): place for place, key in enumerate(laid.id.tolist())} if of_policy else {}
    for policy, accounts in of_policy.items():
        party = PartyId(int(laid.party[accounts[0]])) if len(accounts) == 1 else asked.party
        those = {int(laid.party[account]) for account in accounts}
        for one in verdicts(laid.policies[policy].id, asked.as_of, asked.known_by, party, cause):
            if one.buyer.id in those:
                for key, verdict in zip(one.account.ids, one.verdict.invoices, strict=True):
                    put(found, place_of[key], verdict)


def exposure_summary(policy_id: PolicyId, as_of: date, known_by: datetime | None = None) -> ExposureSummary:
    """What is open, insured and not insured under a policy, and how old it is."""
    return ledger_summary(covered_ledger((policy_id,), as_of, known_by), policy_facts(policy_id).currency)


def ledger_summary(found: CoveredLedger, currency: str) -> ExposureSummary:
    """The figures of one policy's ledger."""
    opened, insured = int(found.outstanding.sum()), int(found.insured.sum())
    return ExposureSummary(
        as_of=found.as_of,
        open=Money(opened, currency),
        insured=Money(insured, currency),
        uninsured=Money(opened - insured, currency),
        buyers=len(np.unique(found.party)),
        invoices=len(found),
        ageing=ageing_of(found, currency),
    )


def ageing_of(found: CoveredLedger, currency: str, bounds: Sequence[int] = USUAL_BUCKETS) -> Ageing:
    """The open invoices of one policy by days late, insured and not."""
    return ageing_of_columns(found.days_late, found.outstanding, found.insured, found.as_of, bounds, currency)


def in_bucket(found: CoveredLedger, bucket: AgeingBucket) -> Flags:
    """Which of the invoices are late by as many days as a bucket says."""
    late = found.days_late
    if bucket.from_days is None:
        return late <= 0
    inside: Flags = late >= bucket.from_days
    return inside if bucket.to_days is None else inside & (late <= bucket.to_days)


def ledger_classes(found: CoveredLedger, currency: str) -> tuple[ClassTotal, ...]:
    """All six classes of one policy's ledger with amount and count; the amounts sum to what is open."""
    return tuple(
        ClassTotal(one, Money(int(column.sum()), currency), int(np.count_nonzero(column)))
        for one, column in found.classes.items()
    )


def balances(found: CoveredLedger, currency: str) -> dict[PartyId, tuple[Money, Money]]:
    """What every buyer of one policy owes, and what of it is insured."""
    opened, insured = np.zeros((2, found.accounts), dtype=np.int64)
    np.add.at(opened, found.account, found.outstanding)
    np.add.at(insured, found.account, found.insured)
    return {
        PartyId(int(key)): (Money(int(opened[at]), currency), Money(int(insured[at]), currency))
        for at, key in enumerate(found.laid.party)
    }

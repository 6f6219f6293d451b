"""A book laid out from the database: clauses, limits, invoices, receipts, and what the rules of cover cannot know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl

from insurer.infra.columns import coded
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import currency_decimals
from insurer.kernel.rounding import to_places
from insurer.parties.public import Seat, seats_of
from insurer.reference.public import RateTable
from policies.facts import PolicyFacts, PolicyTerms
from policies.public import policies_by_id, policies_list, terms_under
from underwriting.buyers.rules.insurable import country_covered, section_covered
from underwriting.exposure.queries.limit_columns import limits_of
from underwriting.exposure.queries.reading import (
    Asked,
    InvoiceRows,
    ReceiptRows,
    declared_rows,
    invoice_rows,
    places_of,
    receipt_rows,
)
from underwriting.exposure.rules.columnar.book import NONE, Book, Flags, Ground, Ints, Invoices, Receipts
from underwriting.exposure.rules.columnar.exact import Runs, last_at
from underwriting.exposure.rules.columnar.laying_out import clauses_of
from underwriting.exposure.rules.columnar.verdict import needs_explained
from underwriting.exposure.rules.conversion import rate_by_clause
from underwriting.exposure.rules.policy_clauses import cover_terms_of
from underwriting.exposure.terms import Conversion

KEYS = (
    "sections", "countries", "attachment", "maximum_payment_term_days", "invoicing_period_days", "includes_tax",
    "insured_percentage", "insured_percentage_by_cause", "discretionary_limit", "limit_application",
    "limit_amount_basis", "silo_move_up", "allocation", "allocation_after_stop", "conversion",
    "maximum_extension_days", "extension_from", "declaration_frequency", "declaration_due_days",
)  # fmt: skip
"""The terms that decide about cover."""
RATE_PLACES = 10
"""Decimals of a rate that crosses two published ones; the claim's rates are rounded the same way."""
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
_EPOCH = 719_163
_PARTY_BITS, _DAY_BITS, _MONTH_BITS = 40, 22, 20
_EVER, _NEVER = np.iinfo(np.int64).max, np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A book with what its places mean: policies, accounts and invoices, and who needs the explained form."""

    book: Book
    policies: Sequence[PolicyFacts]
    party: Ints
    id: Ints
    number: pl.Series
    currency: Mapping[int, str]
    explained: Flags


def laid_out(asked: Asked, cause: str | None = None, valued: date | None = None) -> Laid:
    """The book of the ledgers asked for; foreign invoices as if the loss were on `valued`, else on the day."""
    found = policies_by_id(asked.policies) if asked.policies is not None else {one.id: one for one in policies_list()}
    rows = invoice_rows(asked, {key: one.currency for key, one in found.items()})
    came = receipt_rows(asked)
    placed = _placed(rows)
    policies = [found[PolicyId(int(key))] for key in placed.used]
    by_policy = terms_under({one.id: one for one in policies}, KEYS)
    terms = [by_policy[one.id] for one in policies]
    covers = [cover_terms_of(one, asked.as_of, asked.known_by) for one in terms]
    companies = {PartyId(int(key)) for key in placed.party} | {one.policyholder for one in policies}
    grounds = _Grounds(asked, policies, terms, placed.policy, placed.party, seats_of(companies, asked.known_by))
    stretches, strange = limits_of(asked, [one.id for one in policies], placed.accounts(), terms)
    rates = _rates(asked, rows, policies, terms, placed.used, valued or asked.as_of)
    receipts, mismatched = _receipts(rows, came, placed, [one.currency for one in policies])
    explained = np.array([needs_explained(one) for one in covers], dtype=bool)[placed.policy]
    explained[sorted(strange | mismatched)] = True
    return Laid(
        book=Book(
            clauses=clauses_of(covers, cause),
            policy=placed.policy,
            stretches=stretches,
            invoices=_invoices(rows, placed, grounds, rates),
            receipts=receipts,
        ),
        policies=policies,
        party=placed.party,
        id=rows.id[placed.order],
        number=rows.number.gather(pl.Series(placed.order)) if len(placed.order) else rows.number,
        currency={int(placed.place[at]): code for at, code in zip(rows.abroad, rows.currency, strict=True)},
        explained=explained,
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    """Invoices put in order of their accounts: policies used, keys of the accounts with policy place and party, each
    invoice's account in that order, the order itself, and where each row went."""

    used: Ints
    keys: Ints
    policy: Ints
    party: Ints
    account: Ints
    order: Ints
    place: Ints

    def accounts(self) -> dict[tuple[int, int], int]:
        """The account of (policy, party)."""
        pairs = zip(self.used[self.policy].tolist(), self.party.tolist(), strict=True)
        return {pair: number for number, pair in enumerate(pairs)}


def _placed(rows: InvoiceRows) -> _Placed:
    used = np.unique(rows.policy)
    key = (np.searchsorted(used, rows.policy) << _PARTY_BITS) | rows.party
    order = np.argsort(key, kind="stable").astype(np.int64)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    runs = Runs.of(key[order])
    keys = key[order[runs.starts]]
    policy, party = keys >> _PARTY_BITS, keys & ((1 << _PARTY_BITS) - 1)
    return _Placed(used, keys, policy, party, runs.of_row, order, place)


def _invoices(rows: InvoiceRows, placed: _Placed, grounds: _Grounds, rates: tuple[Ints, Ints, Flags]) -> Invoices:
    order, (over, under, foreign) = placed.order, rates
    return Invoices(
        account=placed.account, shipped=rows.shipped[order], invoiced=rows.invoiced[order], due=rows.due[order],
        rank=_ranks(rows.number)[order], amount=rows.amount[order], tax=rows.tax[order],
        deposit=rows.deposit[order], disputed=rows.disputed[order], risk=rows.risk[order],
        grounds=grounds.of(placed.account, rows.shipped[order], rows.recorded[order]), foreign=foreign[order],
        rate_over=over[order], rate_under=under[order],
    )  # fmt: skip


def _ranks(number: pl.Series) -> Ints:
    """The places of the numbers in the order of their letters."""
    ranks = np.empty(number.len(), dtype=np.int64)
    ranks[number.arg_sort().to_numpy()] = np.arange(number.len())
    return ranks


def _receipts(rows: InvoiceRows, came: ReceiptRows, placed: _Placed, home: Sequence[str]) -> tuple[Receipts, set[int]]:
    """Receipts by account, each at the place of its invoice; and the accounts with one in a wrong currency.

    One that names an invoice which is not there on the day is not there either, nor one of a buyer without any.
    """
    keys, used, by_id = placed.keys, placed.used, np.argsort(rows.id)
    named = came.invoice > 0
    key = np.full(len(named), NONE, dtype=np.int64)
    known = np.isin(came.policy, used)
    key[known] = (np.searchsorted(used, came.policy[known]) << _PARTY_BITS) | came.party[known]
    there = np.isin(key, keys) & (~named | np.isin(came.invoice, rows.id))
    account = np.searchsorted(keys, key).astype(np.int64)
    at = np.flatnonzero(there)
    at = at[np.argsort(account[at], kind="stable")]
    invoice = np.full(len(at), NONE, dtype=np.int64)
    with_name = np.flatnonzero(named[at])
    recorded = places_of(came.invoice[at[with_name]], rows.id, by_id)
    invoice[with_name] = placed.place[recorded]
    codes = {code: number for number, code in enumerate({*home, *rows.currency.unique(), *came.currency.unique()})}
    at_home = np.array([codes[one] for one in home], dtype=np.int64)[placed.policy]
    of_row = at_home[placed.account[placed.place]]
    of_row[rows.abroad] = coded(rows.currency, codes)
    expected = at_home[account[at]]
    expected[with_name] = of_row[recorded]
    mismatched = {int(one) for one in account[at][expected != coded(came.currency, codes)[at]]}
    found = Receipts(
        account=account[at], day=came.day[at], place=invoice, amount=came.amount[at], payment=came.payment[at]
    )
    return found, mismatched


def _rates(
    asked: Asked, rows: InvoiceRows, policies: Sequence[PolicyFacts], terms: Sequence[PolicyTerms], used: Ints,
    valued: date,
) -> tuple[Ints, Ints, Flags]:  # fmt: skip
    """Minor units of policy currency for those of a foreign invoice as a fraction, and which invoices are foreign.

    Refuses where the clause needs a rate that was not recorded.
    """
    over, under = np.ones((2, len(rows.id)), dtype=np.int64)
    foreign = np.zeros(len(rows.id), dtype=bool)
    foreign[rows.abroad] = True
    if not len(rows.abroad):
        return over, under, foreign
    shipped = rows.shipped[rows.abroad]
    first = min(date.fromordinal(int(shipped.min())), valued)
    codes = {*rows.currency.unique(), *(one.currency for one in policies)}
    table = RateTable(codes, first, max(valued, asked.as_of), asked.known_by)
    how = [Conversion(str(one.on("conversion", valued, asked.known_by))) for one in terms]
    in_turn = sorted({(one.currency, by) for one, by in zip(policies, how, strict=True)})
    kinds = {kind: at for at, kind in enumerate(in_turn)}
    kind = np.array([kinds[one.currency, by] for one, by in zip(policies, how, strict=True)], dtype=np.int64)
    names = sorted(set(rows.currency.unique()))
    of_kind = kind[np.searchsorted(used, rows.policy[rows.abroad])]
    at_loss = np.array([by is Conversion.LOSS_DATE for _quote, by in in_turn])[of_kind]
    day = np.where(at_loss, 0, shipped)
    code = coded(rows.currency, {name: at for at, name in enumerate(names)})
    wanted, place = np.unique(((code * len(kinds) + of_kind) << _DAY_BITS) | day, return_inverse=True)
    factors = []
    for both, on in zip((wanted >> _DAY_BITS).tolist(), (wanted & ((1 << _DAY_BITS) - 1)).tolist(), strict=True):
        base, (quote, by) = names[both // len(kinds)], in_turn[both % len(kinds)]
        factors.append(_factor(table, base, quote, by, on, valued))
    over[rows.abroad] = np.array([one.numerator for one in factors], dtype=np.int64)[place]
    under[rows.abroad] = np.array([one.denominator for one in factors], dtype=np.int64)[place]
    return over, under, foreign


def _factor(table: RateTable, base: str, quote: str, how: Conversion, shipped: int, valued: date) -> Fraction:
    day = date.fromordinal(shipped) if shipped else valued
    rate = rate_by_clause(how, day, valued, lambda on: to_places(table.cross(base, quote, on).rate, RATE_PLACES))
    return Fraction(rate) * Fraction(10) ** (currency_decimals(quote) - currency_decimals(base))


class _Grounds:
    """What is known of an invoice before its limit: the buyer, its country and section, the declaration."""

    def __init__(
        self, asked: Asked, policies: Sequence[PolicyFacts], terms: Sequence[PolicyTerms], policy: Ints,
        party: Ints, seats: Mapping[PartyId, Seat],
    ) -> None:  # fmt: skip
        self._asked, self._policies, self._terms, self._policy = asked, policies, terms, policy
        self._parties, self._seats = [PartyId(int(key)) for key in party], seats
        self._homes = [seats[one.policyholder].country for one in policies]

    def of(self, account: Ints, shipped: Ints, recorded: Ints) -> Ints:
        """The grounds of invoices of some accounts, shipped and recorded when."""
        found = self._of_buyers(account, shipped)
        found[~self._declared(self._policy[account], shipped, recorded)] |= Ground.UNDECLARED.bit
        return found

    def _of_buyers(self, account: Ints, shipped: Ints) -> Ints:
        """Country and section as the terms of the shipment day have them."""
        owner, first, bits = [], [], []
        days = [self._days(one) for one in self._terms]
        read: dict[tuple[int, int, str | None], int] = {}
        for number, (policy, key) in enumerate(zip(self._policy.tolist(), self._parties, strict=True)):
            seat = self._seats[key]
            own = self._policies[policy].policyholder in (key, seat.answers)
            for day in days[policy]:
                if (policy, day, seat.country) not in read:
                    read[policy, day, seat.country] = self._bits(policy, date.fromordinal(day), seat.country)
                owner.append(number)
                first.append(day)
                bits.append(read[policy, day, seat.country] | (Ground.BUYER_NOT_INSURABLE.bit if own else 0))
        columns = [np.array(one, dtype=np.int64) for one in (owner, first, bits)]
        if len(owner) == len(self._parties):
            return columns[2][account]
        return columns[2][last_at(columns[0], columns[1], account, shipped)]

    def _days(self, terms: PolicyTerms) -> list[int]:
        """The first days from which sections or countries may be others."""
        rows = [*terms.history("sections", self._asked.known_by), *terms.history("countries", self._asked.known_by)]
        later = {row.valid_from.toordinal() for row in rows} if len(rows) > 2 else set()
        return sorted({1, *later})

    def _bits(self, policy: int, day: date, country: str | None) -> int:
        terms, known_by = self._terms[policy], self._asked.known_by
        bits = 0
        if not country_covered(country, terms.countries(day, known_by)):
            bits |= Ground.COUNTRY_NOT_COVERED.bit
        if not section_covered(country, self._homes[policy], terms.codes("sections", day, known_by)):
            bits |= Ground.SECTION_NOT_COVERED.bit
        return bits

    def _declared(self, policy: Ints, shipped: Ints, recorded: Ints) -> Flags:
        """Still in time, or in a declared month and entered before its last declaration."""
        asked = self._asked
        on = [
            (MONTHS[str(one.on("declaration_frequency", asked.as_of, asked.known_by))],
             one.days("declaration_due_days", asked.as_of, asked.known_by) or 0)
            for one in self._terms
        ]  # fmt: skip
        months, days = np.array(on, dtype=np.int64).reshape(len(on), 2).T
        cells, of_row = _cells(policy, _month_of(shipped))
        owner, month = cells >> _MONTH_BITS, cells & ((1 << _MONTH_BITS) - 1)
        due = _last_day(month // months[owner] * months[owner] + months[owner] - 1) + days[owner]
        latest = np.where(due >= asked.as_of.toordinal(), _EVER, self._made_at(cells))
        found: Flags = recorded <= latest[of_row]
        return found

    def _made_at(self, cells: Ints) -> Ints:
        """When each month of a policy was last declared, `_NEVER` where it was not."""
        of, ends, made = declared_rows(self._asked)
        ids = np.array([one.id for one in self._policies], dtype=np.int64)
        known = np.flatnonzero(np.isin(of, ids) & (_last_day(_month_of(ends)) == ends))
        if not len(known):
            return np.full(len(cells), _NEVER, dtype=np.int64)
        keys = (np.searchsorted(ids, of[known]) << _MONTH_BITS) | _month_of(ends[known])
        order = np.argsort(keys, kind="stable")
        last = order[np.append(keys[order[1:]] != keys[order[:-1]], True)]
        keys, values = keys[last], made[known[last]]
        place = np.minimum(np.searchsorted(keys, cells), len(keys) - 1)
        found: Ints = np.where(keys[place] == cells, values[place], _NEVER)
        return found


def _cells(policy: Ints, month: Ints) -> tuple[Ints, Ints]:
    """The months of policies as (policy, month) in one number, and the place of each row's among them."""
    if not len(month):
        return month, month
    first, last = int(month.min()), int(month.max())
    span = last - first + 1
    if (int(policy.max()) + 1) * span > len(month):
        return (policy << _MONTH_BITS) | month, np.arange(len(month))
    owner, later = np.divmod(np.arange((int(policy.max()) + 1) * span), span)
    return (owner << _MONTH_BITS) | (later + first), policy * span + (month - first)


def _month_of(day: Ints) -> Ints:
    """The months since January of year 1, counted from 0."""
    first = int(day.min()) if len(day) else 0
    span = int(day.max()) - first + 1 if len(day) else 1
    if span < len(day):
        return _month_of(np.arange(first, first + span))[day - first]
    months = (day - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    found: Ints = months + 1969 * 12
    return found


def _last_day(month: Ints) -> Ints:
    following = (month - 1969 * 12 + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    found: Ints = following + _EPOCH - 1
    return found

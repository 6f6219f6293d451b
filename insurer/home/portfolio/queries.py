"""The reads of the overview: a fixed number of them, whatever the size of the book, as of any day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from claims.public import ClaimHead, ClaimState, claim_heads
from insurer.home.portfolio import rules
from insurer.home.portfolio.terms import HOUSE_CURRENCY, AgeBand, Answers, Cut, Granted, Portfolio, YearOf
from insurer.infra.languages import here, reader_locale
from insurer.infra.ledger import Account, Balance, trial_balance
from insurer.kernel.calendar import add_days, add_months, month_end
from insurer.kernel.ids import PolicyId
from insurer.kernel.money import Money
from insurer.parties.public import parties
from insurer.reference.facts import country_name, sector
from insurer.reference.public import DayRates
from policies.facts import PolicyFacts, PolicyPremium, PolicyState, premium_standing
from policies.public import policies_list, premium_of_all, terms_by_policy
from underwriting.public import answers_between, last_declared, standing_limits

MONTHS = 12
MOST_CUTS = 10
NO_SECTOR, NO_COUNTRY = "", ""
ENDED = frozenset({ClaimState.CLOSED, ClaimState.DECLINED, ClaimState.PAID, ClaimState.APPROVED})
Side = dict[tuple[Account, str], Balance]


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day, time.max, UTC)


def in_force(day: date) -> list[PolicyFacts]:
    """The policies under which a shipment of that day can be insured."""
    return [
        one
        for one in policies_list(on=day)
        if one.state in (PolicyState.BOUND, PolicyState.EXPIRED)
        or (one.cancelled_on is not None and one.bound_at is not None and one.cancelled_on > day)
    ]


def granted_on(day: date, known: date | None = None) -> list[Granted]:
    """Every limit that stands for shipments of the day under a policy in force, as known at the end of `known`.

    Unless another day is named, what was known at the end of the day itself.
    """
    rates = DayRates(day)
    standing = standing_limits([one.id for one in in_force(day)], day, end_of(known or day))
    buyers, locale = parties({row.party for row in standing}), reader_locale()
    found = []
    for row in standing:
        buyer = buyers[row.party]
        entry = buyer.entry
        found.append(
            Granted(
                row.party, buyer.public_id, buyer.shown_name(locale), buyer.country or NO_COUNTRY,
                entry.sector or NO_SECTOR, entry.group_parent or buyer.answers, row.policy, row.amount,
                rates.into(row.amount, HOUSE_CURRENCY),
            )
        )  # fmt: skip
    return found


def country_label(code: str) -> str:
    return country_name(code, reader_locale()) if code else here("Country not known")


def sector_label(code: str) -> str:
    return sector(code).name(reader_locale()) if code else here("Sector not known")


def by_country(rows: Sequence[Granted]) -> list[Cut]:
    return rules.cuts(rows, lambda row: row.country, lambda row: country_label(row.country), HOUSE_CURRENCY)


def by_sector(rows: Sequence[Granted]) -> list[Cut]:
    return rules.cuts(rows, lambda row: row.sector, lambda row: sector_label(row.sector), HOUSE_CURRENCY)


def by_buyer(rows: Sequence[Granted]) -> list[Cut]:
    return rules.cuts(rows, lambda row: row.public_id, lambda row: row.name, HOUSE_CURRENCY)


def portfolio(day: date, known: date | None = None) -> Portfolio:
    """The whole overview at the end of a day; the limits as known at the end of `known`."""
    rows, premiums = granted_on(day, known), premium_of_all(day)
    decided_in_time, decided_late, ages = _claims(day)
    return Portfolio(
        day=day,
        total=Money.total((row.in_house for row in rows if row.in_house is not None), HOUSE_CURRENCY),
        without_rate=rules.without_rate(rows),
        countries=by_country(rows),
        sectors=by_sector(rows),
        buyers=by_buyer(rows)[:MOST_CUTS],
        concentrated=rules.concentrated(rows, HOUSE_CURRENCY),
        years=years(day, rows, premiums),
        months=months(day, premiums),
        answers=answered(add_months(day, -MONTHS), day),
        ages=ages,
        decided_in_time=decided_in_time,
        decided_late=decided_late,
    )


def answered(first: date, last: date) -> Answers:
    """The turnaround of the requests answered after `first` up to the end of `last`."""
    found = answers_between(end_of(first), end_of(last))
    return rules.answers(
        [(one.asked_at, one.decided_at) for one in found],
        sum(1 for one in found if one.automatic),
        sum(1 for one in found if one.granted),
    )


def years(day: date, rows: Sequence[Granted], premiums: Sequence[PolicyPremium]) -> list[YearOf]:
    """Per currency what was written, earned, lost and recovered since 1 January."""
    before = date(day.year - 1, 12, 31)
    now = {(row.account, row.debits.currency): row for row in trial_balance(day)}
    since = {(row.account, row.debits.currency): row for row in trial_balance(before)}
    insured = _insured(day)
    currencies = {one.currency for one in premiums} | {row.amount.currency for row in rows} | set(insured)
    found = []
    for currency in sorted(currencies | {code for _account, code in now}):
        at, then = (_positions(premiums, currency, one) for one in (day, before))
        found.append(
            YearOf(
                currency=currency,
                granted=Money.total((row.amount for row in rows if row.amount.currency == currency), currency),
                insured=insured.get(currency, Money.zero(currency)),
                written=at[0] - then[0],
                earned=at[1] - then[1],
                incurred=_net(now, Account.CLAIMS_INCURRED, currency) - _net(since, Account.CLAIMS_INCURRED, currency),
                paid=_debits(now, Account.CLAIMS_PAYABLE, currency) - _debits(since, Account.CLAIMS_PAYABLE, currency),
                recovered=_net(since, Account.RECOVERIES, currency) - _net(now, Account.RECOVERIES, currency),
            )
        )
    return found


def _positions(premiums: Sequence[PolicyPremium], currency: str, day: date) -> tuple[Money, Money]:
    """Written and earned premium of one currency at the end of a day."""
    found = [
        premium_standing(one.notes, one.receipts, day, one.method, currency)
        for one in premiums
        if one.currency == currency
    ]
    return Money.total((one.written for one in found), currency), Money.total((one.earned for one in found), currency)


def _net(side: Side, account: Account, currency: str) -> Money:
    row = side.get((account, currency))
    return Money.zero(currency) if row is None else row.balance


def _debits(side: Side, account: Account, currency: str) -> Money:
    row = side.get((account, currency))
    return Money.zero(currency) if row is None else row.debits


def _insured(day: date) -> dict[str, Money]:
    """What of the ledgers of policies in force stood insured at their last declarations, by currency."""
    declared, totals = last_declared(), dict[str, Money]()
    for policy in in_force(day):
        row = declared.get(policy.id)
        if row is not None and row.month_end <= day:
            totals[policy.currency] = totals.get(policy.currency, Money.zero(policy.currency)) + row.insured
    return totals


def months(day: date, premiums: Sequence[PolicyPremium]) -> list[tuple[str, Money, Money]]:
    """Written and earned premium of the last twelve months in the house's currency at the day's rates."""
    rates = DayRates(day)
    ends = [month_end(add_months(day.replace(day=1), -back)) for back in range(MONTHS, 0, -1)] + [day]
    standing = [_in_house(premiums, end, rates) for end in ends]
    return [
        (f"{end:%Y-%m}", now[0] - before[0], now[1] - before[1])
        for end, before, now in zip(ends[1:], standing, standing[1:], strict=False)
    ]


def _in_house(premiums: Sequence[PolicyPremium], day: date, rates: DayRates) -> tuple[Money, Money]:
    written = earned = Money.zero(HOUSE_CURRENCY)
    for currency in sorted({one.currency for one in premiums}):
        pair = [rates.into(amount, HOUSE_CURRENCY) for amount in _positions(premiums, currency, day)]
        if pair[0] is not None and pair[1] is not None:
            written, earned = written + pair[0], earned + pair[1]
    return written, earned


def _claims(day: date) -> tuple[int, int, list[AgeBand]]:
    """Claims decided over the last year in time and late, and the open ones by age."""
    heads = claim_heads(day)
    limits = _decision_days(heads)
    by = {
        head.number: add_days(head.examined_from, days)
        for head in heads
        if (days := limits.get(head.policy)) is not None
    }
    since = day - timedelta(days=365)
    decided = [head for head in heads if head.decided_on is not None and since < head.decided_on <= day]
    late = sum(1 for head in decided if head.number in by and head.decided_on and head.decided_on > by[head.number])
    begun = [head for head in _open(heads, day) if head.examined_from <= day]
    ages = rules.age_bands([(head.examined_from, by.get(head.number)) for head in begun], day)
    return len(decided) - late, late, ages


def _open(heads: Sequence[ClaimHead], day: date) -> list[ClaimHead]:
    """Claims without a decision at the end of the day; one withdrawn since counts as it stands now."""
    return [
        head
        for head in heads
        if (head.decided_on is not None and head.decided_on > day)
        or (head.decided_on is None and head.state not in ENDED)
    ]


def _decision_days(heads: Sequence[ClaimHead]) -> dict[PolicyId, int]:
    """The days that each claim's policy gives for a decision."""
    terms = terms_by_policy({head.policy for head in heads})
    first = {head.policy: head.filed_on for head in heads}
    found = {policy: one.days("decision_days", first[policy]) for policy, one in terms.items()}
    return {policy: days for policy, days in found.items() if days is not None}

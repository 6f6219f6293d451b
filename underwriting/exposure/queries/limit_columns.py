"""The limits of many accounts read as stretches of days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from sqlalchemy import func, select

from insurer.infra.columns import coded, read_columns
from insurer.kernel.ids import PolicyId
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from policies.facts import PolicyTerms
from underwriting.exposure.queries.reading import Asked
from underwriting.exposure.rules.columnar.book import FAR, KINDS, MILLION, NONE, Flags, Ints, Stretches
from underwriting.exposure.rules.columnar.exact import Runs, in_order
from underwriting.exposure.rules.columnar.laying_out import merged, millionths, open_ended, stretches_of
from underwriting.limits.models import LimitDecision
from underwriting.limits.queries import discretionary_spans, spans_that_count
from underwriting.limits.states import LimitOutcome
from underwriting.limits.terms import LimitCalendar, LimitHistory, LimitKind, LimitSpan, PaymentMethod

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAMED = KINDS.index(LimitKind.NAMED)


class Decisions(NamedTuple):
    """Decisions by account, in the order they were made. No end is `FAR`, no percentage, term or method `NONE`."""

    account: Ints
    id: Ints
    amount: Ints
    first: Ints
    end: Ints
    share: Ints
    term: Ints
    kind: Ints
    risk: Ints
    refused: Ints
    decided: Ints
    strange: Ints


def limits_of(
    asked: Asked, policies: Sequence[PolicyId], account_of: Mapping[tuple[int, int], int], terms: Sequence[PolicyTerms]
) -> tuple[Stretches, set[int]]:
    """The stretches of every account, and the accounts with a limit in another currency than the policy's.

    `account_of` finds the account of (policy, party); policies and their terms stand at the same places.
    """
    rows = _decisions(asked, account_of, policies, terms)
    beneath = [
        tuple(
            replace(span, reference="")
            for span in discretionary_spans(one)
            if asked.known_by is None or span.decided_at <= asked.known_by
        )
        for one in terms
    ]
    policy_of = {policy: place for place, policy in enumerate(policies)}
    owners = np.fromiter((policy_of[PolicyId(policy)] for policy, _party in account_of), dtype=np.int64)
    accounts = np.fromiter(account_of.values(), dtype=np.int64)
    holder = np.empty(len(accounts), dtype=np.int64)
    holder[accounts] = owners
    simple = _simple(rows, len(accounts))
    with_span = np.array([len(spans) > 0 for spans in beneath], dtype=bool)
    simple &= ~with_span[holder] if len(holder) else simple
    at = np.flatnonzero(simple[rows.account])
    none = np.full(len(at), NONE, dtype=np.int64)
    plain = open_ended(
        rows.account[at], rows.first[at],
        [rows.amount[at], rows.share[at], np.where(rows.term[at] == NONE, FAR, rows.term[at]),
         np.where(rows.risk[at] == NONE, FAR, rows.risk[at]), none * 0 + NAMED, rows.id[at]],
    )  # fmt: skip
    others = stretches_of(_calendars(rows, np.flatnonzero(~simple), holder, beneath, terms))
    return merged([plain, others]), set(rows.account[rows.strange > 0].tolist())


def _decisions(
    asked: Asked, account_of: Mapping[tuple[int, int], int], policies: Sequence[PolicyId], terms: Sequence[PolicyTerms]
) -> Decisions:
    one = LimitDecision
    query = select(
        one.id, one.policy_id, one.party_id, one.amount_minor, one.ship_from,
        func.coalesce(one.ship_until, date.max).label("until"), one.decided_at,
        func.coalesce(one.maximum_payment_term_days, NONE).label("term"),
        func.coalesce(one.insured_percentage, "").label("share"), func.coalesce(one.method, "").label("method"),
        one.kind, one.outcome, one.currency,
    )  # fmt: skip
    if asked.policies is not None:
        query = query.where(one.policy_id.in_(asked.policies))
    if asked.party is not None:
        query = query.where(one.party_id == asked.party)
    if asked.known_by is not None:
        query = query.where(one.decided_at <= asked.known_by)
    found, texts = read_columns(query, texts=("share", "method", "kind", "outcome", "currency"))
    pairs = zip(found["policy_id"].tolist(), found["party_id"].tolist(), strict=True)
    account = np.fromiter((account_of.get(pair, NONE) for pair in pairs), dtype=np.int64, count=len(found["id"]))
    keep = np.flatnonzero(account != NONE)
    order = keep[in_order(account[keep], found["id"][keep])]
    shares = {text: NONE if not text else millionths(text) for text in texts["share"].unique()}
    risks = {text: NONE if not text else PaymentMethod(text).risk for text in texts["method"].unique()}
    kinds = {text: KINDS.index(LimitKind(text)) for text in texts["kind"].unique()}
    home = {policy: one.currency for policy, one in zip(policies, terms, strict=True)}
    strange = [
        currency != home[PolicyId(policy)] if PolicyId(policy) in home else False
        for policy, currency in zip(found["policy_id"].tolist(), texts["currency"], strict=True)
    ]

    def of(name: str, codes: Mapping[str, int]) -> Ints:
        return coded(texts[name], codes)[order]

    until = found["until"][order]
    return Decisions(
        account[order], found["id"][order], found["amount_minor"][order], found["ship_from"][order],
        np.where(until == date.max.toordinal(), FAR, until), of("share", shares), found["term"][order],
        of("kind", kinds), of("method", risks),
        np.fromiter((text == LimitOutcome.REFUSED for text in texts["outcome"]), dtype=np.int64)[order],
        found["decided_at"][order], np.array(strange, dtype=np.int64)[order],
    )  # fmt: skip


def _simple(rows: Decisions, count: int) -> Flags:
    """The accounts whose decisions are all named ones without an end, each for days not before those of the one made
    before; a refusal among them only as the first word. What else there is goes through the limit calendar."""
    simple = np.ones(count, dtype=bool)
    if not len(rows.account):
        return simple
    runs = Runs.of(rows.account)
    begins = np.zeros(len(rows.account), dtype=bool)
    begins[runs.starts] = True
    odd = (rows.kind != NAMED) | (rows.end != FAR) | ((rows.refused > 0) & ~begins)
    backwards = np.zeros(len(odd), dtype=bool)
    backwards[1:] = (rows.first[1:] < rows.first[:-1]) | (rows.decided[1:] < rows.decided[:-1])
    simple[rows.account[odd | (backwards & ~begins)]] = False
    return simple


def _calendars(
    rows: Decisions,
    accounts: Ints,
    holder: Ints,
    beneath: Sequence[tuple[LimitSpan, ...]],
    terms: Sequence[PolicyTerms],
) -> Iterator[tuple[int, LimitCalendar]]:
    """The limit calendars of some accounts, as the explained form has them; a reference is the decision's id."""
    firsts = np.searchsorted(rows.account, accounts, side="left")
    ends = np.searchsorted(rows.account, accounts, side="right")
    bare: dict[int, LimitCalendar] = {}
    for account, first, end in zip(accounts.tolist(), firsts.tolist(), ends.tolist(), strict=True):
        policy = int(holder[account])
        if policy not in bare:
            bare[policy] = LimitHistory(beneath[policy]).calendar()
        if first == end:
            yield account, bare[policy]
        else:
            decided = ((_span(rows, at, terms[policy].currency), bool(rows.refused[at])) for at in range(first, end))
            yield account, LimitHistory((*beneath[policy], *spans_that_count(decided))).calendar()


def _span(rows: Decisions, at: int, currency: str) -> LimitSpan:
    end, share, term, risk = (int(column[at]) for column in (rows.end, rows.share, rows.term, rows.risk))
    return LimitSpan(
        shipments=Period(date.fromordinal(int(rows.first[at])), None if end == FAR else date.fromordinal(end)),
        amount=Money(int(rows.amount[at]), currency),
        kind=KINDS[int(rows.kind[at])],
        insured_percentage=None if share == NONE else Decimal(share) / MILLION,
        maximum_payment_term_days=None if term == NONE else term,
        payment_method=None if risk == NONE else list(PaymentMethod)[risk],
        decided_at=_EPOCH + timedelta(microseconds=int(rows.decided[at])),
        reference=str(rows.id[at]),
    )

"""What the pages of limits show on both sides: the list, and an answer with its working."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from flask import Response
from flask import request as asked_for

from insurer.infra.clock import clock, now, today
from insurer.infra.documents.answers import paper_answer
from insurer.infra.languages import _
from insurer.infra.web.lists import Line, Whole
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.calendar import add_days
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_day
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, party
from policies.facts import PolicyFacts
from policies.public import policy_facts, terms_of
from underwriting.buyers.pages.choosing import names_of
from underwriting.limits.documents import limit_letter
from underwriting.limits.jobs import limit_letter_state
from underwriting.limits.models import LimitDecision, LimitRequest
from underwriting.limits.queries import (
    decision_numbered,
    decision_on_request,
    decisions_by_request,
    limit_histories,
    limit_history,
)
from underwriting.limits.rules.answer import LimitAnswer, limit_answer
from underwriting.limits.states import DecisionReason, LimitOutcome, RequestState
from underwriting.limits.terms import StandingLimit

REQUEST_COLUMNS = (
    Column("number", "Request", "code", narrow=True),
    Column("buyer", "Buyer", narrow=True),
    Column("asked", "Asked", "money"),
    Column("granted", "Granted", "money", narrow=True),
    Column("asked_at", "Asked on", "date"),
    Column("state", "Status", "status", narrow=True),
)
LIMIT_COLUMNS = (
    Column("buyer", "Buyer", narrow=True),
    Column("amount", "Limit today", "money", narrow=True),
    Column("since", "For shipments from", "date"),
    Column("until", "Until", "date"),
    Column("reference", "Decision", "code"),
)


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request with its answer, as both sides read it."""

    request: LimitRequest
    decision: LimitDecision | None
    answer: LimitAnswer | None
    buyer: PartyFacts
    policy: PolicyFacts


def request_view(request: LimitRequest) -> RequestView:
    """The request, the decision if there is one, its working and what would change it."""
    decision = decision_on_request(request.id)
    policy = policy_facts(request.policy_id)
    answer = None
    if decision is not None:
        terms = terms_of(policy.id)
        answer = limit_answer(
            request.amount,
            decision.amount,
            DecisionReason(decision.reason),
            decision.number,
            payment_days=request.payment_days,
            term_allowed=terms.days("maximum_payment_term_days", decision.ship_from),
        )
    return RequestView(request, decision, answer, party(request.party_id), policy)


def requests_table(
    name: str, requests: Sequence[LimitRequest], href: Callable[[str], str], caption: str, empty: str
) -> Table:
    """Requests with what was granted on each."""
    rows = [table_row(REQUEST_COLUMNS, values, href(values[0])) for values in request_values(requests)]
    return Table(name, REQUEST_COLUMNS, rows, caption=caption, empty=empty)


def request_values(requests: Sequence[LimitRequest]) -> list[tuple[str, str, Money, Money | None, date, StrEnum]]:
    """Each request's values by column, with what was granted."""
    decisions = decisions_by_request([one.id for one in requests])
    names = names_of({one.party_id for one in requests})
    return [
        (
            one.number,
            names[one.party_id],
            one.amount,
            decision.amount if (decision := decisions.get(one.id)) else None,
            one.asked_at.date(),
            LimitOutcome(decision.outcome) if decision else RequestState(one.state),
        )
        for one in requests
    ]


def standing_limits(policy: PolicyFacts, href: Callable[[PartyFacts], str]) -> Whole:
    """The limit of today on every buyer that was ever decided on."""
    histories = limit_histories(policy.id)
    buyers = parties(list(histories))
    names = names_of(list(histories))
    lines: list[Line] = []
    for key, history in sorted(histories.items(), key=lambda pair: names[pair[0]]):
        standing = history.for_shipment(max(today(), policy.period.first))
        values: tuple[object, ...] = (names[key], None, None, None, "")
        if standing is not None:
            span = standing.span
            values = (names[key], standing.amount, span.shipments.first, span.shipments.last, span.reference)
        lines.append((values, href(buyers[key])))
    return Whole("limits", _("Limits"), _("No limit was decided yet."), LIMIT_COLUMNS, lines)


@dataclass(frozen=True, slots=True)
class KnownThen:
    """What was covered for a shipment of one day, as it was known at the end of another; `complaint` says what is
    wrong with the days asked for."""

    shipped: date
    known: date
    standing: StandingLimit | None = None
    asked: bool = False
    complaint: str = ""


def known_then(policy: PolicyFacts, party_id: PartyId) -> KnownThen:
    """The limit for the shipment day and the day of knowledge in the address; both are today until asked otherwise."""
    day = today()
    written = {name: asked_for.args.get(name, "").strip() for name in ("shipped", "known")}
    try:
        shipped, known = (parse_day(one, name) if one else day for name, one in written.items())
    except InvalidInput as refusal:
        return KnownThen(day, day, complaint=_(refusal.code, **refusal.facts))
    if not any(written.values()):
        return KnownThen(shipped, known)
    standing = limit_history(policy.id, party_id).for_shipment(shipped, _end_of(known))
    return KnownThen(shipped, known, standing, asked=True)


def _end_of(day: date) -> datetime:
    """The last moment of a business day that has begun by now."""
    return min(datetime.combine(add_days(day, 1), time.min, clock().zone) - timedelta(microseconds=1), now())


def letter_answer(number: str) -> Response:
    """The letter on a decision as it was issued; in another language a translation, before its issue a preview."""
    found = decision_numbered(number).number
    return paper_answer(limit_letter_state(found), lambda locale, seal: limit_letter(found, locale, seal), found)

"""What the pages of limits show on both sides: the list, and an answer with its working."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.tables import Column, Table, table_row
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, party
from policies.facts import PolicyFacts
from policies.public import policy_facts, terms_of
from underwriting.buyers.pages.choosing import names_of
from underwriting.limits.models import LimitDecision, LimitRequest
from underwriting.limits.queries import decision_on_request, decisions_by_request, limit_histories
from underwriting.limits.rules.answer import LimitAnswer, limit_answer
from underwriting.limits.states import DecisionReason, LimitOutcome, RequestState

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
    decisions = decisions_by_request([one.id for one in requests])
    names = names_of({one.party_id for one in requests})
    rows = [
        table_row(
            REQUEST_COLUMNS,
            (
                one.number,
                names[one.party_id],
                one.amount,
                decision.amount if (decision := decisions.get(one.id)) else None,
                one.asked_at.date(),
                LimitOutcome(decision.outcome) if decision else RequestState(one.state),
            ),
            href(one.number),
        )
        for one in requests
    ]
    return Table(name, REQUEST_COLUMNS, rows, caption=caption, empty=empty)


def limits_table(policy: PolicyFacts, href: Callable[[PartyFacts], str]) -> Table:
    """The limit of today on every buyer that was ever decided on."""
    histories = limit_histories(policy.id)
    buyers = parties(list(histories))
    names = names_of(list(histories))
    rows = []
    for key, history in sorted(histories.items(), key=lambda pair: names[pair[0]]):
        standing = history.for_shipment(max(today(), policy.period.first))
        values: tuple[object, ...] = (names[key], None, None, None, "")
        if standing is not None:
            span = standing.span
            values = (names[key], standing.amount, span.shipments.first, span.shipments.last, span.reference)
        rows.append(table_row(LIMIT_COLUMNS, values, href(buyers[key])))
    return Table("limits", LIMIT_COLUMNS, rows, caption=_("Limits"), empty=_("No limit was decided yet."))

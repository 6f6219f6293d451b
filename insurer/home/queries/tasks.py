"""What the reader does next: the most urgent pieces of one's own work, each with its clock and the way to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date

from flask import url_for

from claims.public import SETTLEMENT, ClaimHead, ClaimState, claim_heads, nothing_to_pay
from insurer.accounts.facts import May
from insurer.accounts.public import to_check, wordings
from insurer.home.terms import Task
from insurer.infra.formats import share_text
from insurer.infra.languages import clause_text, here, reader_locale
from insurer.infra.web.guard import permitted, present_actor
from insurer.kernel.calendar import add_days
from insurer.kernel.errors import Refusal
from insurer.kernel.ids import PartyId
from insurer.parties.public import parties
from insurer.reference.public import recorded_rates_span
from policies.facts import PolicyState
from policies.public import overdue_notes, policies_ending, policies_list, terms_by_policy
from underwriting.facts import SERVICE_LEVEL, answer_by
from underwriting.public import capacities_most_used, waiting_requests

MOST = 6
"""Pieces of one kind on the first page; the rest stands behind the figures."""
SOON = 60
"""Days ahead of its end in which a policy is to be renewed."""


def own_tasks(day: date) -> list[Task]:
    """The reader's own next pieces of work: those with a day first, the nearest in front."""
    found = [task for permission, make in _KINDS if permitted(permission) for task in make(day)]
    return sorted(found, key=lambda task: (task.day is None, task.day or day))


def rates_until() -> date | None:
    """The last day with a recorded exchange rate; None before any was loaded."""
    try:
        return recorded_rates_span()[1]
    except Refusal:
        return None


def _requests(_day: date) -> Iterator[Task]:
    rows = waiting_requests()[:MOST]
    names = _names({row.party_id for row in rows})
    for row in rows:
        href = url_for("limits_desk.limit_request", number=row.number)
        yield Task(
            here("Decide the limit request"), names[row.party_id], row.number, row.amount,
            answer_by(row.asked_at.date()), here(SERVICE_LEVEL), href,
        )  # fmt: skip


def _claims(state: ClaimState, words: str) -> Callable[[date], Iterator[Task]]:
    """The claims of one state; an open examination has its day by the policy's clause."""

    def found(day: date) -> Iterator[Task]:
        done = nothing_to_pay() if state is ClaimState.APPROVED else frozenset()
        heads = [head for head in claim_heads(day, (state,)) if head.number not in done][:MOST]
        names, by = _names({head.party for head in heads}), _decide_by(heads)
        for head in heads:
            due = by.get(head.number) if state in (ClaimState.UNDER_REVIEW, ClaimState.ASSESSED) else None
            clause = clause_text("policy.decision_days", reader_locale()) if due else ""
            href = url_for("claims_desk.show", number=head.number)
            yield Task(here(words), names[head.party], head.number, None, due, clause, href)

    return found


def _decide_by(heads: Collection[ClaimHead]) -> dict[str, date]:
    terms = terms_by_policy({head.policy for head in heads})
    days = {head.number: terms[head.policy].days("decision_days", head.filed_on) for head in heads}
    return {
        head.number: add_days(head.examined_from, limit) for head in heads if (limit := days[head.number]) is not None
    }


def _put_forward(_day: date) -> Iterator[Task]:
    """What others put forward and the reader may answer, but for indemnities: they stand with their claims' clocks."""
    actor = present_actor()
    found = to_check(actor) if actor is not None else []
    waiting = [one for one in found if one.kind != SETTLEMENT or not permitted(May.CLAIM_APPROVE)][:MOST]
    words = wordings(waiting)
    for one in waiting:
        said = words[one.id]
        href = url_for("approvals_desk.show", approval_id=one.id)
        yield Task(here("Answer what was put forward"), said.heading, "", said.amount, None, one.maker_name, href)


def _notes(day: date) -> Iterator[Task]:
    rows = overdue_notes(day, MOST)
    names = _names({row.note.policyholder for row in rows})
    for row in rows:
        yield Task(
            here("Ask for the overdue premium"), names[row.note.policyholder], row.note.number, row.open,
            row.note.due_on, clause_text("policy.premium_due_days", reader_locale()),
            url_for("premium_desk.note", number=row.note.number),
        )  # fmt: skip


def _policies(day: date) -> Iterator[Task]:
    drafts, ending = policies_list(state=PolicyState.DRAFT)[:MOST], policies_ending(day, add_days(day, SOON))[:MOST]
    names = _names({row.policyholder for row in (*drafts, *ending)})
    for row in drafts:
        href = url_for("policies_desk.policy", number=row.number)
        yield Task(here("Finish and bind the draft"), names[row.policyholder], row.number, None, None, "", href)
    for row in ending:
        href = url_for("policies_desk.policy", number=row.number)
        yield Task(
            here("Renew the policy"), names[row.policyholder], row.number, None, row.period.last, here("Expiry"), href
        )


def _reviews(_day: date) -> Iterator[Task]:
    rows = capacities_most_used(MOST)
    found = parties([row.party_id for row in rows])
    for row in rows:
        buyer = found[row.party_id]
        yield Task(
            here("Review the buyer"), buyer.shown_name(reader_locale()),
            here("limits stand at %(share)s of its capacity", share=share_text(row.granted.over(row.amount), 0)),
            row.granted, None, "",
            url_for("buyers_desk.buyer", public_id=buyer.public_id),
        )  # fmt: skip


def _names(ids: Collection[PartyId]) -> dict[PartyId, str]:
    locale = reader_locale()
    return {key: one.shown_name(locale) for key, one in parties(ids).items()}


_KINDS: tuple[tuple[May, Callable[[date], Iterator[Task]]], ...] = (
    (May.APPROVAL_READ, _put_forward),
    (May.LIMIT_DECIDE, _requests),
    (May.CLAIM_ASSESS, _claims(ClaimState.UNDER_REVIEW, "Examine the claim")),
    (May.CLAIM_APPROVE, _claims(ClaimState.ASSESSED, "Approve or return the assessment")),
    (May.CLAIM_PAY, _claims(ClaimState.APPROVED, "Pay the claim")),
    (May.RECOVERY_BOOK, _claims(ClaimState.PAID, "Pursue the recovery")),
    (May.PREMIUM_RECEIVE, _notes),
    (May.POLICY_BIND, _policies),
    (May.REFERENCE_LOAD, _reviews),
)
"""Each kind of work and the permission of whoever does it."""

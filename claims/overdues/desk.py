"""Overdues for the insurer's people: what is unpaid, what must be notified, notices received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.cases.queries import claimed_elsewhere, claimed_receivables
from claims.clocks.queries import clocks_under
from claims.collections.queries import open_case_numbers, open_case_numbers_by_policy
from claims.overdues import queries
from claims.overdues.documents import notice_confirmation
from claims.overdues.forms import NotifyForm, ReceivedNotifyForm
from claims.overdues.jobs import confirmation_state
from claims.overdues.services import notify_overdue
from claims.overdues.terms import BuyerOverdues, Circumstance, NoticeFacts
from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.documents.answers import paper_answer
from insurer.infra.documents.issuing import issued_about
from insurer.infra.languages import counted, here, reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.infra.web.turning import first_page, turned
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import NoticeId, PartyId, ReceivableId
from insurer.parties.public import parties, party_of
from policies.facts import PolicyFacts, article_of
from policies.public import policies_by_id, policies_list, policy_facts, policy_numbered
from underwriting.public import require_buyer

desk = Blueprint("overdues_desk", __name__, url_prefix="/desk/overdues")

LATEST = 50
"""Notices on the first page."""
NOTICE_COLUMNS = (
    Column("number", "Notice", "code", narrow=True),
    Column("buyer", "Buyer", narrow=True),
    Column("policy", "Policy", "code"),
    Column("notified_on", "Notified on", "date"),
    Column("amount", "Open amount", "money"),
    Column("timely", "In time"),
)


@desk.get("/")
@allow(May.OVERDUE_READ)
def overview() -> ResponseReturnValue:
    return overview_page("desk")


@desk.get("/<policy>/<buyer>")
@allow(May.OVERDUE_READ)
def buyer(policy: str, buyer: str) -> ResponseReturnValue:
    return buyer_page("desk", policy, buyer, ReceivedNotifyForm(formdata=None))


@desk.post("/<policy>/<buyer>")
@allow(May.OVERDUE_NOTIFY)
def notify(policy: str, buyer: str) -> ResponseReturnValue:
    return notified("desk", policy, buyer, ReceivedNotifyForm())


@desk.get("/notices/<number>")
@allow(May.OVERDUE_READ)
def notice(number: str) -> ResponseReturnValue:
    return notice_page("desk", number)


@desk.get("/notices/<number>/confirmation.pdf")
@allow(May.OVERDUE_READ)
def confirmation(number: str) -> ResponseReturnValue:
    return confirmation_pdf(number)


def overview_page(side: str) -> str:
    """Overdue buyers policy by policy, the most urgent notice first, and the latest notices."""
    day, chosen = today(), request.args.get("policy")
    policies = [policy_numbered(chosen)] if chosen else policies_list()
    ids = [policy.id for policy in policies]
    by_policy, in_claims = queries.due_notices_by_policy(ids, day), claimed_receivables(ids)
    found = [(policy, by_policy[policy.id]) for policy in policies]
    buyers = parties({buyer.party for _, overdue in found for buyer in overdue})
    return render_template(
        f"claims/overdues/{side}/overview.html",
        side=side,
        chosen=chosen,
        today=day,
        groups=[(policy, turned(overdue) if chosen else first_page(overdue)) for policy, overdue in found if overdue],
        buyers=buyers,
        claimed={policy.id: fully_claimed(overdue, in_claims) for policy, overdue in found},
        cases=open_case_numbers_by_policy(ids),
        notice_list=notice_table(side, queries.notices_of(policies[0].id if chosen else None, most=LATEST)),
        crumbs=[Crumb(here("Overdues"))],
    )


def fully_claimed(overdue: Sequence[BuyerOverdues], in_claims: frozenset[ReceivableId]) -> frozenset[PartyId]:
    """The buyers whose notified invoices all stand in live claims."""
    return frozenset(
        one.party for one in overdue if one.notified and {invoice.receivable for invoice in one.notified} <= in_claims
    )


def buyer_page(side: str, policy: str, buyer: str, form: NotifyForm, status: int = 200) -> ResponseReturnValue:
    """The overdue invoices of one buyer: the notice, filled in from the ledger, to be sent with one click."""
    facts, overdue = _overdue(policy, buyer, today())
    if not form.is_submitted() and not form.circumstance.data:
        form.circumstance.data = overdue.circumstance.value
    sent = form.receivables.data if form.is_submitted() else None
    page = render_template(
        f"claims/overdues/{side}/buyer.html",
        side=side,
        policy=facts,
        buyer=party_of(buyer),
        overdue=overdue,
        chosen=frozenset(sent) if sent is not None else frozenset(str(one.receivable) for one in overdue.to_notify),
        claimed=claimed_elsewhere(facts.id, overdue.party),
        case=open_case_numbers(facts.id).get(overdue.party, ""),
        clocks=clocks_under(facts.id, today(), overdue.party) if overdue.invoices else {},
        article=article_of("notice_days"),
        form=form,
        notice_list=notice_table(side, queries.notices_of(facts.id, overdue.party)),
        today=today(),
        crumbs=[Crumb(here("Overdues"), url_for(f"overdues_{side}.overview")), Crumb(_name(buyer))],
    )
    return page, status


def notified(side: str, policy: str, buyer: str, form: NotifyForm) -> ResponseReturnValue:
    """Notify the chosen invoices, all open ones when the list said so, and show the notice."""
    day = form.notified_on.data if isinstance(form, ReceivedNotifyForm) else None
    if not form.validate():
        return buyer_page(side, policy, buyer, form, 422)
    facts, overdue = _overdue(policy, buyer, day or today())
    try:
        wanted = [invoice.receivable for invoice in overdue.to_notify] if form.all.data else _ids(form.receivables.data)
        said = form.circumstance.data
        notice_id = notify_overdue(
            g.act,
            facts.id,
            overdue.party,
            receivables=wanted,
            notified_on=day,
            circumstance=Circumstance(said) if said else None,
            told=form.told.data or "",
        )
    except InvalidInput as refusal:
        form.refuse(refusal)
        return buyer_page(side, policy, buyer, form, 422)
    made = queries.notice_facts(NoticeId(notice_id))
    flash(
        counted(
            "One invoice is notified under %(number)s.",
            "%(count)s invoices are notified under %(number)s.",
            len(made.items),
            number=made.number,
        ),
        "care" if made.late else "good",
    )
    return redirect(url_for(f"overdues_{side}.notice", number=made.number), 303)


def notice_page(side: str, number: str) -> str:
    """One notice: its invoices, whether it came in time, the confirmation, the way to a claim."""
    notice = queries.notice_numbered(number)
    return render_template(
        f"claims/overdues/{side}/notice.html",
        side=side,
        notice=notice,
        policy=policy_facts(notice.policy),
        buyer=parties({notice.party})[notice.party],
        overdue=queries.overdues_of(notice.policy, notice.party, today()),
        claimed=claimed_elsewhere(notice.policy, notice.party),
        evidence=queries.evidence_of(notice.number),
        article=article_of("notice_days"),
        papers=issued_about(f"notice:{notice.number}"),
        letter=confirmation_state(notice.number),
        crumbs=[Crumb(here("Overdues"), url_for(f"overdues_{side}.overview")), Crumb(notice.number)],
    )


def confirmation_pdf(number: str) -> Response:
    """The confirmation as it was issued; in another language a translation of it, before its issue a preview."""
    notice = queries.notice_numbered(number)
    state = confirmation_state(notice.number)
    return paper_answer(state, lambda locale, seal: notice_confirmation(notice.id, locale, seal), notice.number)


def notice_table(side: str, notices: Sequence[NoticeFacts]) -> Table:
    """Notices as a list."""
    buyers = parties({notice.party for notice in notices})
    policies = policies_by_id({notice.policy for notice in notices})
    rows = [
        table_row(
            NOTICE_COLUMNS,
            (
                notice.number,
                buyers[notice.party].shown_name(reader_locale()),
                policies[notice.policy].number,
                notice.notified_on,
                notice.totals[0] if len(notice.totals) == 1 else notice.totals,
                here("late") if notice.late else here("in time"),
            ),
            url_for(f"overdues_{side}.notice", number=notice.number),
        )
        for notice in notices
    ]
    return Table("notices", NOTICE_COLUMNS, rows, caption=here("Notices"), empty=here("No notice yet."))


def _overdue(policy: str, buyer: str, day: date) -> tuple[PolicyFacts, BuyerOverdues]:
    facts, found = policy_numbered(policy), party_of(buyer)
    require_buyer(facts.id, found.id)
    return facts, queries.overdues_of(facts.id, found.id, day)


def _name(buyer: str) -> str:
    return party_of(buyer).shown_name(reader_locale())


def _ids(values: Sequence[str] | None) -> list[ReceivableId]:
    """The chosen rows; anything that is not one of ours is refused by the command."""
    numbers = [value for value in values or () if value.isascii() and value.isdigit() and len(value) < 19]
    return [ReceivableId(int(value)) for value in numbers]

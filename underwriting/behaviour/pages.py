"""How buyers pay, on both sides: the whole ledger with its history, buyer by buyer, each figure with its working."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.infra.clock import today
from insurer.infra.languages import _, reader_locale
from insurer.infra.web.exports import asked_export, export_file
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column
from insurer.infra.web.turning import asked_page
from insurer.kernel.ids import PartyId
from insurer.kernel.parsing import parse_day
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from policies.facts import PolicyFacts
from policies.public import policy_numbered, terms_of
from underwriting.behaviour.queries import behaviour_of
from underwriting.behaviour.rules import (
    average_days_late,
    dso_history,
    dso_of,
    dso_rises,
    late_share_working,
)
from underwriting.behaviour.terms import BuyerBehaviour, DsoAt, FallenDue
from underwriting.buyers.pages.choosing import buyer_under, chosen_policy

PAGE_OF = 50
COLUMNS = (
    Column("buyer", "Buyer"),
    Column("open", "Outstanding", "money"),
    Column("overdue", "Overdue", "money"),
    Column("short", "Days late, 3 months", "number"),
    Column("long", "Days late, 12 months", "number"),
    Column("trend", "Trend"),
    Column("level", "Level"),
    Column("late", "Late of what fell due, 3 months", "share"),
    Column("before", "Late of what fell due, 3 months before", "share"),
    Column("dso", "DSO", "number"),
    Column("term", "Agreed term in days", "number"),
)


def behaviour_page(side: str) -> ResponseReturnValue:
    """How the buyers of one policy pay, the latest payers first."""
    choice, day = chosen_policy(), _day()
    crumbs = [Crumb(_("How buyers pay"))]
    if choice.policy is None:
        return _render(side, "behaviour", choice=choice, day=day, found=None, crumbs=crumbs)
    found = behaviour_of(choice.policy, day)
    buyers = parties(found.buyers)
    rows = sorted(
        found.buyers.values(), key=lambda one: (-(one.short.days or one.long.days or Fraction(-1)), one.party)
    )
    if kind := asked_export():
        return export_file(kind, "how-buyers-pay", COLUMNS, (_values(one, buyers) for one in rows))
    page = asked_page()
    history = dso_history(found.whole.months)
    return _render(
        side,
        "behaviour",
        choice=choice,
        day=day,
        found=found,
        whole=found.whole,
        history=history,
        latest=history[-1],
        rises=dso_rises(history),
        lines=_lines(history),
        places=[one.at.day.isoformat()[:7] for one in history],
        rows=[(one, buyers[one.party], _dso(one)) for one in rows[(page - 1) * PAGE_OF : page * PAGE_OF] if one.party],
        days=days_shown,
        late_of=late_of,
        page=page,
        pages=-(-len(rows) // PAGE_OF),
        longest=terms_of(choice.policy.id).days("maximum_payment_term_days", day),
        share_working=late_share_working(found.now, found.before),
        late_working=average_days_late(found.whole.long),
        near_working=average_days_late(found.whole.short),
        crumbs=crumbs,
    )


def buyer_page(side: str, number: str, public_id: str) -> ResponseReturnValue:
    """How one buyer pays, every figure with its working."""
    policy, day = policy_numbered(number), _day()
    buyer = buyer_under(policy, public_id)
    found = behaviour_of(policy, day).buyers.get(buyer.id)
    history = dso_history(found.months) if found else ()
    return _render(
        side,
        "buyer",
        policy=policy,
        buyer=buyer,
        day=day,
        found=found,
        history=history,
        latest=history[-1] if history else None,
        rises=dso_rises(history),
        lines=_lines(history),
        places=[one.at.day.isoformat()[:7] for one in history],
        days=days_shown,
        late_of=late_of,
        longest=terms_of(policy.id).days("maximum_payment_term_days", day),
        workings=_workings(policy, found, history) if found else [],
        crumbs=[
            Crumb(_("How buyers pay"), url_for(".behaviour", policy=policy.number)),
            Crumb(buyer.shown_name(reader_locale())),
        ],
    )


def _workings(policy: PolicyFacts, found: BuyerBehaviour, history: Sequence[DsoAt]) -> list[tuple[str, Working]]:
    """The figures of a buyer line by line."""
    term = Working()
    if found.terms.days is not None:
        term = term.then("behaviour.open", found.terms.open, "behaviour.open_invoices").then(
            "behaviour.term", to_places(found.terms.days, 1), "policy.maximum_payment_term_days"
        )
    due = Working()
    for code, one in (("behaviour.due_before", found.before), ("behaviour.due_now", found.now)):
        due = due.then(code, one.late, "behaviour.late_payers", due=one.due, currency=policy.currency)
    return [
        (_("Average days late, last 12 months"), average_days_late(found.long)),
        (_("Average days late, last 3 months"), average_days_late(found.short)),
        (_("Late of what fell due"), due),
        (_("Days sales outstanding"), history[-1].working),
        (_("Agreed payment term"), term),
    ]


def _latest_first(one: BuyerBehaviour) -> tuple[Fraction, int]:
    """The later payer first; who has not paid anything stands at the end."""
    return -(one.short.days or one.long.days or Fraction(-1)), one.party or 0


def days_shown(days: Fraction | None) -> Decimal | None:
    """Days to one decimal, for people."""
    return None if days is None else to_places(days, 1)


def late_of(one: FallenDue) -> Fraction | None:
    """The late part of what fell due; None where nothing did."""
    return one.late.over(one.due) if one.due else None


def _dso(one: BuyerBehaviour) -> Decimal | None:
    found = dso_of(one)
    return None if found is None else found.simple


def _lines(history: Sequence[DsoAt]) -> list[tuple[str, list[Decimal | None]]]:
    return [
        (_("DSO"), [one.simple for one in history]),
        (_("DSO, count-back"), [one.count_back for one in history]),
        (_("Best possible DSO"), [one.best_possible for one in history]),
    ]


def _values(one: BuyerBehaviour, buyers: dict[PartyId, PartyFacts]) -> tuple[object, ...]:
    name = buyers[one.party].shown_name(reader_locale()) if one.party else ""
    return (
        name, one.terms.open, one.terms.overdue, days_shown(one.short.days), days_shown(one.long.days), one.trend,
        one.level, late_of(one.now), late_of(one.before), _dso(one), days_shown(one.terms.days),
    )  # fmt: skip


def _day() -> date:
    asked = request.args.get("as_of", "")
    return parse_day(asked, "as_of") if asked else today()


def _render(side: str, which: str, **values: object) -> str:
    layout = f"_layout/{side}.html"
    return render_template(f"underwriting/behaviour/{side}/{which}.html", layout=layout, side=side, **values)

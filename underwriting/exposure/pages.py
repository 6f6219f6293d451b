"""The pages of exposure on both sides: every open invoice with its verdict, reasons and clocks; declarations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.calendar import month_ends, month_start
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.parsing import parse_day
from policies.facts import Deadlines, PolicyFacts
from policies.public import policy_numbered, terms_of
from underwriting.buyers.pages.choosing import buyer_under, chosen_policy
from underwriting.exposure.panels import notice_numbers, notice_page
from underwriting.exposure.queries import (
    BuyerVerdict,
    OpenItem,
    declarations_of,
    declared_at,
    invoice_deadlines,
    summary_of,
    verdicts,
)
from underwriting.exposure.services import declare_month

MOST_ITEMS = 200
CLOCKS = ("notify_by", "stop_of_cover_on", "claim_from", "claim_by")
DECLARATION_COLUMNS = (
    Column("number", "Declaration", "code", narrow=True),
    Column("month_end", "Month to", "date", narrow=True),
    Column("turnover", "Turnover", "money", narrow=True),
    Column("balance", "Open balance", "money"),
    Column("insured", "Insured", "money"),
    Column("invoices", "Invoices", "number"),
    Column("made_at", "Made on", "date"),
    Column("late", "Late"),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """One last day of an invoice with the clause that sets it."""

    name: str
    day: date
    clause: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One open invoice with its verdict and the clocks that still matter, the nearest first."""

    item: OpenItem
    clocks: tuple[Clock, ...]
    days_late: int
    notice: str | None = None


def exposure_page(side: str) -> ResponseReturnValue:
    """What is open, what of it is insured, why the rest is not, and which clocks run."""
    choice, day = chosen_policy(), _day()
    found, summary, items = None, None, []
    if choice.policy is not None:
        found = verdicts(choice.policy.id, day)
        summary = summary_of(found, choice.policy.currency, day)
        items = _shown(choice.policy, found, day)
    only = request.args.get("only", "")
    if only == "uninsured":
        items = [one for one in items if one.item.verdict.uninsured]
    return _render(
        side,
        "exposure",
        choice=choice,
        day=day,
        today=today(),
        summary=summary,
        items=items[:MOST_ITEMS],
        count=len(items),
        only=only,
        crumbs=[Crumb(_("Ledger against cover"))],
    )


def working_page(side: str, number: str, public_id: str) -> ResponseReturnValue:
    """The verdict on one buyer, line by line."""
    policy, day = policy_numbered(number), _day()
    buyer = buyer_under(policy, public_id)
    found = next(iter(verdicts(policy.id, day, party_id=buyer.id)), None)
    crumbs = [Crumb(_("Ledger against cover"), url_for(".exposure", policy=number)), Crumb(buyer.name)]
    return _render(side, "working", policy=policy, buyer=buyer, found=found, day=day, crumbs=crumbs)


def declarations_page(side: str, complaint: str = "") -> str:
    """The declarations of a policy and the months that are over and not declared."""
    choice = chosen_policy()
    rows, missing = [], []
    if choice.policy is not None:
        rows = [
            table_row(
                DECLARATION_COLUMNS,
                (one.number, one.month_end, one.turnover, one.balance, one.insured, one.invoices,
                 one.made_at.date(), _("late") if one.late else ""),
            )
            for one in declarations_of(choice.policy.id)
        ]  # fmt: skip
        missing = _missing(choice.policy)
    table = Table(
        "declarations", DECLARATION_COLUMNS, rows, caption=_("Declarations"), empty=_("No month was declared.")
    )
    return _render(
        side,
        "declarations",
        choice=choice,
        table=table,
        missing=missing,
        may=May,
        complaint=complaint,
        crumbs=[Crumb(_("Declarations"))],
    )


def declare_page(side: str) -> ResponseReturnValue:
    """Declare one month from the ledger."""
    policy = policy_numbered(request.args.get("policy", ""))
    try:
        declare_month(g.act, policy.id, parse_day(request.form.get("month_end", ""), "month_end"))
    except (InvalidInput, Conflict) as refusal:
        return declarations_page(side, _(refusal.code, **refusal.facts)), refusal.status
    flash(_("The month was declared."))
    return redirect(url_for(".declarations", policy=policy.number), 303)


def _missing(policy: PolicyFacts) -> list[date]:
    """The months of the policy that are over and not declared, newest first."""
    declared = declared_at(policy.id)
    last = min(today() - timedelta(days=1), policy.period.last or today())
    return [end for end in reversed(month_ends(month_start(policy.period.first), last)) if end not in declared]


def _day() -> date:
    asked = request.args.get("as_of", "")
    return parse_day(asked, "as_of") if asked else today()


def _shown(policy: PolicyFacts, found: list[BuyerVerdict], day: date) -> list[ShownItem]:
    terms, notices = terms_of(policy.id), notice_numbers(policy.id)
    items = []
    for one in found:
        for item in one.open_items:
            notice = notices.get(item.id)
            clocks = _clocks(invoice_deadlines(terms, item.receivable), day, notified=notice is not None)
            items.append(ShownItem(item, clocks, (day - item.receivable.due).days, notice))
    return sorted(items, key=lambda one: (one.item.receivable.due, one.item.buyer.name, one.item.receivable.number))


def _clocks(found: Deadlines, day: date, *, notified: bool) -> tuple[Clock, ...]:
    """The clocks of an invoice that have not run out by `day`; of those that have, a notice that was not given."""
    clauses: Mapping[str, str] = found.clauses
    running = [
        Clock(name, last, clauses.get(name, ""))
        for name in CLOCKS
        if isinstance(last := getattr(found, name), date) and (not notified if name == "notify_by" else last >= day)
    ]
    return tuple(sorted(running, key=lambda clock: clock.day))


def _render(side: str, page: str, **values: object) -> str:
    layout = f"_layout/{side}.html"
    return render_template(
        f"underwriting/exposure/{side}/{page}.html", layout=layout, side=side, notice_page=notice_page, **values
    )

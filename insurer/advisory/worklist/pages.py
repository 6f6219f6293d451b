"""What to collect first, on both sides: the list with its reasons, the way to a case, the list as a file."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from insurer.advisory.worklist.queries import Row, worklist
from insurer.infra.clock import today
from insurer.infra.languages import here, reader_locale
from insurer.infra.web.exports import asked_export, export_file
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column
from policies.facts import PolicyFacts, PolicyState
from policies.public import policies_list

PAGE_OF = 50
COLUMNS = (
    Column("place", "Place", "number"),
    Column("buyer", "Buyer"),
    Column("invoice", "Invoice", "code"),
    Column("due", "Due", "date"),
    Column("late", "Days late", "number"),
    Column("outstanding", "Outstanding", "money"),
    Column("insured", "Insured", "money"),
    Column("uninsured", "Not insured", "money"),
    Column("percentage", "Insured percentage", "share"),
    Column("disputed", "Disputed", "money"),
    Column("method", "Payment method"),
    Column("tier", "Payer"),
    Column("chance", "Chance of loss", "share"),
    Column("own", "Expected loss", "money"),
    Column("clock", "At stake by the next clock", "money"),
    Column("score", "Order by", "money"),
    Column("notify_by", "Last day to notify", "date"),
    Column("claim_by", "Last day to claim", "date"),
    Column("case", "Case", "code"),
)


def overview_page(side: str) -> ResponseReturnValue:
    """The work list of one policy; `?all=1` shows every open invoice."""
    policies = [one for one in reversed(policies_list()) if one.state is not PolicyState.DRAFT]
    policy, every = _chosen(policies), request.args.get("all", "") == "1"
    found = worklist(policy, today(), overdue_only=not every) if policy else None
    if found is not None and (kind := asked_export()):
        lines = (_values(place, row) for place, row in enumerate(found.every(), 1))
        return export_file(kind, "what-to-collect", COLUMNS, lines)
    asked = request.args.get("page", "1")
    page = int(asked) if asked.isdigit() and 0 < int(asked) < 100_000 else 1
    first = (page - 1) * PAGE_OF
    return render_template(
        f"advisory/worklist/{side}/overview.html",
        layout=f"_layout/{side}.html",
        side=side,
        policies=policies,
        policy=policy,
        every=every,
        rows=list(enumerate(found.rows(first, PAGE_OF), first + 1)) if found else [],
        count=len(found) if found else 0,
        sums=found.totals if found else None,
        page=page,
        pages=-(-len(found) // PAGE_OF) if found else 0,
        crumbs=[Crumb(here("What to collect first"))],
    )


def _chosen(policies: list[PolicyFacts]) -> PolicyFacts | None:
    """The policy asked for, else the newest one in force, else the newest."""
    asked = request.args.get("policy", "")
    if asked:
        return next((one for one in policies if one.number == asked), None)
    current = next((one for one in policies if today() in one.period), None)
    return current or next(iter(policies), None)


def _values(place: int, row: Row) -> tuple[object, ...]:
    term, verdict = row.item.receivable, row.item.verdict
    method = f"payment_method.{term.payment_method.value}" if term.payment_method else ""
    return (
        place, row.item.buyer.shown_name(reader_locale()), term.number, term.due, row.late, verdict.outstanding,
        verdict.insured, verdict.uninsured, verdict.percentage, term.disputed, method, row.chance.tier,
        row.chance.value, row.priority.own, row.priority.clock, row.priority.score, row.clocks.notice.last,
        row.clocks.claim.last, row.case,
    )  # fmt: skip

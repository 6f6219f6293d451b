"""Declaring a month: what is due, the figures before they are declared, the confirmation, the history."""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, TableRow, table_row
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import DeclarationId
from insurer.kernel.parsing import parse_day
from policies.public import policy_facts, policy_numbered
from underwriting.buyers.pages.choosing import chosen_policy
from underwriting.exposure import queries
from underwriting.exposure.pages.frame import shown_page
from underwriting.exposure.rules.declaring import MonthToDeclare
from underwriting.exposure.services import declare_month

MOST_LINES = 100
COLUMNS = (
    Column("number", "Declaration", "code", narrow=True),
    Column("month_end", "Month to", "date", narrow=True),
    Column("turnover", "Turnover", "money", narrow=True),
    Column("balance", "Open balance", "money"),
    Column("insured", "Insured", "money"),
    Column("invoices", "Invoices", "number"),
    Column("made_at", "Made on", "date"),
    Column("standing", "Standing"),
)


def declarations_page(side: str) -> str:
    """The months to declare with their last days, and every declaration made."""
    choice = chosen_policy()
    rows: list[TableRow] = []
    missing: tuple[MonthToDeclare, ...] = ()
    if choice.policy is not None:
        made = queries.declarations_of(choice.policy.id)
        replaced = {one.replaces_id for one in made}
        rows = [
            table_row(
                COLUMNS,
                (one.number, one.month_end, one.turnover, one.balance, one.insured, one.invoices,
                 one.made_at.date(), _standing(late=one.late, replaced=one.id in replaced)),
                url_for(".declaration", number=one.number),
            )
            for one in made
        ]  # fmt: skip
        missing = queries.months_to_declare(choice.policy, today())
    table = Table("declarations", COLUMNS, rows, caption=_("Declarations"), empty=_("No month was declared."))
    return shown_page(
        side,
        "declarations",
        choice=choice,
        table=table,
        missing=missing,
        today=today(),
        may=May,
        crumbs=[Crumb(_("Ledger against cover"), url_for(".exposure")), Crumb(_("Declarations"))],
    )


def _standing(*, late: bool, replaced: bool) -> str:
    words = [_("corrected later")] if replaced else []
    return ", ".join([*words, _("late")] if late else words)


def month_page(side: str, complaint: str = "") -> str:
    """One month before it is declared: the figures that the ledger gives, line by line, and the premium on them."""
    policy, end = policy_numbered(request.args.get("policy", "")), _asked_month()
    found = queries.month_figures(policy, end)
    return shown_page(
        side,
        "month",
        policy=policy,
        end=end,
        found=found,
        lines=found.lines[:MOST_LINES],
        before=queries.standing_declaration(policy.id, end),
        due=queries.due_on(policy, end),
        today=today(),
        complaint=complaint,
        may=May,
        crumbs=[Crumb(_("Declarations"), url_for(".declarations", policy=policy.number)), Crumb(_("Declare a month"))],
    )


def declare_page(side: str) -> ResponseReturnValue:
    """Declare one month from the ledger; a refusal is shown beside the figures."""
    policy = policy_numbered(request.args.get("policy", ""))
    reason = request.form.get("reason", "").strip()[:400]
    try:
        made = declare_month(g.act, policy.id, parse_day(request.form.get("month_end", ""), "month_end"), reason=reason)
    except (InvalidInput, Conflict) as refusal:
        return month_page(side, _(refusal.code, **refusal.facts)), refusal.status
    flash(_("The month was declared."), "good")
    return redirect(url_for(".declaration", number=queries.declaration_of(DeclarationId(made)).number), 303)


def declaration_page(side: str, number: str) -> str:
    """One declaration as it was made, what it replaced and what replaced it."""
    row = queries.declaration_numbered(number)
    policy = policy_facts(row.policy_id)
    found = queries.month_figures(policy, row.month_end, known_by=row.made_at)
    made = queries.declarations_of(policy.id)
    return shown_page(
        side,
        "declaration",
        row=row,
        policy=policy,
        found=found,
        lines=found.lines[:MOST_LINES],
        before=next((one for one in made if one.id == row.replaces_id), None),
        after=next((one for one in made if one.replaces_id == row.id), None),
        due=queries.due_on(policy, row.month_end),
        crumbs=[Crumb(_("Declarations"), url_for(".declarations", policy=policy.number)), Crumb(number)],
    )


def _asked_month() -> date:
    return parse_day(request.values.get("month_end", ""), "month_end")

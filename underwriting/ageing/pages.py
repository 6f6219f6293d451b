"""The pages of ageing on both sides: the table with its chart, the invoices behind a cell, all policies at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.infra.clock import clock, today
from insurer.infra.languages import _, reader_locale
from insurer.infra.web.exports import asked_export, export_file
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column
from insurer.infra.web.turning import asked_page
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_day
from insurer.parties.public import parties
from policies.facts import PolicyFacts, PolicyState
from policies.public import policies_by_id, policies_list, policy_numbered
from underwriting.ageing import queries
from underwriting.ageing.terms import LABELS, AgeingBy, AgeingPart, AgeingRow
from underwriting.buyers.pages.choosing import chosen_policy
from underwriting.exposure.panels import clocks_of_items
from underwriting.exposure.queries import OpenItem
from underwriting.exposure.rules.ageing import days_late

PAGE_OF = 50
CHARTED = 8
"""Buyers in the chart, the most overdue first; the table has them all."""
Choice = TypeVar("Choice", bound=StrEnum)
BUCKET_COLUMNS = (
    Column("not_due", "ageing.not_due", "money"),
    Column("late_1_30", "ageing.late_1_30", "money"),
    Column("late_31_60", "ageing.late_31_60", "money"),
    Column("late_61_90", "ageing.late_61_90", "money"),
    Column("late_91_180", "ageing.late_91_180", "money"),
    Column("late_181", "ageing.late_181", "money"),
)
TABLE_COLUMNS = (
    Column("row", "Buyer or currency"),
    *BUCKET_COLUMNS,
    Column("total", "Total", "money"),
    Column("invoices", "Invoices", "number"),
)
ITEM_COLUMNS = (
    Column("buyer", "Buyer"),
    Column("invoice", "Invoice", "code"),
    Column("shipped", "Shipped", "date"),
    Column("due", "Due", "date"),
    Column("late", "Days late", "number"),
    Column("amount", "Invoice amount", "money"),
    Column("outstanding", "Outstanding", "money"),
    Column("insured", "Insured", "money"),
    Column("uninsured", "Not insured", "money"),
)
ALL_COLUMNS = (
    Column("policy", "Policy", "code"),
    Column("policyholder", "Policyholder"),
    *BUCKET_COLUMNS,
    Column("total", "Total", "money"),
    Column("credits", "Credit notes without an invoice", "money"),
    Column("invoices", "Invoices", "number"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the ledger was asked for: the day, what was known, the rows, the part, and one cell of the table."""

    day: date
    known_by: datetime | None
    by: AgeingBy
    part: AgeingPart
    key: str
    age: str
    page: int

    @classmethod
    def of_request(cls) -> Asked:
        args = request.args
        day, known = args.get("as_of", ""), args.get("known_by", "")
        return cls(
            parse_day(day, "as_of") if day else today(),
            clock().end_of(parse_day(known, "known_by")) if known else None,
            _one_of(AgeingBy, "by"),
            _one_of(AgeingPart, "part"),
            args.get("row", "")[:60],
            args.get("age", "")[:10],
            asked_page(),
        )

    @property
    def first(self) -> int:
        """How many rows stand before the page asked for."""
        return (self.page - 1) * PAGE_OF

    def address(self, policy: PolicyFacts) -> dict[str, Any]:
        """The arguments that a link to a cell keeps."""
        found = {"policy": policy.number, "as_of": self.day.isoformat(), "by": self.by.value, "part": self.part.value}
        return found | ({"known_by": request.args["known_by"]} if self.known_by else {})


def _one_of(kind: type[Choice], name: str) -> Choice:
    asked = request.args.get(name, "")
    if not asked:
        return next(iter(kind))
    try:
        return kind(asked)
    except ValueError:
        raise InvalidInput("input.not_a_choice", name) from None


def ageing_page(side: str) -> ResponseReturnValue:
    """The open ledger of one policy by days late, each cell leading to the invoices that sum to it."""
    choice, asked = chosen_policy(), Asked.of_request()
    if choice.policy is None:
        return _render(side, "ageing", choice=choice, asked=asked, table=None, crumbs=[Crumb(_("Ageing"))])
    ledger = queries.aged_ledger(choice.policy, asked.day, asked.known_by)
    table = ledger.table(asked.by, asked.part)
    names = ledger.names(asked.by, reader_locale())
    if kind := asked_export():
        rows = [*table.rows, table.total]
        return export_file(kind, "ageing", TABLE_COLUMNS, (_values(row, names) for row in rows))
    own = queries.ageing_of_all([choice.policy.id], asked.day) if asked.by is AgeingBy.CURRENCY else []
    return _render(
        side,
        "ageing",
        choice=choice,
        asked=asked,
        today=today(),
        table=table,
        listed=table.rows[asked.first : asked.first + PAGE_OF],
        charted=table.rows[:CHARTED] if asked.by is AgeingBy.BUYER else table.rows,
        names=names,
        own={one.currency: one.total for one in own},
        labels=LABELS,
        heads=[_(column.label) for column in BUCKET_COLUMNS],
        keep=asked.address(choice.policy),
        ways=list(AgeingBy),
        parts=list(AgeingPart),
        pages=-(-len(table.rows) // PAGE_OF),
        crumbs=[Crumb(_("Ageing"))],
    )


def items_page(side: str) -> ResponseReturnValue:
    """The invoices behind a cell of the ageing, each with its three clocks; their sum is the cell."""
    policy, asked = policy_numbered(request.args.get("policy", "")), Asked.of_request()
    ledger = queries.aged_ledger(policy, asked.day, asked.known_by)
    chosen = ledger.of_cell(asked.by, asked.key, asked.age, asked.part)
    if kind := asked_export():
        lines = (_item_values(one, asked.day) for at in chosen for one in ledger.items((at,)))
        return export_file(kind, "ageing-invoices", ITEM_COLUMNS, lines)
    some = ledger.items(chosen[asked.first : asked.first + PAGE_OF])
    return _render(
        side,
        "items",
        policy=policy,
        asked=asked,
        today=today(),
        items=[(one, days_late(one.receivable.due, asked.day)) for one in some],
        clocks=clocks_of_items(policy.id, some, asked.day, asked.known_by),
        count=len(chosen),
        total=ledger.total(chosen, asked.part),
        row=ledger.names(asked.by, reader_locale()).get(asked.key, ""),
        head=_(BUCKET_COLUMNS[LABELS.index(asked.age)].label) if asked.age in LABELS else "",
        pages=-(-len(chosen) // PAGE_OF),
        crumbs=[Crumb(_("Ageing"), url_for(".ageing", **asked.address(policy))), Crumb(_("Open invoices"))],
    )


def all_page() -> ResponseReturnValue:
    """The open ledgers of all policies, summed by the database, in the invoices' own currencies."""
    day = Asked.of_request().day
    ids = [one.id for one in policies_list() if one.state is not PolicyState.DRAFT]
    found = queries.ageing_of_all(ids, day)
    policies = policies_by_id({one.policy for one in found})
    names = {
        key: one.shown_name(reader_locale())
        for key, one in parties({policy.policyholder for policy in policies.values()}).items()
    }
    if kind := asked_export():
        rows = (
            (
                policies[one.policy].number, names[policies[one.policy].policyholder], *one.buckets, one.total,
                one.credits, one.invoices,
            )
            for one in found
        )  # fmt: skip
        return export_file(kind, "ageing-of-all", ALL_COLUMNS, rows)
    currencies = sorted({one.currency for one in found})
    totals = [
        [Money.total((one.buckets[place] for one in found if one.currency == currency), currency)
         for place in range(len(LABELS))]
        for currency in currencies
    ]  # fmt: skip
    return _render(
        "desk",
        "all",
        day=day,
        today=today(),
        found=found,
        policies=policies,
        names=names,
        totals=totals,
        heads=[_(column.label) for column in BUCKET_COLUMNS],
        crumbs=[Crumb(_("Ageing"), url_for(".ageing")), Crumb(_("All policies"))],
    )


def _values(row: AgeingRow, names: dict[str, str]) -> tuple[object, ...]:
    return (names.get(row.key, _("Total")), *row.buckets, row.total, row.invoices)


def _item_values(one: OpenItem, day: date) -> tuple[object, ...]:
    term, verdict = one.receivable, one.verdict
    return (
        one.buyer.shown_name(reader_locale()), term.number, term.shipped, term.due, max((day - term.due).days, 0),
        term.amount, verdict.outstanding, verdict.insured, verdict.uninsured,
    )  # fmt: skip


def _render(side: str, page: str, **values: object) -> str:
    layout = f"_layout/{side}.html"
    return render_template(f"underwriting/ageing/{side}/{page}.html", layout=layout, side=side, **values)

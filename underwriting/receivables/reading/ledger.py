"""A ledger file read to the end: every row taken or refused with its reasons, nothing lost, nothing guessed.

    with open_sheet(path) as sheet:
        ledger = prepare_ledger(sheet, ReadingPlan(currency="USD"))
        for row in ledger.rows(): ...

`prepare_ledger` looks at the whole file and decides; `rows` walks it and judges row by row; `taking.take_in_columns`
says the same of a million rows at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from insurer.kernel.errors import InvalidInput
from insurer.kernel.findings import Finding, Weight
from underwriting.receivables.reading.column_profile import gather_columns
from underwriting.receivables.reading.columns import Columns
from underwriting.receivables.reading.limits import Limits
from underwriting.receivables.reading.mapping import Layout, find_layout
from underwriting.receivables.reading.profile import Profile, buyer_mark, decided
from underwriting.receivables.reading.records import text_of
from underwriting.receivables.reading.row import RowReader
from underwriting.receivables.reading.sheet import Sheet, open_sheet
from underwriting.receivables.reading.tidying import tidied
from underwriting.receivables.terms import Field, LedgerRow, ReadingPlan, RefusedRow, RowError


@dataclass(frozen=True)
class Ledger:
    """A ledger ready to be read: its sheet, layout, profile and plan, all as they were understood."""

    sheet: Sheet
    layout: Layout
    profile: Profile
    plan: ReadingPlan

    @property
    def confirmed_plan(self) -> ReadingPlan:
        """The plan with everything concluded written in, so the next file of this kind is read the same way."""
        orders = {name: style.order for name, style in self.profile.days.items() if style.order is not None}
        return replace(self.plan, mapping=self.layout.mapping, day_orders=orders)

    def rows(self) -> Iterator[LedgerRow | RefusedRow]:
        """Every record below the header, in order, taken or refused."""
        reader = RowReader(self.layout, self.profile, self.plan)
        repeats = _Repeats()
        for record in self.layout.body(self.sheet):
            row = reader.read(record)
            if isinstance(row, LedgerRow):
                yield repeats.judged(row, tuple(text_of(cell) for cell in record.cells), self.layout)
            else:
                yield row


@dataclass
class _Repeats:
    """The invoices met so far: the first of a number stands, a second of the same buyer is refused."""

    lines: dict[bytes, int] = field(default_factory=dict)
    holders: dict[bytes, bytes] = field(default_factory=dict)

    def judged(self, row: LedgerRow, cells: tuple[str, ...], layout: Layout) -> LedgerRow | RefusedRow:
        number = _digest(row.invoice_key, str(row.credit_note))
        buyer = _digest(buyer_mark(row.buyer_reference, row.buyer_name))
        first = self.lines.setdefault(buyer + number, row.line)
        if first != row.line:
            facts = {"first_line": first}
            column = layout.header(Field.INVOICE_NUMBER)
            error = RowError(row.line, column, row.invoice_number, "ledger.row.repeats_invoice", facts)
            return RefusedRow(row.line, (error,), cells)
        if self.holders.setdefault(number, buyer) != buyer:
            found = Finding("ledger.row.number_of_another_buyer", Weight.WARNING, facts={"number": row.invoice_number})
            return replace(row, warnings=(*row.warnings, found))
        return row


def _digest(*parts: str) -> bytes:
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).digest()


def prepare_ledger(sheet: Sheet, plan: ReadingPlan | None = None) -> Ledger:
    """Find the table and decide how it is read; InvalidInput names every required field without a column."""
    plan = plan or ReadingPlan()
    sheet = tidied(sheet, plan)
    layout = find_layout(sheet, plan)
    if missing := layout.missing(plan.currency):
        found = {field.value: header for field, header in layout.mapping.items()}
        facts = {"fields": missing, "headers": layout.headers, "found": found}
        raise InvalidInput("ledger.plan.fields_missing", "mapping", **facts, sheets=sheet.understood.get("sheets", []))
    return Ledger(sheet, layout, decided(gather_columns(Columns.of(sheet, layout)), layout, plan), plan)


@dataclass(frozen=True)
class ReadLedger:
    """A whole ledger in memory: rows taken, rows refused, findings on the file, and how it was understood."""

    ledger: Ledger
    rows: tuple[LedgerRow, ...]
    refused: tuple[RefusedRow, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.ledger.profile.findings

    @property
    def count(self) -> int:
        """Rows in the file: those taken and those refused."""
        return len(self.rows) + len(self.refused)


def read_ledger(
    path: Path,
    plan: ReadingPlan | None = None,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    limits: Limits | None = None,
) -> ReadLedger:
    """Read a ledger of moderate size whole; larger ones are walked with `prepare_ledger`."""
    chosen = sheet or (plan.sheet if plan else None)
    with open_sheet(path, encoding=encoding, separator=separator, sheet=chosen, limits=limits) as opened:
        ledger = prepare_ledger(opened, plan)
        taken: list[LedgerRow] = []
        refused: list[RefusedRow] = []
        for row in ledger.rows():
            if isinstance(row, LedgerRow):
                taken.append(row)
            else:
                refused.append(row)
    return ReadLedger(ledger, tuple(taken), tuple(refused))

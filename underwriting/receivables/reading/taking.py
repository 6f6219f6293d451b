"""A million rows taken at once: the same rows, taken and refused, as `Ledger.rows` gives one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import polars as pl

from underwriting.receivables.reading.column_profile import marks
from underwriting.receivables.reading.column_rows import ColumnReader, taken_frame
from underwriting.receivables.reading.columns import Columns
from underwriting.receivables.reading.ledger import Ledger
from underwriting.receivables.reading.records import text_of
from underwriting.receivables.reading.row import RowReader
from underwriting.receivables.terms import Field, LedgerRow, RefusedRow, RowError

Refuse = Callable[[RefusedRow], None]
_AT_A_TIME = 5_000


def take_in_columns(ledger: Ledger, refuse: Refuse) -> pl.DataFrame:
    """The rows taken, in the file's order, as columns (`column_rows.TAKEN`); every other row goes to `refuse`."""
    sure, others = ColumnReader(Columns.of(ledger.sheet, ledger.layout), ledger.profile, ledger.plan).read()
    taken = sure
    if len(others):
        taken = pl.concat([sure, *_one_by_one(ledger, others.to_list(), refuse)]).sort("place")
    return _without_repeats(ledger, taken, refuse)


def _one_by_one(ledger: Ledger, places: list[int], refuse: Refuse) -> Iterator[pl.DataFrame]:
    reader = RowReader(ledger.layout, ledger.profile, ledger.plan)
    records = ledger.sheet.records_at(places)
    while chunk := list(islice(records, _AT_A_TIME)):
        taken: list[tuple[int, LedgerRow]] = []
        for place, record in chunk:
            if record.blank:
                continue
            row = reader.read(record)
            if isinstance(row, LedgerRow):
                taken.append((place, row))
            else:
                refuse(row)
        yield taken_frame(taken)


def _without_repeats(ledger: Ledger, taken: pl.DataFrame, refuse: Refuse) -> pl.DataFrame:
    """The first of a buyer's rows with one invoice number stands, the others are refused."""
    named = {"reference": Field.BUYER_REFERENCE.value, "name": Field.BUYER_NAME.value}
    identity = taken.select("key", "credit", marks(taken.select("reference", "name").rename(named)).alias("buyer"))
    first = identity.select(pl.struct(pl.all()).is_first_distinct())["key"]
    if first.all():
        return taken
    firsts = pl.concat([identity, taken.select("line")], how="horizontal").filter(first)
    again = pl.concat([identity, taken.select("place", "number")], how="horizontal").filter(~first)
    found = again.join(firsts, on=["key", "credit", "buyer"], how="left").select("place", "number", "line")
    said = {place: (number, line) for place, number, line in found.iter_rows()}
    column = ledger.layout.header(Field.INVOICE_NUMBER)
    for place, record in ledger.sheet.records_at(said):
        number, line = said[place]
        error = RowError(record.line, column, number, "ledger.row.repeats_invoice", {"first_line": line})
        refuse(RefusedRow(record.line, (error,), tuple(text_of(cell) for cell in record.cells)))
    return taken.filter(first)

"""A ledger that the house writes itself: rows of known fields as a file that the import reads without guessing.

What changes the ledger goes through the import, whoever says it: a file of a policyholder's, an e-invoice, a draft
that was honoured. So every receipt and invoice has its import, and all of them are held against what is recorded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from underwriting.receivables.terms import DAY_FIELDS, DayOrder, Field, ReadingPlan


def written_ledger(rows: Sequence[Mapping[Field, str]]) -> tuple[bytes, ReadingPlan]:
    """The rows as bytes, and the plan under which they read as they were meant: ISO days, a decimal point."""
    fields = [one for one in Field if any(one in row for row in rows)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([one.value for one in fields])
    writer.writerows([[row.get(one, "") for one in fields] for row in rows])
    plan = ReadingPlan(
        mapping={one: one.value for one in fields},
        header_line=1,
        day_orders={one: DayOrder.YEAR_FIRST for one in DAY_FIELDS if one in fields},
        decimal_mark=".",
        may_be_blank=tuple(one.value for one in fields),
    )
    return out.getvalue().encode("utf-8-sig"), plan

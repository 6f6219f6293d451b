"""The ledger files that the demo's policyholders send."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from insurer.workflows.demo.terms import Company, Invoice

ENGLISH = (
    "Customer number", "Customer", "Country", "Invoice number", "Shipped", "Invoice date", "Due date", "Amount",
    "Currency", "Paid on", "Disputed",
)  # fmt: skip


def reference(buyer: int) -> str:
    """The policyholder's customer number."""
    return f"C{buyer + 1000}"


def ledger_file(rows: Iterable[Invoice], buyers: Sequence[Company], day: date, damaged: int = 0) -> bytes:
    """The rows as a CSV file at the end of `day`, nothing in it that was not known then.

    The first `damaged` rows have a due date that no calendar has, as typing errors happen.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(ENGLISH)
    for at, row in enumerate(rows):
        paid = row.paid.isoformat() if row.paid is not None and row.paid <= day else ""
        due = row.due.isoformat() if at >= damaged else f"{row.due:%Y-%m}-32"
        company = buyers[row.buyer]
        writer.writerow(
            (
                reference(row.buyer), company.name, company.country, row.number, row.shipped, row.invoiced, due,
                row.amount.plain(), row.amount.currency, paid, "yes" if row.disputed else "no",
            )
        )  # fmt: skip
    return text.getvalue().encode()

"""What is recorded under a policy, as columns: read once, so that a whole ledger is held against it at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Executable, func, select

from insurer.infra.db import db
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from underwriting.exposure.terms import ReceiptKind
from underwriting.receivables.models import Receivable, ReceivableDispute, ReceivableReceipt, standing
from underwriting.receivables.rules.reconciling import Recorded

_AT_ONCE = 50_000
_ABSENCE = (ReceiptKind.LEFT_LEDGER.value, ReceiptKind.RETURNED.value)
_INVOICE: dict[str, Any] = {
    "known": pl.Int64, "party": pl.Int64, "known_key": pl.String, "known_shipped": pl.Date,
    "known_invoiced": pl.Date, "known_due": pl.Date, "known_amount": pl.Int64, "known_currency": pl.String,
    "known_tax": pl.Int64, "known_deposit": pl.Int64, "known_method": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Books:
    """The invoices of a policy, what came in on each by day, what is in dispute on each, as last said, and what a full
    ledger closed by leaving it out (`absences`).
    """

    invoices: pl.DataFrame
    receipts: pl.DataFrame
    disputes: pl.DataFrame
    absences: pl.DataFrame

    @property
    def settled(self) -> pl.DataFrame:
        """What is open no more of each invoice, for whichever reason."""
        parts = [self.receipts, self.absences.rename({"left": "received"})]
        return pl.concat(parts).group_by("known").agg(pl.col("received").sum())

    def recorded(self, row: Mapping[str, Any]) -> Recorded:
        """One invoice as the rule of reconciling takes it, from the columns that a row was joined with."""
        mine = self.receipts.filter(pl.col("known") == row["known"])
        gone = self.absences.filter(pl.col("known") == row["known"])
        return Recorded(
            row["known"], row["known_key"], row["known_shipped"], row["known_invoiced"], row["known_due"],
            Money(row["known_amount"], row["known_currency"]), row["known_tax"], row["known_deposit"],
            row["known_method"], dict(zip(mine["day"], mine["received"], strict=True)), row["known_disputed"] or 0,
            dict(zip(gone["day"], gone["left"], strict=True)),
        )  # fmt: skip


def books_of(policy_id: PolicyId) -> Books:
    """Everything recorded under a policy."""
    one, got, disputed = Receivable, ReceivableReceipt, ReceivableDispute
    invoices = _frame(
        select(
            one.id, one.party_id, one.number_key, one.shipped, one.invoiced, one.due, one.amount_minor, one.currency,
            one.tax_minor, one.deposit_minor, one.method,
        ).where(one.policy_id == policy_id),
        _INVOICE,
    )  # fmt: skip
    receipts = _frame(
        select(got.receivable_id, got.day, func.sum(got.amount_minor))
        .where(got.policy_id == policy_id, got.receivable_id.is_not(None), got.kind.not_in(_ABSENCE))
        .group_by(got.receivable_id, got.day),
        {"known": pl.Int64, "day": pl.Date, "received": pl.Int64},
    )
    absences = _frame(
        select(got.receivable_id, got.day, got.amount_minor).where(
            got.policy_id == policy_id, got.kind == ReceiptKind.LEFT_LEDGER.value, standing()
        ),
        {"known": pl.Int64, "day": pl.Date, "left": pl.Int64},
    )
    disputes = _frame(
        select(disputed.receivable_id, disputed.amount_minor)
        .where(disputed.policy_id == policy_id)
        .order_by(disputed.day, disputed.id),
        {"known": pl.Int64, "known_disputed": pl.Int64},
    )
    return Books(invoices, receipts, disputes.unique("known", keep="last"), absences)


def recorded_invoices(policy_id: PolicyId, ids: Collection[ReceivableId]) -> dict[ReceivableId, Recorded]:
    """What is recorded of some invoices under a policy."""
    books = books_of(policy_id)
    rows = books.invoices.filter(pl.col("known").is_in(list(ids))).join(books.disputes, on="known", how="left")
    return {ReceivableId(row["known"]): books.recorded(row) for row in rows.iter_rows(named=True)}


def _frame(query: Executable, schema: dict[str, Any]) -> pl.DataFrame:
    found = db.session.execute(query.execution_options(yield_per=_AT_ONCE))
    parts = [pl.DataFrame([tuple(row) for row in part], schema=schema, orient="row") for part in found.partitions()]
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)


def recorded_credit_notes(policy_id: PolicyId) -> dict[tuple[PartyId, str], tuple[date, Money]]:
    """The credit notes recorded under a policy by buyer and key."""
    rows = db.session.scalars(
        select(ReceivableReceipt).where(
            ReceivableReceipt.policy_id == policy_id, ReceivableReceipt.number_key.is_not(None)
        )
    )
    return {(row.party_id, row.number_key or ""): (row.day, row.amount) for row in rows}

"""The ledgers of many buyers read as columns: invoices, what is particular about some, receipts, disputes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import ColumnElement, func, or_, select

from insurer.infra.columns import read_columns
from insurer.kernel.ids import PartyId, PolicyId
from policies.public import policy_currencies
from underwriting.exposure.models import Declaration
from underwriting.exposure.rules.columnar.book import Flags, Ints
from underwriting.exposure.terms import ReceiptKind
from underwriting.limits.terms import PaymentMethod
from underwriting.receivables.models import Receivable, ReceivableDispute, ReceivableReceipt


@dataclass(frozen=True, slots=True)
class Asked:
    """Which ledgers, at the end of which day, as known at which moment. No policies named are all of the reader's."""

    policies: tuple[PolicyId, ...] | None
    as_of: date
    known_by: datetime | None = None
    party: PartyId | None = None

    def conditions(self, table: Any, *days: Any) -> list[ColumnElement[bool]]:
        """Of a table of the ledger the rows that were there: dated up to the day and recorded up to the moment."""
        found = [day <= self.as_of for day in days]
        if self.policies is not None:
            found.append(table.policy_id.in_(self.policies))
        if self.party is not None:
            found.append(table.party_id == self.party)
        if self.known_by is not None:
            found.append(table.recorded_at <= self.known_by)
        return found


@dataclass(frozen=True, slots=True)
class InvoiceRows:
    """Invoices as recorded. `currency` is empty where it is the policy's."""

    policy: Ints
    party: Ints
    id: Ints
    shipped: Ints
    invoiced: Ints
    due: Ints
    recorded: Ints
    amount: Ints
    tax: Ints
    deposit: Ints
    disputed: Ints
    risk: Ints
    currency: list[str]
    abroad: Ints
    number: pl.Series


@dataclass(frozen=True, slots=True)
class ReceiptRows:
    """Receipts as recorded, by day and then as recorded; `invoice` is 0 where none is named."""

    policy: Ints
    party: Ints
    invoice: Ints
    day: Ints
    amount: Ints
    payment: Flags
    currency: pl.Series


def invoice_rows(asked: Asked) -> InvoiceRows:
    """Every invoice issued and shipped by the day, with the part that stands in dispute."""
    one = Receivable
    conditions = asked.conditions(one, one.invoiced, one.shipped)
    numbers, texts = read_columns(
        select(
            one.id, one.policy_id, one.party_id, one.shipped, one.invoiced, one.due, one.recorded_at,
            one.amount_minor, one.number,
        ).where(*conditions),
        texts=("number",),
    )  # fmt: skip
    ids = numbers["id"]
    order = np.argsort(ids)
    tax, deposit, disputed = (np.zeros(len(ids), dtype=np.int64) for _ in range(3))
    risk = np.full(len(ids), PaymentMethod.OA.risk, dtype=np.int64)
    particular, words = _particulars(conditions)
    places = places_of(particular["id"], ids, order)
    tax[places], deposit[places] = particular["tax_minor"], particular["deposit_minor"]
    risk[places] = [PaymentMethod(method).risk if method else PaymentMethod.OA.risk for method in words["method"]]
    abroad = np.flatnonzero((words["currency"] != "").to_numpy()) if len(places) else places
    _dispute(disputed, numbers["amount_minor"] - deposit, asked, ids, order)
    return InvoiceRows(
        numbers["policy_id"], numbers["party_id"], ids, numbers["shipped"], numbers["invoiced"], numbers["due"],
        numbers["recorded_at"], numbers["amount_minor"], tax, deposit, disputed, risk,
        [words["currency"][int(at)] for at in abroad], places[abroad], texts["number"],
    )  # fmt: skip


def _particulars(conditions: Collection[ColumnElement[bool]]) -> tuple[Any, Any]:
    """Tax, deposit, payment method and a currency of their own: of the invoices that have one of them."""
    one, home = Receivable, policy_currencies()
    foreign = one.currency != home.c.currency
    return read_columns(
        select(
            one.id, one.tax_minor, one.deposit_minor, func.coalesce(one.method, "").label("method"),
            func.coalesce(func.nullif(one.currency, home.c.currency), "").label("currency"),
        )
        .join(home, home.c.id == one.policy_id)
        .where(*conditions, or_(one.tax_minor > 0, one.deposit_minor > 0, one.method.is_not(None), foreign)),
        texts=("method", "currency"),
    )  # fmt: skip


def _dispute(disputed: Ints, most: Ints, asked: Asked, ids: Ints, order: Ints) -> None:
    """The last word on what is in dispute, by day and then by recording; never more than what is left of it."""
    one = ReceivableDispute
    rows, _texts = read_columns(
        select(one.id, one.receivable_id, one.day, one.amount_minor).where(*asked.conditions(one, one.day))
    )
    in_turn = np.lexsort((rows["id"], rows["day"]))
    known = in_turn[np.isin(rows["receivable_id"][in_turn], ids)]
    places = places_of(rows["receivable_id"][known], ids, order)
    disputed[places] = rows["amount_minor"][known]
    np.minimum(disputed, most, out=disputed)


def receipt_rows(asked: Asked) -> ReceiptRows:
    """Every receipt up to the day."""
    one = ReceivableReceipt
    numbers, texts = read_columns(
        select(
            one.id, one.policy_id, one.party_id, func.coalesce(one.receivable_id, 0).label("invoice"), one.day,
            one.amount_minor, one.kind, one.currency,
        ).where(*asked.conditions(one, one.day)),
        texts=("kind", "currency"),
    )  # fmt: skip
    order = np.lexsort((numbers["id"], numbers["day"]))
    payment = (texts["kind"] == ReceiptKind.PAYMENT.value).to_numpy().astype(bool)
    columns = (numbers[name][order] for name in ("policy_id", "party_id", "invoice", "day", "amount_minor"))
    return ReceiptRows(*columns, payment[order], texts["currency"].gather(pl.Series(order)))


def declared_rows(asked: Asked) -> tuple[Ints, Ints, Ints]:
    """Policy, month end and the moment of every declaration, in the order they were made."""
    one = Declaration
    query = select(one.id, one.policy_id, one.month_end, one.made_at)
    if asked.policies is not None:
        query = query.where(one.policy_id.in_(asked.policies))
    if asked.known_by is not None:
        query = query.where(one.made_at <= asked.known_by)
    rows, _texts = read_columns(query)
    order = np.argsort(rows["id"])
    return rows["policy_id"][order], rows["month_end"][order], rows["made_at"][order]


def places_of(wanted: Ints, ids: Ints, order: Ints) -> Ints:
    """Where ids stand among `ids`, whose sorting `order` is; every one of them is there."""
    found: Ints = order[np.searchsorted(ids, wanted, sorter=order)]
    return found

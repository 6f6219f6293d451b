"""The ledgers of many buyers read as columns: invoices, what is particular about some, receipts, disputes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import ColumnElement, func, or_, select

from insurer.infra.columns import coded, read_columns
from insurer.kernel.ids import PartyId, PolicyId
from underwriting.exposure.models import Declaration
from underwriting.exposure.rules.columnar.book import Flags, Ints
from underwriting.exposure.rules.columnar.exact import in_order
from underwriting.exposure.terms import ReceiptKind
from underwriting.limits.terms import PaymentMethod
from underwriting.receivables.models import Receivable, ReceivableDispute, ReceivableReceipt, standing


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
    """Invoices as recorded. `abroad` are the rows in another currency than the policy's, `currency` theirs."""

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
    currency: pl.Series
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


def invoice_rows(asked: Asked, home: Mapping[PolicyId, str]) -> InvoiceRows:
    """Every invoice issued and shipped by the day, with the part that stands in dispute; `home` are the currencies of
    the policies."""
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
    usual = Counter(home.values()).most_common(1)[0][0] if home else ""
    particular, words = _particulars(conditions, usual)
    places = places_of(particular["id"], ids, order)
    tax[places], deposit[places] = particular["tax_minor"], particular["deposit_minor"]
    risks = {text: (PaymentMethod(text) if text else PaymentMethod.OA).risk for text in words["method"].unique()}
    risk[places] = coded(words["method"], risks)
    abroad, currency = _abroad(numbers["policy_id"], places, words["currency"], home, usual)
    _dispute(disputed, numbers["amount_minor"] - deposit, asked, ids, order)
    return InvoiceRows(
        numbers["policy_id"], numbers["party_id"], ids, numbers["shipped"], numbers["invoiced"], numbers["due"],
        numbers["recorded_at"], numbers["amount_minor"], tax, deposit, disputed, risk,
        currency, abroad, texts["number"],
    )  # fmt: skip


def _particulars(conditions: Collection[ColumnElement[bool]], usual: str) -> tuple[Any, Any]:
    """Tax, deposit, payment method and currency of the invoices that have one of them, or another currency than the
    usual."""
    one = Receivable
    particular = or_(one.tax_minor > 0, one.deposit_minor > 0, one.method.is_not(None), one.currency != usual)
    return read_columns(
        select(
            one.id, one.tax_minor, one.deposit_minor, func.coalesce(one.method, "").label("method"), one.currency,
        ).where(*conditions, particular),
        texts=("method", "currency"),
    )  # fmt: skip


def _abroad(
    policy: Ints, places: Ints, words: pl.Series, home: Mapping[PolicyId, str], usual: str
) -> tuple[Ints, pl.Series]:
    """The rows in another currency than their policy's, and which; those not at `places` are in the usual one."""
    codes = {code: number for number, code in enumerate({usual, *home.values(), *words.unique()})}
    currency = np.full(len(policy), codes[usual], dtype=np.int64)
    currency[places] = coded(words, codes)
    known, of_row = np.unique(policy, return_inverse=True)
    at_home = np.array([codes[home[PolicyId(int(key))]] for key in known], dtype=np.int64)
    abroad = np.flatnonzero(currency != at_home[of_row])
    return abroad, pl.Series(list(codes), dtype=pl.String).gather(pl.Series(currency[abroad]))


def _dispute(disputed: Ints, most: Ints, asked: Asked, ids: Ints, order: Ints) -> None:
    """The last word on what is in dispute, by day and then by recording; never more than what is left of it."""
    one = ReceivableDispute
    rows, _texts = read_columns(
        select(one.id, one.receivable_id, one.day, one.amount_minor).where(*asked.conditions(one, one.day))
    )
    in_turn = in_order(rows["day"], rows["id"])
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
        ).where(*asked.conditions(one, one.day), standing(known_by=asked.known_by)),
        texts=("kind", "currency"),
    )  # fmt: skip
    order = in_order(numbers["day"], numbers["id"])
    payment = (texts["kind"] == ReceiptKind.PAYMENT.value).to_numpy().astype(bool)
    policy, party, invoice, day, amount = (
        numbers[name][order] for name in ("policy_id", "party_id", "invoice", "day", "amount_minor")
    )
    currency = texts["currency"].gather(pl.Series(order))
    return ReceiptRows(policy, party, invoice, day, amount, payment[order], currency)


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

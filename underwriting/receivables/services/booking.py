"""One ledger's rows into the database: held against what is recorded, gathered, written in chunks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import insert

from insurer.infra.audit.chain import canonical
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ImportId, PartyId
from insurer.parties.facts import PartyEntry, guessed_id
from policies.facts import PolicyFacts
from underwriting.buyers.queries import buyers_by_reference
from underwriting.buyers.services import NamedBuyer, link_buyers
from underwriting.exposure.terms import ReceiptKind
from underwriting.receivables.models import (
    ImportRefusedRow,
    ImportRowError,
    Receivable,
    ReceivableDispute,
    ReceivableReceipt,
)
from underwriting.receivables.queries import recorded_credit_notes, recorded_invoices
from underwriting.receivables.reading.ledger import Ledger
from underwriting.receivables.reading.mapping import Layout
from underwriting.receivables.reading.records import text_of
from underwriting.receivables.rules.reconciling import (
    Objection,
    Recorded,
    disputed_minor,
    objections_of_day,
    paid_minor,
    reconciled,
    same_but_for_zeros,
)
from underwriting.receivables.terms import Field, LedgerRow, RefusedRow, RowError

CHUNK = 5_000
"""Rows judged and written at a time."""


@dataclass
class Counts:
    """What became of the rows: rows = accepted + refused + unchanged."""

    accepted: int = 0
    refused: int = 0
    unchanged: int = 0
    matched: int = 0
    new: int = 0

    @property
    def rows(self) -> int:
        return self.accepted + self.refused + self.unchanged


@dataclass
class _Gathered:
    """What a chunk adds. A new invoice's receipt and dispute wait for its id at the same place."""

    invoices: list[dict[str, Any]] = field(default_factory=list)
    with_invoice: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    disputes: list[dict[str, Any]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Objected:
    """A row that reads well and cannot be true; its cells are fetched again at the end, for few rows need them."""

    line: int
    objections: tuple[Objection, ...]


class Booking:
    """Books the rows of one ledger under one policy. Every read is of the whole policy, none of a single row."""

    def __init__(self, act: Act, policy: PolicyFacts, import_id: ImportId, ledger: Ledger, as_of: date) -> None:
        self._act, self._policy, self._import, self._ledger, self._as_of = act, policy, import_id, ledger, as_of
        self._buyers = buyers_by_reference(policy.id)
        self._known = recorded_invoices(policy.id)
        self._credits = recorded_credit_notes(policy.id)
        self._without_zeros = _without_zeros(self._known)
        self._unnameable: dict[str, InvalidInput] = {}
        self._entered: set[tuple[PartyId, str]] = set()
        self._objected: list[_Objected] = []
        self.counts = Counts()

    def book(self) -> Counts:
        """Judge and write every row; nothing is committed here."""
        rows = self._ledger.rows()
        while chunk := list(islice(rows, CHUNK)):
            self._name_buyers(row for row in chunk if isinstance(row, LedgerRow))
            gathered = _Gathered()
            for row in chunk:
                self._judge(row, gathered)
            self._write(gathered)
        if self._objected:
            self._write(_Gathered(refused=list(self._objected_rows())))
        return self.counts

    def _name_buyers(self, rows: Iterable[LedgerRow]) -> None:
        unknown: dict[str, NamedBuyer] = {}
        for row in rows:
            reference = _reference(row)
            if reference not in self._buyers and reference not in self._unnameable and reference not in unknown:
                unknown[reference] = _named(row, reference)
        if unknown:
            linked = link_buyers(self._act, self._policy.id, unknown)
            self._buyers |= linked.parties
            self._unnameable |= linked.refused
            self.counts.matched += linked.matched
            self.counts.new += linked.new

    def _judge(self, row: LedgerRow | RefusedRow, into: _Gathered) -> None:
        if isinstance(row, RefusedRow):
            into.refused.append(row)
            self.counts.refused += 1
            return
        reference = _reference(row)
        if (refusal := self._unnameable.get(reference)) is not None:
            facts = {key: fact for key, fact in refusal.facts.items() if key != "value"}
            self._object(row, (Objection(Field.BUYER_NAME, refusal.code, facts),))
            return
        if objections := objections_of_day(row, self._as_of):
            self._object(row, objections)
        elif row.credit_note:
            self._judge_credit(row, self._buyers[reference], into)
        else:
            self._judge_invoice(row, self._buyers[reference], into)

    def _judge_invoice(self, row: LedgerRow, party: PartyId, into: _Gathered) -> None:
        if (party, row.invoice_key) in self._entered:
            self._object(row, (Objection(Field.INVOICE_NUMBER, "ledger.row.repeats_invoice_of_buyer", {}),))
            return
        known = self._recorded(row, party)
        if known is None:
            self._enter(row, party, into)
            return
        outcome = reconciled(row, known, self._as_of)
        if outcome.objections:
            self._object(row, outcome.objections)
            return
        if outcome.received_minor and row.paid_on is not None:
            into.receipts.append(self._receipt(row, party, row.paid_on, outcome.received_minor, known.id))
        if outcome.disputed_minor is not None:
            into.disputes.append(self._dispute(party, self._as_of, outcome.disputed_minor, known.id))
        if outcome.changes:
            self.counts.accepted += 1
        else:
            self.counts.unchanged += 1

    def _recorded(self, row: LedgerRow, party: PartyId) -> Recorded | None:
        """The same invoice, or the one whose number only lost its leading zeros on the way through a spreadsheet."""
        known = self._known.get((party, row.invoice_key))
        if known is not None:
            return known
        alike = self._without_zeros.get((party, row.invoice_key.lstrip("0")), ())
        return next((one for one in alike if same_but_for_zeros(row, one)), None)

    def _judge_credit(self, row: LedgerRow, party: PartyId, into: _Gathered) -> None:
        """A credit note counts as received on its own day; it names no invoice."""
        known = self._credits.get((party, row.invoice_key))
        if known is None:
            self._credits[party, row.invoice_key] = (row.invoiced, row.amount)
            receipt = self._receipt(row, party, row.invoiced, row.amount.minor, None)
            into.receipts.append(receipt | {"kind": ReceiptKind.CREDIT_NOTE.value, "number_key": row.invoice_key})
            self.counts.accepted += 1
        elif known == (row.invoiced, row.amount):
            self.counts.unchanged += 1
        else:
            facts = {"recorded": known[1]}
            self._object(row, (Objection(Field.AMOUNT, "ledger.row.differs_from_recorded", facts),))

    def _enter(self, row: LedgerRow, party: PartyId, into: _Gathered) -> None:
        into.invoices.append(
            self._owned(party)
            | {
                "number": row.invoice_number,
                "number_key": row.invoice_key,
                "shipped": row.shipped or row.invoiced,
                "invoiced": row.invoiced,
                "due": row.due,
                "currency": row.amount.currency,
                "amount_minor": row.amount.minor,
                "tax_minor": row.tax.minor if row.tax else 0,
                "deposit_minor": row.deposit.minor if row.deposit else 0,
                "method": row.payment_method.value if row.payment_method else None,
                "destination": row.destination,
            }
        )
        paid, disputed = paid_minor(row), disputed_minor(row)
        receipt = self._receipt(row, party, row.paid_on, paid, None) if row.paid_on and paid else None
        begun = min(row.shipped or row.invoiced, row.invoiced)
        dispute = self._dispute(party, begun, disputed, None) if disputed else None
        into.with_invoice.append((receipt, dispute))
        self._entered.add((party, row.invoice_key))
        self.counts.accepted += 1

    def _owned(self, party: PartyId) -> dict[str, Any]:
        return {
            "policyholder_id": self._policy.policyholder,
            "policy_id": self._policy.id,
            "party_id": party,
            "import_id": self._import,
            "recorded_at": self._act.at,
        }

    def _receipt(self, row: LedgerRow, party: PartyId, day: date, minor: int, invoice: int | None) -> dict[str, Any]:
        return self._owned(party) | {
            "receivable_id": invoice,
            "number_key": None,
            "day": day,
            "currency": row.amount.currency,
            "amount_minor": minor,
            "kind": ReceiptKind.PAYMENT.value,
        }

    def _dispute(self, party: PartyId, day: date, minor: int, invoice: int | None) -> dict[str, Any]:
        return self._owned(party) | {"receivable_id": invoice, "day": day, "amount_minor": minor}

    def _object(self, row: LedgerRow, objections: tuple[Objection, ...]) -> None:
        self._objected.append(_Objected(row.line, objections))
        self.counts.refused += 1

    def _objected_rows(self) -> Iterator[RefusedRow]:
        """The rows objected to with their cells as written, from a second walk over the sheet."""
        by_line = {one.line: one.objections for one in self._objected}
        layout = self._ledger.layout
        for record in layout.body(self._ledger.sheet):
            if (objections := by_line.get(record.line)) is None:
                continue
            cells = tuple(text_of(cell) for cell in record.cells)
            errors = tuple(
                RowError(record.line, layout.header(one.field), _written(cells, layout, one.field), one.code, one.facts)
                for one in objections
            )
            yield RefusedRow(record.line, errors, cells)

    def _write(self, gathered: _Gathered) -> None:
        """The chunk into the database: invoices first, then what names them."""
        if gathered.invoices:
            ids = db.session.scalars(
                insert(Receivable).returning(Receivable.id, sort_by_parameter_order=True), gathered.invoices
            ).all()
            for receivable_id, (receipt, dispute) in zip(ids, gathered.with_invoice, strict=True):
                if receipt is not None:
                    gathered.receipts.append(receipt | {"receivable_id": receivable_id})
                if dispute is not None:
                    gathered.disputes.append(dispute | {"receivable_id": receivable_id})
        refused, errors = self._refused_rows(gathered.refused)
        for table, rows in (
            (ReceivableReceipt, gathered.receipts),
            (ReceivableDispute, gathered.disputes),
            (ImportRefusedRow, refused),
            (ImportRowError, errors),
        ):
            if rows:
                db.session.execute(insert(table), rows)

    def _refused_rows(self, refused: Iterable[RefusedRow]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        own = {"policyholder_id": self._policy.policyholder, "import_id": self._import}
        rows, errors = [], []
        for row in refused:
            rows.append(own | {"line": row.line, "cells": list(row.cells)})
            errors += [
                own
                | {
                    "line": error.line,
                    "column": error.column[:300],
                    "value": error.value,
                    "code": error.code,
                    "facts": plain_facts(error.facts),
                }
                for error in row.errors
            ]
        return rows, errors


def plain_facts(facts: Any) -> dict[str, Any]:
    """Facts as JSON: amounts and days as text."""
    plain: dict[str, Any] = json.loads(canonical(dict(facts)))
    return plain


def _without_zeros(known: dict[tuple[PartyId, str], Recorded]) -> dict[tuple[PartyId, str], list[Recorded]]:
    found: dict[tuple[PartyId, str], list[Recorded]] = {}
    for (party, key), recorded in known.items():
        if key.startswith("0"):
            found.setdefault((party, key.lstrip("0")), []).append(recorded)
    return found


def _reference(row: LedgerRow) -> str:
    return row.buyer_reference or row.buyer_name


def _named(row: LedgerRow, reference: str) -> NamedBuyer:
    entry = PartyEntry(
        name=row.buyer_name or reference,
        country=row.country,
        country_written="" if row.country else row.country_written,
        national_id=guessed_id(row.national_id, row.country) if row.national_id else None,
    )
    return NamedBuyer(reference, entry, named=bool(row.buyer_name))


def _written(cells: tuple[str, ...], layout: Layout, field_: Field) -> str:
    place = layout.columns.get(field_)
    return cells[place].strip()[:300] if place is not None and place < len(cells) else ""

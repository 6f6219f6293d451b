"""One ledger's rows into the database: taken in columns, held against what is recorded, written table by table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from insurer.infra.commands import Act
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ImportId, PartyId
from insurer.parties.facts import PartyEntry, guessed_id
from policies.facts import PolicyFacts
from underwriting.buyers.queries import buyers_by_reference
from underwriting.buyers.services import NamedBuyer, link_buyers
from underwriting.exposure.terms import ReceiptKind
from underwriting.receivables.models import Receivable, ReceivableDispute, ReceivableReceipt
from underwriting.receivables.reading.column_rows import ledger_rows
from underwriting.receivables.reading.columns import translated
from underwriting.receivables.reading.ledger import Ledger
from underwriting.receivables.reading.taking import take_in_columns
from underwriting.receivables.rules.reconciling import Objection, objections_of_day, reconciled
from underwriting.receivables.services.closing import closing
from underwriting.receivables.services.loading import load, next_ids
from underwriting.receivables.services.progress import Stage, Tell
from underwriting.receivables.services.reconciling import held, objected_by_day
from underwriting.receivables.services.recorded import Books, books_of, recorded_credit_notes
from underwriting.receivables.services.refusing import Judge, Refusals, objected
from underwriting.receivables.states import ImportMode
from underwriting.receivables.terms import Field, LedgerRow

_KEPT_OPEN_SHOWN = 200
_RECEIPT: dict[str, Any] = {
    "party_id": pl.Int64, "receivable_id": pl.Int64, "number_key": pl.String, "day": pl.Date, "currency": pl.String,
    "amount_minor": pl.Int64, "kind": pl.String,
}  # fmt: skip


def _silent(_stage: Stage, _done: int, _rows: int) -> None:
    """Nobody watches."""


@dataclass
class Counts:
    """What became of the rows: rows = accepted + refused + unchanged."""

    accepted: int = 0
    refused: int = 0
    unchanged: int = 0
    matched: int = 0
    new: int = 0
    closed: int = 0
    kept_open: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    reopened_count: int = 0

    @property
    def rows(self) -> int:
        return self.accepted + self.refused + self.unchanged


class Booking:
    """Books the rows of one ledger under one policy. Every read is of the whole policy, none of a single row."""

    def __init__(
        self, act: Act, policy: PolicyFacts, import_id: ImportId, ledger: Ledger, as_of: date, tell: Tell = _silent
    ) -> None:
        self._act, self._policy, self._ledger, self._as_of = act, policy, ledger, as_of
        self.ledger = ledger
        self._constants = {
            "policyholder_id": policy.policyholder,
            "policy_id": policy.id,
            "import_id": import_id,
            "recorded_at": act.at,
        }
        self.refusals = self._refusals = Refusals(import_id, policy.policyholder)
        self._tell = tell
        self._unnameable: dict[str, InvalidInput] = {}
        self.counts = Counts()

    def book(self, mode: ImportMode = ImportMode.INCREMENTAL) -> Counts:
        """Judge and write every row; nothing is committed here."""
        count = self._ledger.profile.rows
        self._tell(Stage.CHECKING, 0, count)
        rows = self._with_buyers(take_in_columns(self._ledger, self._refusals.add))
        self._tell(Stage.COMPARING, rows.height, count)
        doubtful = pl.col("party").is_null() | objected_by_day(self._as_of)
        self._object(rows.filter(doubtful), self._objections)
        rows = rows.filter(~doubtful)
        self._book_credits(rows.filter("credit"))
        self._book_invoices(rows.filter(~pl.col("credit")), mode)
        self._refusals.close()
        self.counts.refused = self._refusals.count
        return self.counts

    def _with_buyers(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with the `party` of each, null where the register refuses the buyer; the unknown ones are linked."""
        rows = rows.with_columns(_BUYER.alias("buyer"))
        known: dict[str, PartyId] = dict(buyers_by_reference(self._policy.id))
        distinct = rows["buyer"].unique()
        self.counts.matched += sum(1 for one in distinct if one in known)
        unknown = unknown_buyers(rows, known)
        if unknown:
            linked = link_buyers(self._act, self._policy.id, unknown)
            known |= linked.parties
            self._unnameable |= linked.refused
            self.counts.matched += linked.matched
            self.counts.new += linked.new
        parties = translated(rows["buyer"], distinct, [known.get(one) for one in distinct], pl.Int64)
        return rows.with_columns(parties.alias("party")).drop("buyer")

    def _objections(self, row: LedgerRow, _columns: Mapping[str, Any]) -> tuple[Objection, ...]:
        refusal = self._unnameable.get(_reference(row))
        if refusal is None:
            return objections_of_day(row, self._as_of)
        facts = {key: fact for key, fact in refusal.facts.items() if key != "value"}
        return (Objection(Field.BUYER_NAME, refusal.code, facts),)

    def _object(self, rows: pl.DataFrame, judge: Judge) -> None:
        for row in objected(self._ledger, rows, judge):
            self._refusals.add(row)

    def _book_credits(self, rows: pl.DataFrame) -> None:
        """A credit note, or a payment without an invoice, counts as received on its own day."""
        known = recorded_credit_notes(self._policy.id) if rows.height else {}
        receipts: list[tuple[object, ...]] = []
        contradicting: list[int] = []
        for place, party, row in zip(rows["place"], rows["party"], ledger_rows(rows), strict=True):
            recorded = known.get((party, row.invoice_key))
            if recorded is None:
                known[party, row.invoice_key] = (row.invoiced, row.amount)
                kind = ReceiptKind.PAYMENT if row.payment else ReceiptKind.CREDIT_NOTE
                amount, day = row.amount, row.invoiced
                receipts.append((party, None, row.invoice_key, day, amount.currency, amount.minor, kind.value))
            elif recorded == (row.invoiced, row.amount):
                self.counts.unchanged += 1
            else:
                contradicting.append(place)
        self.counts.accepted += len(receipts)
        load(ReceivableReceipt, pl.DataFrame(receipts, schema=_RECEIPT, orient="row"), self._constants, self._written)
        if contradicting:

            def judge(row: LedgerRow, columns: Mapping[str, Any]) -> tuple[Objection, ...]:
                facts = {"recorded": known[columns["party"], row.invoice_key][1]}
                return (Objection(Field.AMOUNT, "ledger.row.differs_from_recorded", facts),)

            self._object(rows.filter(pl.col("place").is_in(contradicting)), judge)

    def _book_invoices(self, rows: pl.DataFrame, mode: ImportMode) -> None:
        books = books_of(self._policy.id)
        if mode is ImportMode.FULL:
            self._close(books, rows.height)
        parts = held(rows, books, self._as_of)
        self._object(parts.repeated, _repeats)
        self._object(parts.contradicting, lambda row, columns: self._contradictions(row, columns, books))
        self._move_on(parts.known if self._tells_disputes else parts.known.with_columns(dispute_now=_UNSAID))
        self._enter(parts.new)

    @property
    def _tells_disputes(self) -> bool:
        """Whether the ledger has a column for disputes; one without says nothing of them and ends none."""
        return Field.DISPUTED in self._ledger.layout.columns

    def _contradictions(self, row: LedgerRow, columns: Mapping[str, Any], books: Books) -> tuple[Objection, ...]:
        return reconciled(row, books.recorded(columns), self._as_of).objections

    def _move_on(self, known: pl.DataFrame) -> None:
        """What came in since, or is now in dispute, on invoices that are recorded."""
        if not known.height:
            return
        changes = (pl.col("more") > 0) | pl.col("dispute_now").is_not_null() | pl.col("gone").is_not_null()
        self.counts.accepted += int(known.select(changes.sum()).item())
        self.counts.unchanged += int(known.select((~changes).sum()).item())
        self._reopen(known.filter(pl.col("gone").is_not_null()))
        more = known.filter(pl.col("more") > 0)
        self._receipts(more, pl.col("known"), pl.col("more"))
        disputes = known.filter(pl.col("dispute_now").is_not_null())
        self._disputes(disputes, pl.col("known"), pl.lit(self._as_of), pl.col("dispute_now"))

    def _reopen(self, known: pl.DataFrame) -> None:
        """Invoices that a full ledger had closed by leaving them out: its closing is taken back as of its own day."""
        self.counts.reopened = tuple(known["number"].head(_KEPT_OPEN_SHOWN))
        self.counts.reopened_count = known.height
        receipts = known.select(
            pl.col("party").alias("party_id"), pl.col("known").alias("receivable_id"), pl.col("gone_on").alias("day"),
            "currency", (-pl.col("gone")).alias("amount_minor"), pl.lit(ReceiptKind.RETURNED.value).alias("kind"),
        )  # fmt: skip
        load(ReceivableReceipt, receipts, self._constants, self._written)

    def _enter(self, new: pl.DataFrame) -> None:
        """New invoices, buyer by buyer as the index has them, and then what names them."""
        new = new.sort("party", "key")
        new = new.with_columns(next_ids(Receivable, new.height))
        self.counts.accepted += new.height
        shipped = pl.coalesce("shipped", "invoiced")
        invoices = new.select(
            "id", pl.col("party").alias("party_id"), pl.col("number"), pl.col("key").alias("number_key"),
            shipped.alias("shipped"), "invoiced", "due", "currency", pl.col("amount").alias("amount_minor"),
            pl.col("tax").fill_null(0).alias("tax_minor"), pl.col("deposit").fill_null(0).alias("deposit_minor"),
            "method", "destination",
        )  # fmt: skip
        load(Receivable, invoices, self._constants, self._written)
        self._receipts(new.filter(pl.col("received") > 0), pl.col("id"), pl.col("received"))
        begun = pl.min_horizontal(shipped, "invoiced")
        self._disputes(new.filter(pl.col("in_dispute") != 0), pl.col("id"), begun, pl.col("in_dispute"))

    def _close(self, books: Books, stated: int) -> None:
        """Invoices that the ledger holds no more, as of its day."""
        if not stated:
            raise InvalidInput("ledger.full.states_nothing", "file")
        found = closing(self._policy.id, self._ledger, books, self._as_of)
        self.counts.closed = found.closed.height
        self.counts.kept_open = found.kept_numbers(_KEPT_OPEN_SHOWN)
        receipts = found.closed.select(
            pl.col("party").alias("party_id"), pl.col("known").alias("receivable_id"),
            pl.lit(self._as_of).alias("day"), "currency", pl.col("left").alias("amount_minor"),
            pl.lit(ReceiptKind.LEFT_LEDGER.value).alias("kind"),
        )  # fmt: skip
        load(ReceivableReceipt, receipts, self._constants, self._written)

    def _written(self, done: int, rows: int) -> None:
        self._tell(Stage.WRITING, done, rows)

    def _receipts(self, rows: pl.DataFrame, invoice: pl.Expr, minor: pl.Expr) -> None:
        receipts = rows.select(
            pl.col("party").alias("party_id"), invoice.alias("receivable_id"), pl.col("paid_on").alias("day"),
            "currency", minor.alias("amount_minor"), pl.lit(ReceiptKind.PAYMENT.value).alias("kind"),
        )  # fmt: skip
        load(ReceivableReceipt, receipts, self._constants, self._written)

    def _disputes(self, rows: pl.DataFrame, invoice: pl.Expr, day: pl.Expr, minor: pl.Expr) -> None:
        disputes = rows.select(
            pl.col("party").alias("party_id"), invoice.alias("receivable_id"), day.alias("day"),
            minor.alias("amount_minor"),
        )  # fmt: skip
        load(ReceivableDispute, disputes, self._constants, self._written)


_UNSAID = pl.lit(None, dtype=pl.Int64)
_BUYER = pl.when(pl.col("reference") == "").then("name").otherwise("reference")


def unknown_buyers(rows: pl.DataFrame, known: Collection[str]) -> dict[str, NamedBuyer]:
    """The buyers of a ledger whose customer numbers are not known yet, each as its first row names it."""
    named = (
        rows.with_columns(_BUYER.alias("buyer"))
        .unique("buyer", keep="first", maintain_order=True)
        .filter(~pl.col("buyer").is_in(list(known)))
    )
    return {_reference(row): _named(row) for row in ledger_rows(named)}


def _repeats(_row: LedgerRow, _columns: Mapping[str, Any]) -> tuple[Objection, ...]:
    return (Objection(Field.INVOICE_NUMBER, "ledger.row.repeats_invoice_of_buyer", {}),)


def _reference(row: LedgerRow) -> str:
    return row.buyer_reference or row.buyer_name


def _named(row: LedgerRow) -> NamedBuyer:
    reference = _reference(row)
    entry = PartyEntry(
        name=row.buyer_name or reference,
        country=row.country,
        country_written="" if row.country else row.country_written,
        national_id=guessed_id(row.national_id, row.country) if row.national_id else None,
    )
    return NamedBuyer(reference, entry, named=bool(row.buyer_name))

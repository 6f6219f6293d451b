"""What a full ledger closes: invoices that were open and are not in it any more.

A closing by absence is no money from the buyer: it is a receipt of its own kind that belongs to its invoice alone. An
invoice that a notice or a claim speaks of is never closed so; it is listed for the policyholder to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import select

from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PolicyId, ReceivableId
from insurer.kernel.money import Money
from underwriting.receivables.models import Receivable
from underwriting.receivables.reading.column_rows import invoice_keys
from underwriting.receivables.reading.columns import Columns, texts
from underwriting.receivables.reading.ledger import Ledger
from underwriting.receivables.services.recorded import Books, books_of
from underwriting.receivables.terms import Field

InHand = Callable[[PolicyId], Collection[ReceivableId]]
_in_hand: list[InHand] = []


def keep_open(asked: InHand) -> None:
    """Have invoices that a higher package has in hand stay open until somebody decides."""
    if asked not in _in_hand:
        _in_hand.append(asked)


@dataclass(frozen=True)
class Closing:
    """The invoices that go with their open amounts (`left`, minor units), and those in hand that stay."""

    closed: pl.DataFrame
    kept: pl.DataFrame

    def kept_numbers(self, most: int) -> tuple[str, ...]:
        """The first invoices that stay, by number."""
        ids = self.kept["known"].head(most).to_list()
        return tuple(
            db.session.scalars(select(Receivable.number).where(Receivable.id.in_(ids)).order_by(Receivable.id))
        )

    @property
    def totals(self) -> Mapping[str, Money]:
        """What is closed, by currency."""
        sums = self.closed.group_by("currency").agg(pl.col("left").sum()).sort("currency")
        return {currency: Money(int(minor), currency) for currency, minor in sums.iter_rows()}


def closing(policy_id: PolicyId, ledger: Ledger, books: Books, as_of: date) -> Closing:
    """What is open of the books at `as_of` and has no row in the ledger, refused rows counted as being there.

    InvalidInput for a file of refused rows that comes back mended: of what else is open it says nothing. An invoice is
    in the ledger when its number is, leading zeros aside, under whichever buyer.
    """
    if ledger.sheet.understood.get("refused_rows"):
        raise InvalidInput("ledger.full.refused_rows_only", "mode")
    frame = books.invoices.join(books.settled, on="known", how="left").select(
        "known", "party", "known_key",
        pl.col("known_currency").alias("currency"),
        (pl.col("known_amount") - pl.col("known_deposit") - pl.col("received").fill_null(0)).alias("left"),
        (pl.max_horizontal("known_invoiced", "known_shipped") <= as_of).alias("there"),
    )  # fmt: skip
    absent = frame.filter(
        (pl.col("left") > 0)
        & pl.col("there")
        & ~pl.col("known_key").str.strip_chars_start("0").is_in(_stated(ledger).implode())
    )
    in_hand = {int(one) for asked in _in_hand for one in asked(policy_id)} if absent.height else set()
    held = pl.col("known").is_in(sorted(in_hand))
    return Closing(absent.filter(~held), absent.filter(held))


def _stated(ledger: Ledger) -> pl.Series:
    cells = Columns.of(ledger.sheet, ledger.layout).cells([Field.INVOICE_NUMBER])
    return invoice_keys(texts(cells[Field.INVOICE_NUMBER.value])).str.strip_chars_start("0").unique()


def closing_preview(policy_id: PolicyId, ledger: Ledger, as_of: date) -> Closing:
    """What a full ledger would close, before it does."""
    return closing(policy_id, ledger, books_of(policy_id), as_of)

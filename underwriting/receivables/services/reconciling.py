"""A whole ledger held against the books at once: what is new, what moved on, what is unchanged, what contradicts.

The same rule as `rules.reconciling`, on columns; the objections themselves are that rule's, row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from underwriting.receivables.services.recorded import Books


@dataclass(frozen=True)
class Held:
    """The invoices of a ledger parted by what the books say of them; every row is in exactly one part.

    `new` are entered. `known` go with the books, perhaps with `more` received and another amount in `dispute_now`.
    `contradicting` do not, and `repeated` name an invoice of the same buyer that another row brought.
    """

    new: pl.DataFrame
    known: pl.DataFrame
    contradicting: pl.DataFrame
    repeated: pl.DataFrame


def with_debt(rows: pl.DataFrame) -> pl.DataFrame:
    """With `received`, what a row says came in by its day of payment, and `in_dispute`, what it says is disputed."""
    left = pl.col("amount") - pl.col("deposit").fill_null(0)
    received = pl.when(pl.col("paid_on").is_null()).then(0).otherwise(pl.coalesce("paid", left))
    disputed = pl.coalesce("disputed_amount", pl.when("disputed").then(left).otherwise(0))
    return rows.with_columns(received.alias("received"), disputed.alias("in_dispute"))


def objected_by_day(as_of: date) -> pl.Expr:
    """Rows that a ledger stated at the end of `as_of` cannot hold (`rules.reconciling.objections_of_day`)."""
    later = [(pl.col(name) > as_of).fill_null(value=False) for name in ("invoiced", "shipped", "paid_on")]
    undated = (pl.col("paid").fill_null(0) != 0) & pl.col("paid_on").is_null()
    return pl.any_horizontal(*later, undated)


def held(rows: pl.DataFrame, books: Books, as_of: date) -> Held:
    """Part the invoices of a ledger, `rows` with `party`, by what the books say."""
    rows = with_debt(rows)
    if not books.invoices.height:
        first = rows.select(pl.struct("party", "key").is_first_distinct()).to_series()
        nothing = rows.clear()
        return Held(rows.filter(first), nothing, nothing, rows.filter(~first))
    joined = _joined(rows, books)
    unknown = joined.filter(pl.col("known").is_null()).select(rows.columns)
    first = unknown.select(pl.struct("party", "key").is_first_distinct()).to_series()
    judged = _judged(joined.filter(pl.col("known").is_not_null()), books, as_of)
    agreeing = judged.filter(~pl.col("contradicts"))
    once = agreeing["known"].is_first_distinct()
    return Held(
        unknown.filter(first),
        agreeing.filter(once),
        judged.filter("contradicts"),
        pl.concat([unknown.filter(~first), agreeing.filter(~once).select(rows.columns)]).sort("place"),
    )


def _joined(rows: pl.DataFrame, books: Books) -> pl.DataFrame:
    """Each row with the invoice recorded of it: the same number, or one that only lost its leading zeros."""
    known = books.invoices.join(books.disputes, on="known", how="left")
    joined = rows.join(known.with_columns(key="known_key"), on=["party", "key"], how="left", maintain_order="left")
    with_zeros = known.filter(pl.col("known_key").str.starts_with("0"))
    if not with_zeros.height:
        return joined
    bare = pl.col("key").str.strip_chars_start("0")
    unknown = joined.filter(pl.col("known").is_null()).select(rows.columns).with_columns(bare.alias("bare"))
    alike = unknown.join(
        with_zeros.with_columns(bare=pl.col("known_key").str.strip_chars_start("0")), on=["party", "bare"]
    )
    same = alike.filter(_same_core()).sort("place", "known").unique("place", keep="first").drop("bare")
    rest = joined.join(same.select("place"), on="place", how="anti")
    return pl.concat([rest, same.select(joined.columns)]).sort("place")


def _same_core() -> pl.Expr:
    """Whether dates, amounts and method are as recorded; they never change."""
    return pl.all_horizontal(
        pl.col("invoiced") == pl.col("known_invoiced"),
        pl.coalesce("shipped", "invoiced") == pl.col("known_shipped"),
        pl.col("due") == pl.col("known_due"),
        pl.col("amount") == pl.col("known_amount"),
        pl.col("currency") == pl.col("known_currency"),
        pl.col("tax").fill_null(0) == pl.col("known_tax"),
        pl.col("deposit").fill_null(0) == pl.col("known_deposit"),
        pl.col("method").eq_missing(pl.col("known_method")),
    )


def _judged(rows: pl.DataFrame, books: Books, as_of: date) -> pl.DataFrame:
    """With `contradicts`, what came in `more` than recorded, and what is in `dispute_now`, null where as recorded.

    `gone` is what a full ledger closed on the day `gone_on` by leaving the invoice out, null where none did.
    """
    by_then = books.receipts.filter(pl.col("day") <= as_of)
    before = by_then.group_by("known").agg(pl.col("received").sum().alias("before"))
    on_day = books.receipts.select("known", pl.col("day").alias("paid_on"), pl.lit(value=True).alias("on_day"))
    rows = rows.join(before, on="known", how="left", maintain_order="left").join(
        on_day, on=["known", "paid_on"], how="left", maintain_order="left"
    )
    more = pl.col("received") - pl.col("before").fill_null(0)
    another_day = (more == 0) & pl.col("paid_on").is_not_null() & pl.col("on_day").is_null()
    gone = books.absences.filter(pl.col("day") <= as_of).rename({"day": "gone_on", "left": "gone"})
    rows = rows.join(gone.unique("known", keep="last"), on="known", how="left", maintain_order="left")
    disputed = pl.col("in_dispute")
    return rows.with_columns(
        (~_same_core() | (more < 0) | another_day).alias("contradicts"),
        more.alias("more"),
        pl.when(disputed != pl.col("known_disputed").fill_null(0)).then(disputed).alias("dispute_now"),
    )

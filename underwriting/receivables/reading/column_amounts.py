"""Amounts of a whole column in minor units: the plain ones by vectors, each odd text once by the row reader's own rule.

Nothing is rounded: the decimals are counted before anything becomes a number, and what has too many is left over.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from insurer.kernel.money import currency_decimals
from underwriting.receivables.reading.columns import meant
from underwriting.receivables.reading.crossing import MARK, crossed_cell
from underwriting.receivables.reading.numbers import NO_AMOUNT, NumberStyle, WrittenAmount, read_amount
from underwriting.receivables.reading.records import text_of

_MOST_WHOLE, _MOST_FRACTION, _DECIMALS = 14, 18, 4
_STRICT = r"^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?$"


@dataclass(frozen=True)
class Amounts:
    """Minor units per row, null where none is stated; `sure` where that is all there is to say."""

    minor: pl.Series
    sure: pl.Series


def read_amounts(cells: pl.Series, style: NumberStyle, currency: pl.Series) -> Amounts:
    """A column's amounts in each row's currency; what is not sure is for the row reader to judge."""
    frame = pl.DataFrame({"cell": cells, "currency": currency})
    frame = _written(frame, style).with_columns(
        meant(currency, _decimals, pl.Int64).alias("decimals"),
        ((pl.col("sign") == "") | (pl.col("sign") == pl.col("currency"))).fill_null(value=False).alias("agrees"),
    )
    frame = _counted(frame)
    blank = pl.col("plain") == ""
    fits = pl.col("plain").str.contains(_STRICT) & pl.col("agrees") & pl.col("fits").fill_null(value=False)
    told = frame.select(
        pl.when(blank | ~fits).then(None).otherwise(pl.col("minor")).alias("minor"),
        (blank | fits).fill_null(value=False).alias("sure"),
    )
    return Amounts(told["minor"], told["sure"])


def _written(frame: pl.DataFrame, style: NumberStyle) -> pl.DataFrame:
    """With `plain`, the amount as plain decimals (empty: none stated; null: no amount), and the `sign` it names."""
    cell = pl.col("cell")
    point, thousands = (",", ".") if style.decimal == "," else (".", ",")
    typed = cell.str.starts_with(MARK + "n")
    if style.decimal is None:
        simple = cell.str.contains("^-?[0-9]+$")
    else:
        dot, group = (f"\\{mark}" if mark == "." else mark for mark in (point, thousands))
        simple = cell.str.contains(rf"^-?(?:[0-9]+|[0-9]{{1,3}}(?:{group}[0-9]{{3}})+)(?:{dot}[0-9]+)?$")
    plainly = cell.str.replace_all(thousands, "", literal=True).str.replace(point, ".", literal=True)
    plainly = plainly.str.replace(r"^(-?)0+([0-9])", "${1}${2}")
    frame = frame.with_columns(
        pl.when(cell == "")
        .then(pl.lit(""))
        .when(typed)
        .then(cell.str.strip_prefix(MARK + "n"))
        .when(simple)
        .then(plainly)
        .alias("plain"),
        pl.lit("").alias("sign"),
    )
    odd = frame["plain"].is_null()
    return _read_one_by_one(frame, odd, style) if odd.any() else frame


def _read_one_by_one(frame: pl.DataFrame, odd: pl.Series, style: NumberStyle) -> pl.DataFrame:
    distinct = frame["cell"].filter(odd).unique()
    rows = []
    for crossed in distinct:
        cell = crossed_cell(crossed)
        if text_of(cell).strip().casefold() in NO_AMOUNT:
            rows.append((crossed, "", ""))
            continue
        read = read_amount(cell, style)
        told = (read.plain, read.currency or "") if isinstance(read, WrittenAmount) else (None, "")
        rows.append((crossed, *told))
    schema = {"cell": pl.String, "plain_read": pl.String, "sign_read": pl.String}
    read_frame = pl.DataFrame(rows, schema=schema, orient="row")
    joined = frame.join(read_frame, on="cell", how="left", maintain_order="left")
    return joined.with_columns(
        pl.coalesce("plain", "plain_read").alias("plain"), pl.coalesce("sign_read", "sign").alias("sign")
    ).drop("plain_read", "sign_read")


def _decimals(currency: str | None) -> int | None:
    return None if not currency else currency_decimals(currency)


def _counted(frame: pl.DataFrame) -> pl.DataFrame:
    """With `minor` and whether it `fits`: not too many decimals for the currency, not more digits than we count."""
    plain = pl.col("plain")
    parts = frame.lazy().with_columns(
        plain.str.strip_prefix("-").str.split_exact(".", 1).alias("parts"), plain.str.starts_with("-").alias("minus")
    )
    parts = parts.with_columns(
        pl.col("parts").struct.field("field_0").alias("whole"),
        pl.col("parts").struct.field("field_1").fill_null("").alias("fraction"),
    ).with_columns(pl.col("fraction").str.strip_chars_end("0").alias("telling"))
    fits = (
        (pl.col("whole").str.len_bytes() <= _MOST_WHOLE)
        & (pl.col("fraction").str.len_bytes() <= _MOST_FRACTION)
        & (pl.col("telling").str.len_bytes() <= pl.min_horizontal("decimals", _DECIMALS))
    )
    whole = pl.col("whole").cast(pl.Int64, strict=False)
    fraction = pl.col("telling").str.pad_end(_DECIMALS, "0").cast(pl.Int64, strict=False)
    tens = pl.lit(10, pl.Int64).pow(pl.col("decimals"))
    minor = whole * tens + fraction // pl.lit(10, pl.Int64).pow(_DECIMALS - pl.col("decimals"))
    return (
        parts.with_columns(
            fits.alias("fits"), pl.when("minus").then(-minor).otherwise(minor).cast(pl.Int64).alias("minor")
        )
        .drop("parts", "whole", "fraction", "telling", "minus")
        .collect()
    )

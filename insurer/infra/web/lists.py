"""A long list declared once and given as a page or as a file, with the same filters and the same values in both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import Row, func, select

from insurer.infra import languages
from insurer.infra.db import db
from insurer.infra.web.exports import EXPORTS, asked_export, export_file
from insurer.infra.web.paging import (
    ListState,
    Page,
    Query,
    Sorting,
    decode_cursor,
    encode_cursor,
    keyset_page,
    ordering,
)
from insurer.infra.web.tables import Column, Filter, Table, cell, list_state, table_rows
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money

COUNTED = 1000
"""Rows are counted up to here; beyond, the list says that it has more."""
_AT_ONCE = 1000
Line = tuple[Sequence[object], str]
"""The values of one row, by column, and the address that the row leads to."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: what it asks of the database and what a row says. `lines` turns rows into values, many at a time."""

    name: str
    caption: str
    empty: str
    columns: Sequence[Column]
    filters: Sequence[Filter]
    statement: Callable[[Mapping[str, str]], Query]
    keys: Mapping[str, Sorting]
    unique: Sorting
    lines: Callable[[Sequence[Row[Any]]], Iterable[Line]]
    sort: str
    descending: bool = False
    totals: Mapping[str, tuple[Sorting, Sorting]] = field(default_factory=dict)
    """Columns that can be added up: their amount in minor units and their currency."""


def answered(listing: Listing, page: Callable[[Table], ResponseReturnValue]) -> ResponseReturnValue:
    """The list as the file that was asked for, else as the page made of its table."""
    state = list_state(listing.columns, listing.filters, sort=listing.sort, descending=listing.descending)
    kind = asked_export()
    if kind is not None:
        columns = [column for column in listing.columns if column.kind != "actions"]
        places = [place for place, column in enumerate(listing.columns) if column.kind != "actions"]
        rows = ([values[place] for place in places] for values in _all_values(listing, state))
        return export_file(kind, listing.name, columns, rows)
    return page(listed(listing, state))


@dataclass(frozen=True, slots=True)
class Whole:
    """A list that is worked out and not asked of the database by pages: all its lines, in their order.

    Its first column is searched by part of a word.
    """

    name: str
    caption: str
    empty: str
    columns: Sequence[Column]
    lines: Sequence[Line]


def answered_whole(whole: Whole, page: Callable[[Table], ResponseReturnValue]) -> ResponseReturnValue:
    """The list as the file that was asked for, else as the page made of one portion of it."""
    first = whole.columns[0]
    filters = (Filter(first.key, first.label),)
    state = list_state(whole.columns, filters, sort=first.key)
    wanted = state.filters.get(first.key, "").casefold()
    lines = [line for line in whole.lines if wanted in languages.text_of(line[0][0]).casefold()]
    kind = asked_export()
    if kind is not None:
        return export_file(kind, whole.name, whole.columns, (values for values, _href in lines))
    start = _place(state)
    some = lines[start : start + state.size]
    following, preceding = start + state.size, max(start - state.size, 0)
    turned = Page(
        some,
        encode_cursor(following, 0) if following < len(lines) else None,
        encode_cursor(preceding, 0) if start else None,
    )
    count = languages.counted("%(count)s row", "%(count)s rows", len(lines))
    rows = table_rows(whole.columns, some)
    return page(
        Table(whole.name, whole.columns, rows, state, filters, turned, EXPORTS, whole.caption, whole.empty, count=count)
    )


def _place(state: ListState) -> int:
    """How many lines stand before the portion that the address asks for."""
    cursor = state.after or state.before
    place = decode_cursor(cursor)[0] if cursor else 0
    if not isinstance(place, int) or place < 0:
        raise InvalidInput("input.unknown_cursor", "cursor")
    return place


def listed(listing: Listing, state: ListState) -> Table:
    """One page of the list."""
    statement = listing.statement(state.filters)
    page = keyset_page(_run, statement, listing.keys, listing.unique, state)
    return Table(
        listing.name,
        listing.columns,
        table_rows(listing.columns, listing.lines(page.items)),
        state,
        listing.filters,
        page,
        EXPORTS,
        listing.caption,
        listing.empty,
        _totals(listing, statement) if listing.totals and request.args.get("totals") else (),
        _counted(listing, statement, page, state),
        bool(listing.totals),
    )


def _run(statement: Query) -> Sequence[Row[Any]]:
    return db.session.execute(statement).all()


def _all_values(listing: Listing, state: ListState) -> Iterator[Sequence[object]]:
    """Every row that answers to the filters, in the order of the page, read in portions."""
    order = ordering(listing.keys, listing.unique, state.sort, state.descending)
    statement = listing.statement(state.filters).order_by(None).order_by(*order)
    found = db.session.execute(statement.execution_options(yield_per=_AT_ONCE))
    for portion in found.partitions():
        for values, _href in listing.lines(portion):
            yield values


def _counted(listing: Listing, statement: Query, page: Page[Row[Any]], state: ListState) -> str:
    """How many rows there are, in words: always known of a whole list, else counted as far as that is cheap.

    A search by part of a word is not counted: that would look through everything once more.
    """
    if page.after is None and page.before is None:
        return languages.counted("%(count)s row", "%(count)s rows", len(page.items))
    if any(one.key in state.filters and one.kind == "text" for one in listing.filters):
        return ""
    some = statement.with_only_columns(listing.unique).order_by(None).limit(COUNTED + 1).subquery()
    found = db.session.scalar(select(func.count()).select_from(some)) or 0
    if found > COUNTED:
        return languages.here("more than %(count)s rows", count=f"{COUNTED:,}")
    return languages.counted("%(count)s row", "%(count)s rows", found)


def _totals(listing: Listing, statement: Query) -> list[str]:
    """The foot of the list: every column that can be added up, one amount per currency."""
    locale = languages.reader_locale()
    foot: list[str] = []
    for column in listing.columns:
        if column.key not in listing.totals:
            foot.append("")
            continue
        amount, currency = listing.totals[column.key]
        sums = statement.with_only_columns(currency, func.sum(amount)).order_by(None).group_by(currency)
        amounts = [Money(int(minor or 0), code) for code, minor in sorted(tuple(row) for row in _run(sums))]
        foot.append(Markup("<br>").join(cell(column, amount, locale) for amount in amounts))
    if foot and not foot[0]:
        foot[0] = languages.here("Total")
    return foot

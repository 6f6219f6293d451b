"""Lists: what a table shows and how it is sorted, filtered and paged, all of it in the address of the page.

A list reads its state from the query string against what it declares; nothing else reaches a query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal
from urllib.parse import urlencode

from flask import request
from markupsafe import Markup, escape

from insurer.infra import languages
from insurer.infra.formats import Style, grouped
from insurer.infra.web.layout import same_page
from insurer.infra.web.paging import ListState as ListState
from insurer.infra.web.paging import Page as Page
from insurer.infra.web.paging import Query as Query
from insurer.infra.web.paging import keyset_page as keyset_page
from insurer.infra.web.status import status_badge
from insurer.infra.web.views import ShownView, asked_arguments, default_view, shown_views
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money

Kind = Literal["text", "code", "money", "number", "share", "date", "moment", "status", "actions"]
SIZES = (25, 50, 100, 200)
_RIGHT = ("money", "number", "share")
_LONGEST_FILTER = 200
_PASSING = ("after", "before", "format", "totals", "lang", "theme")
"""Arguments that say nothing of what a list is about."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in addresses and exports, its English heading, what kind of value it holds."""

    key: str
    label: str
    kind: Kind = "text"
    sortable: bool = False
    narrow: bool = False
    """Kept on a phone's first line; the others fold below."""

    @property
    def right(self) -> bool:
        return self.kind in _RIGHT


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its key in addresses, its English label and, for a choice, (value, words) pairs or an enumeration."""

    key: str
    label: str
    kind: Literal["text", "date", "choice"] = "text"
    of: type[StrEnum] | Sequence[tuple[str, str]] = ()

    def choices(self) -> list[tuple[str, str]]:
        if isinstance(self.of, type):
            return [(member.value, languages.label(member)) for member in self.of]
        return list(self.of)


def list_state(
    columns: Iterable[Column],
    filters: Iterable[Filter] = (),
    *,
    sort: str,
    descending: bool = False,
    size: int = 50,
) -> ListState:
    """The state in the present address, else in the view that its reader has made the default of this list.

    An unknown sort key or size is refused, an unknown filter ignored.
    """
    keys = [one.key for one in filters]
    asked_for = asked_arguments(keys)
    sortable = {column.key for column in columns if column.sortable} | {sort}
    asked = asked_for.get("sort", "")
    key = asked.removeprefix("-") or sort
    if key not in sortable:
        raise InvalidInput("input.unknown_sort", "sort", value=key[:40])
    chosen = {key: asked_for.get(key, "").strip() for key in keys}
    if any(len(value) > _LONGEST_FILTER for value in chosen.values()):
        raise InvalidInput("input.too_long", "filter", most=_LONGEST_FILTER)
    wished = asked_for.get("size", "")
    return ListState(
        sort=key,
        descending=asked.startswith("-") if asked else descending,
        size=int(wished) if wished in {str(known) for known in SIZES} else size,
        filters={name: value for name, value in chosen.items() if value},
        after=request.args.get("after"),
        before=request.args.get("before"),
    )


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells already in the reader's language, and the address the row leads to."""

    cells: Sequence[str]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A list ready for the table macro."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[TableRow]
    state: ListState | None = None
    filters: Sequence[Filter] = ()
    page: Page[Any] | None = None
    exports: Sequence[str] = ()
    caption: str = ""
    empty: str = ""
    foot: Sequence[str] = ()
    count: str = ""
    """How many rows the whole list has, in words; empty where counting them would cost more than showing them."""
    totals: bool = False
    """Whether its columns can be added up on request."""

    def sort_href(self, column: Column) -> str:
        """The address of this list sorted by `column`, the other way round when it is already."""
        assert self.state is not None
        turn = self.state.sort == column.key and not self.state.descending
        return self.turned(sort=f"-{column.key}" if turn else column.key)

    def order(self, column: Column) -> str:
        """`ascending`, `descending` or nothing: how the list is sorted by `column`."""
        if self.state is None or self.state.sort != column.key:
            return ""
        return "descending" if self.state.descending else "ascending"

    def turned(self, **changes: str | int | None) -> str:
        """The address of this list as it stands, with some arguments changed, from its first page on."""
        default = default_view()
        arguments: dict[str, str | int | None] = dict.fromkeys(_PASSING)
        if default is not None:
            arguments.update(self.asked(), view=default.id)
        return same_page(**{**arguments, **changes})

    def asked(self) -> list[tuple[str, str]]:
        """Sort order, size and filters as they stand, as arguments: what a saved view keeps."""
        if self.state is None:
            return []
        sort = f"-{self.state.sort}" if self.state.descending else self.state.sort
        return [("sort", sort), ("size", str(self.state.size)), *self.state.filters.items()]

    def beside(self) -> list[tuple[str, str]]:
        """The other arguments of this page, such as the policy it is about."""
        own = {"sort", "size", "view", *_PASSING, *(one.key for one in self.filters)}
        return [(key, value) for key, value in request.args.items(multi=True) if key not in own]

    def bare_href(self, **changes: str) -> str:
        """The address of this list without filters, whatever view is the default."""
        return request.path + "?" + urlencode([*self.beside(), ("view", "all"), *changes.items()])

    def sizes(self) -> list[tuple[int, str, bool]]:
        """How many rows a page may have, with the address and whether it has so many now."""
        assert self.state is not None
        return [(size, self.turned(size=size), size == self.state.size) for size in SIZES]

    def views(self) -> list[ShownView]:
        """The reader's own views of this list; empty where views cannot be kept."""
        return shown_views(self.asked(), self.beside())

    def body(self) -> Markup:
        """The rows as markup. Made here and not by a macro: a long list has thousands of cells."""
        opened = [_cell_tag(column) for column in self.columns]
        return Markup("".join(_row_markup(row, opened) for row in self.rows))  # noqa: S704 - every cell is escaped


def _cell_tag(column: Column) -> str:
    right = " right" if column.right else ""
    label = f' data-label="{escape(languages.here(column.label))}"' if column.label else ""
    return f'<td class="k-{column.kind}{right}"{label}>'


def _row_markup(row: TableRow, opened: Sequence[str]) -> str:
    cells = [escape(cell) for cell in row.cells]
    if row.href:
        cells[0] = Markup(f'<a class="row-link" href="{escape(row.href)}" hx-boost="false">{cells[0]}</a>')  # noqa: S704
    return "<tr>" + "".join(f"{tag}{cell}</td>" for tag, cell in zip(opened, cells, strict=True)) + "</tr>\n"


Cell = Callable[[object], str]


def table_rows(columns: Sequence[Column], lines: Iterable[tuple[Sequence[object], str]]) -> list[TableRow]:
    """Many rows of raw values and addresses put into cells; what is the same for all of them is looked up once."""
    locale, style = languages.reader_locale(), languages.reader_style()
    cells = [_cell_of(column, locale, style) for column in columns]
    return [TableRow([put(value) for put, value in zip(cells, values, strict=True)], href) for values, href in lines]


def table_row(columns: Sequence[Column], values: Sequence[object], href: str = "") -> TableRow:
    """A row of raw values (Money, date, Decimal, StrEnum, text, markup) put into cells by their columns' kinds."""
    return table_rows(columns, [(values, href)])[0]


def cell(column: Column, value: object, locale: str) -> str:
    """One cell."""
    return _cell_of(column, locale, languages.reader_style())(value)


def _cell_of(column: Column, locale: str, style: Style) -> Cell:
    """What puts the values of one column into cells. Not a macro: a long list has thousands of them."""
    name = "share" if column.kind == "share" else column.key
    badges: dict[object, str] = {}

    def put(value: object) -> str:
        if value is None or value == "":
            return ""
        if hasattr(value, "__html__"):
            return Markup(value)  # noqa: S704 - already markup
        if isinstance(value, Money):
            return _amount_cell(value, style)
        if column.kind == "status" and isinstance(value, StrEnum):
            return badges.get(value) or badges.setdefault(value, status_badge(value))
        if column.kind == "code":
            return Markup(f'<span class="ref" translate="no">{escape(value)}</span>')  # noqa: S704 - escaped
        return escape(languages.said(value, locale, name, style))

    return put


def _amount_cell(amount: Money, style: Style) -> Markup:
    figures = grouped(f"{amount.decimal:,f}", style.numbers)
    tone = " negative" if amount.minor < 0 else ""
    return Markup(f'<span class="money{tone}"><span class="ccy">{escape(amount.currency)}</span> {figures}</span>')  # noqa: S704

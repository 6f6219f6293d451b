"""What higher packages tell about an invoice: registered when the application is composed, shown on our pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from insurer.infra.web.guard import permitted
from insurer.kernel.ids import PolicyId, ReceivableId
from underwriting.exposure.queries.cover import OpenItem


@dataclass(frozen=True, slots=True)
class InvoiceBook:
    """A book in which invoices stand: its title in English, who may look into it, and for a side and a policy the
    papers of each invoice: number and address."""

    title: str
    needs: StrEnum
    papers: Callable[[str, PolicyId], Mapping[ReceivableId, Sequence[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper that an invoice stands in: the title of its book, its number, its page."""

    title: str
    number: str
    href: str


_books: dict[str, InvoiceBook] = {}


def keep_invoices_in(book: InvoiceBook) -> None:
    """Say where something about invoices is kept; of one title the last word counts."""
    _books[book.title] = book


def invoice_papers(side: str, policy: PolicyId) -> Mapping[ReceivableId, Sequence[Paper]]:
    """The papers of every invoice under a policy that the reader may see: one read per book."""
    found: dict[ReceivableId, list[Paper]] = {}
    for book in _books.values():
        if permitted(book.needs):
            for receivable, papers in book.papers(side, policy).items():
                named = [Paper(book.title, number, address) for number, address in papers]
                found.setdefault(receivable, []).extend(named)
    return found


def book_titles() -> tuple[str, ...]:
    """The titles of the books that the reader may look into, in the order of an invoice's life."""
    return tuple(book.title for book in _books.values() if permitted(book.needs))


Clocked = Callable[[PolicyId, Sequence[OpenItem], date, datetime | None], Mapping[ReceivableId, object]]
"""Tells for open invoices of a policy on a day, as known at a moment, the clocks of each for the clocks macro."""
_clocks: list[Clocked] = []


def show_clocks_by(tell: Clocked) -> None:
    """Say who knows the clocks of invoices; the last word counts."""
    _clocks[:] = [tell]


def clocks_of_items(
    policy: PolicyId, items: Sequence[OpenItem], day: date, known_by: datetime | None = None
) -> Mapping[ReceivableId, object]:
    """The clocks of each invoice, in a number of reads that does not grow with theirs; none where nobody knows them."""
    return _clocks[0](policy, items, day, known_by) if _clocks and items else {}

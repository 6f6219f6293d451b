"""What higher packages tell about an open invoice: registered when the application is composed, shown on our pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from insurer.kernel.ids import PolicyId, ReceivableId


@dataclass(frozen=True, slots=True)
class NoticeBook:
    """Which open invoices were notified: the notice's number by invoice, and the notice's page on a side."""

    numbers: Callable[[PolicyId], Mapping[ReceivableId, str]]
    page: Callable[[str, str], str]


_books: list[NoticeBook] = []


def keep_notices_in(book: NoticeBook) -> None:
    """Say where the notices are kept; the last word counts."""
    _books[:] = [book]


def notice_numbers(policy: PolicyId) -> Mapping[ReceivableId, str]:
    """The notice of each notified invoice, none where nobody keeps notices."""
    return _books[0].numbers(policy) if _books else {}


def notice_page(side: str, number: str) -> str:
    """Where a notice is shown on `side`."""
    return _books[0].page(side, number)

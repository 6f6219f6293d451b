"""What overdues tell on the pages of exposure: which open invoices were notified."""

from __future__ import annotations

from flask import url_for

from claims.overdues.queries import notice_numbers
from underwriting.public import NoticeBook, keep_notices_in


def tell_notices() -> None:
    """Let the ledger's pages know the notices."""
    keep_notices_in(NoticeBook(notice_numbers, lambda side, number: url_for(f"overdues_{side}.notice", number=number)))

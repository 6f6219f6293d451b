"""When two written invoice numbers are one invoice."""

from __future__ import annotations

import unicodedata

_NOT_TELLING = {"Zs", "Pd", "Cf", "Cc"}


def invoice_key(number: str) -> str:
    """The number without case, spaces, dashes and invisible characters: `INV-7`, `inv 7`, `INV‑7` are one.

    Leading zeros stay: `007` and `7` may be two invoices.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", number).casefold())
    return "".join(char for char in plain if unicodedata.category(char) not in _NOT_TELLING)

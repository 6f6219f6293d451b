"""Which receipts stand: a closing by absence that was taken back stands no more, nor does what took it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from underwriting.exposure.terms import ReceiptKind
from underwriting.receivables.models import ReceivableReceipt

_ABSENCE = (ReceiptKind.LEFT_LEDGER.value, ReceiptKind.RETURNED.value)


def standing(table: Any = ReceivableReceipt, known_by: datetime | None = None) -> ColumnElement[bool]:
    """The receipts that count, as known by a moment.

    An invoice that left a full ledger and came back has a receipt `left_ledger` and one `returned` of the same day
    that undoes it. Their sum is zero; they are left out together, so that neither is taken for a day of payment.
    """
    back = aliased(ReceivableReceipt)
    undone = [
        back.receivable_id == table.receivable_id,
        back.day == table.day,
        back.id > table.id,
        back.kind == ReceiptKind.RETURNED.value,
    ]
    if known_by is not None:
        undone.append(back.recorded_at <= known_by)
    return or_(
        table.kind.not_in(_ABSENCE),
        and_(table.kind == ReceiptKind.LEFT_LEDGER.value, ~exists().where(*undone)),
    )

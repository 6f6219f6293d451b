"""Debit and credit: two columns, or one amount with its side beside it, read as one amount, credit below zero."""

from __future__ import annotations

from collections.abc import Callable

from underwriting.receivables.reading.aliases import by_heading, header_key
from underwriting.receivables.reading.records import Cell, Record, text_of
from underwriting.receivables.terms import Field

ONE_AMOUNT = "Amount (debit less credit)"


def _keys(*names: str) -> frozenset[str]:
    return frozenset(map(header_key, names))


_DEBIT = _keys("soll", "betrag soll", "soll betrag", "sollbetrag", "umsatz soll", "debit", "debit amount", "借方",
               "借方金额", "借方原币")  # fmt: skip
_CREDIT = _keys("haben", "betrag haben", "haben betrag", "habenbetrag", "umsatz haben", "credit", "credit amount",
                "贷方", "贷方金额", "贷方原币")  # fmt: skip
_SIDE = _keys("s/h", "soll/haben", "soll/haben kz", "soll/haben kennzeichen", "sh kz", "debit/credit ind",
              "debit/credit", "d/c", "dr/cr", "借贷", "借/贷", "借贷方向", "方向")  # fmt: skip
_OF_CREDIT = frozenset({"h", "haben", "c", "cr", "credit", "贷", "贷方"})
_OF_DEBIT = frozenset({"s", "soll", "d", "dr", "debit", "借", "借方"})


def amount_of_sides(header: Record) -> Callable[[Record], Record] | None:
    """What puts the one amount in front of a record; None when the headings name no sides.

    A row that fills both sides, or names a side unknown, keeps both texts: such an amount is refused as written.
    """
    names = [header_key(text_of(cell)) for cell in header.cells]
    own = header_key(ONE_AMOUNT)
    again = names.index(own) if own in names else None
    debit, credit, side = (_place(names, keys) for keys in (_DEBIT, _CREDIT, _SIDE))
    amount = by_heading([text_of(cell) for cell in header.cells]).get(Field.AMOUNT)
    if debit is not None and credit is not None:
        first, second = debit, credit

        def one_amount(record: Record) -> Cell:
            left, right = _at(record, first), _at(record, second)
            if not _told(right):
                return left
            return _below(right) if not _told(left) else f"{text_of(left)} / {text_of(right)}"
    elif side is not None and amount is not None and amount != again:
        first, second = amount, side

        def one_amount(record: Record) -> Cell:
            stated, word = _at(record, first), text_of(_at(record, second)).strip().casefold()
            if word in _OF_CREDIT:
                return _below(stated)
            return stated if word in _OF_DEBIT or not text_of(stated).strip() else f"{text_of(stated)} {word or '?'}"
    else:
        return None

    def with_amount(record: Record) -> Record:
        value = ONE_AMOUNT if record.line == header.line else one_amount(record)
        rest = [cell for place, cell in enumerate(record.cells) if place != again]
        return Record(record.line, [value, *rest])

    return with_amount


def _place(names: list[str], keys: frozenset[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name in keys), None)


def _at(record: Record, place: int) -> Cell:
    return record.cells[place] if place < len(record.cells) else ""


def _told(cell: Cell) -> bool:
    """Whether a side has an amount: it is neither blank nor nothing but noughts."""
    return bool(text_of(cell).strip().strip("0.,- "))


def _below(cell: Cell) -> Cell:
    """The amount below zero, once: a sign that it has already stays the only one."""
    text = text_of(cell).strip()
    if not text or text.startswith(("-", "(", "−")) or text.endswith(("-", "−")):
        return cell
    return f"{text}-" if isinstance(cell, str) else [cell[0], f"-{text}"]

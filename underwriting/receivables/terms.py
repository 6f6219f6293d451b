"""What a row of a receivables ledger says, how a file is to be read, and what a refused row lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from insurer.kernel.errors import InvalidInput
from insurer.kernel.findings import Finding
from insurer.kernel.money import Money, currency_decimals


class Field(StrEnum):
    """What a column of a ledger can mean."""

    BUYER_REFERENCE = "buyer_reference"
    BUYER_NAME = "buyer_name"
    COUNTRY = "country"
    DESTINATION = "destination"
    NATIONAL_ID = "national_id"
    INVOICE_NUMBER = "invoice_number"
    SHIPPED = "shipped"
    INVOICED = "invoiced"
    DUE = "due"
    AMOUNT = "amount"
    BALANCE = "balance"
    CURRENCY = "currency"
    TAX = "tax"
    PAID_ON = "paid_on"
    PAID_AMOUNT = "paid_amount"
    DISPUTED = "disputed"
    PAYMENT_METHOD = "payment_method"
    DEPOSIT = "deposit"
    CREDIT_NOTE = "credit_note"


DAY_FIELDS = (Field.SHIPPED, Field.INVOICED, Field.DUE, Field.PAID_ON)
AMOUNT_FIELDS = (Field.AMOUNT, Field.BALANCE, Field.TAX, Field.PAID_AMOUNT, Field.DEPOSIT)
REQUIRED_FIELDS = (Field.INVOICE_NUMBER, Field.INVOICED, Field.DUE, Field.AMOUNT)
"""Besides these a ledger names its buyers (a reference or a name) and a currency (a column or one for all)."""


class DocumentKind(StrEnum):
    """What a row of a ledger records. Credit notes and payments that name no invoice reduce the buyer's debt."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"


class DayOrder(StrEnum):
    """In which order a written day names day, month and year."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


class PaymentMethod(StrEnum):
    """How the buyer pays; the risk grows from letter of credit to open account."""

    LETTER_OF_CREDIT = "LC"
    AGAINST_PAYMENT = "DP"
    AGAINST_ACCEPTANCE = "DA"
    OPEN_ACCOUNT = "OA"


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """How a file is to be read: which column is which field, and the sender's answers to what it leaves open.

    Empty parts are concluded from the file. `day_orders` and `decimal_mark` override the evidence; `currency` is
    that of every row without one; columns in `may_be_blank` (by header) never make a row incomplete. `sheet` names the
    sheet of a workbook with several.
    """

    mapping: Mapping[Field, str] = field(default_factory=dict)
    header_line: int | None = None
    currency: str | None = None
    day_orders: Mapping[Field, DayOrder] = field(default_factory=dict)
    decimal_mark: str | None = None
    may_be_blank: tuple[str, ...] = ()
    sheet: str | None = None

    def __post_init__(self) -> None:
        if self.currency is not None:
            currency_decimals(self.currency)
        if self.decimal_mark not in (None, ".", ","):
            raise InvalidInput("ledger.plan.decimal_mark", "decimal_mark", value=str(self.decimal_mark)[:5])

    def as_plain(self) -> dict[str, object]:
        """The plan as JSON, to be kept and used again."""
        return {
            "mapping": {key.value: header for key, header in self.mapping.items()},
            "header_line": self.header_line,
            "currency": self.currency,
            "day_orders": {key.value: order.value for key, order in self.day_orders.items()},
            "decimal_mark": self.decimal_mark,
            "may_be_blank": list(self.may_be_blank),
            "sheet": self.sheet,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, object]) -> ReadingPlan:
        """A kept plan; refuses unknown keys, fields and orders by name."""
        known = {"mapping", "header_line", "currency", "day_orders", "decimal_mark", "may_be_blank", "sheet"}
        if strange := sorted(set(plain) - known):
            raise InvalidInput("ledger.plan.unknown_key", strange[0])
        header_line = plain.get("header_line")
        if header_line is not None and not (isinstance(header_line, int) and header_line > 0):
            raise InvalidInput("ledger.plan.header_line", "header_line", value=str(header_line)[:40])
        blank = plain.get("may_be_blank") or ()
        if not isinstance(blank, list | tuple):
            raise InvalidInput("ledger.plan.not_a_list", "may_be_blank")
        return cls(
            mapping={_field(key): header for key, header in _texts(plain, "mapping").items()},
            header_line=header_line,
            currency=_text_or_none(plain, "currency"),
            day_orders={_field(key): _order(key, order) for key, order in _texts(plain, "day_orders").items()},
            decimal_mark=_text_or_none(plain, "decimal_mark"),
            may_be_blank=tuple(str(header) for header in blank),
            sheet=_text_or_none(plain, "sheet"),
        )


def _texts(plain: Mapping[str, object], key: str) -> dict[str, str]:
    value = plain.get(key, {})
    if not isinstance(value, dict) or not all(isinstance(text, str) for pair in value.items() for text in pair):
        raise InvalidInput("ledger.plan.not_a_mapping", key)
    return value


def _text_or_none(plain: Mapping[str, object], key: str) -> str | None:
    value = plain.get(key)
    if value is not None and not isinstance(value, str):
        raise InvalidInput("ledger.plan.not_text", key)
    return value


def _field(name: str) -> Field:
    try:
        return Field(name)
    except ValueError:
        raise InvalidInput("ledger.plan.unknown_field", f"mapping.{name[:40]}") from None


def _order(name: str, order: str) -> DayOrder:
    try:
        return DayOrder(order)
    except ValueError:
        raise InvalidInput("ledger.plan.unknown_day_order", f"day_orders.{name[:40]}", value=order[:40]) from None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One receivable as read. `line` is its line in the file; `warnings` were noticed but stop nothing.

    `invoice_key` is the number without case, spaces and dashes: one key per buyer, one invoice. A `paid_on`
    without `paid_amount` means paid in full. A credit note's amount is positive and reduces the debt; so does a payment
    that names no invoice, which is a credit note and a `payment`.
    """

    line: int
    buyer_reference: str
    buyer_name: str
    invoice_number: str
    invoice_key: str
    invoiced: date
    due: date
    amount: Money
    country: str | None = None
    country_written: str = ""
    destination: str | None = None
    national_id: str = ""
    shipped: date | None = None
    tax: Money | None = None
    paid_on: date | None = None
    paid_amount: Money | None = None
    disputed: bool = False
    disputed_amount: Money | None = None
    payment_method: PaymentMethod | None = None
    deposit: Money | None = None
    credit_note: bool = False
    payment: bool = False
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one row: the column's header (empty when it is the row), the value as written, code, facts."""

    line: int
    column: str
    value: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row not taken, with every reason and its cells as written, so that it can be mended and sent again."""

    line: int
    errors: tuple[RowError, ...]
    cells: tuple[str, ...]

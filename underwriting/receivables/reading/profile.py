"""What a whole ledger says about itself, gathered in one walk before any row is judged.

The order of days and the decimal mark are a column's, the country is a buyer's, and a blank means something only
against the rows that are not: none of them can be told from one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from insurer.kernel.errors import InvalidInput
from insurer.kernel.findings import Finding, Weight
from insurer.reference.facts import read_country
from underwriting.receivables.reading.days import DayColumn, DayStyle
from underwriting.receivables.reading.mapping import Layout
from underwriting.receivables.reading.numbers import NumberColumn, NumberStyle
from underwriting.receivables.reading.records import Record, text_of
from underwriting.receivables.reading.words import read_yes_no
from underwriting.receivables.terms import AMOUNT_FIELDS, DAY_FIELDS, Field, ReadingPlan

_ALWAYS_FILLED = Fraction(9, 10)
_ENOUGH_ROWS = 20
_CLEAR_COUNTRY = Fraction(2, 3)
_USUAL_LENGTH = Fraction(2, 3)


@dataclass(frozen=True)
class Profile:
    """The decided styles of the columns, each buyer's country, the columns the file fills, and what was noticed."""

    rows: int
    days: Mapping[Field, DayStyle]
    numbers: Mapping[Field, NumberStyle]
    disputed_is_amount: bool
    country_of_buyer: Mapping[str, str]
    filled: tuple[int, ...]
    findings: tuple[Finding, ...]


@dataclass
class Gathered:
    """What all rows together say, before anything is decided from it."""

    rows: int = 0
    days: dict[Field, DayColumn] = field(default_factory=dict)
    numbers: dict[Field, NumberColumn] = field(default_factory=dict)
    filled: Counter[int] = field(default_factory=Counter)
    countries: dict[str, Counter[str]] = field(default_factory=dict)
    number_lengths: Counter[int] = field(default_factory=Counter)
    disputed_amounts: int = 0


def buyer_mark(reference: str, name: str) -> str:
    """What tells buyers apart within one file: the sender's own reference, else the name."""
    return reference.strip() or name.strip().casefold()


def country_mark(written: str) -> str:
    """One mark for one country however written: its code where it has one, else the text itself."""
    return read_country(written).alpha2 or written.upper()


def profile(records: Iterable[Record], layout: Layout, plan: ReadingPlan) -> Profile:
    """Walk all records once and decide what only all of them can decide.

    InvalidInput on `day_orders.<field>` when no row of the file tells the order of a column's days.
    """
    return decided(gather(records, layout), layout, plan)


def decided(gathered: Gathered, layout: Layout, plan: ReadingPlan) -> Profile:
    """What follows from all that was gathered."""
    days = _shared_order({name: column.style(plan.day_orders.get(name)) for name, column in gathered.days.items()})
    for name, style in days.items():
        if style.decided_by in ("undecided", "contradictory"):
            raise InvalidInput(
                f"ledger.plan.day_order_{style.decided_by}", f"day_orders.{name.value}", column=layout.header(name)
            )
    return Profile(
        gathered.rows,
        days,
        _shared_mark({name: column.style(plan.decimal_mark) for name, column in gathered.numbers.items()}),
        gathered.disputed_amounts > 0,
        {buyer: country for buyer, seen in gathered.countries.items() if (country := _clear(seen)) is not None},
        _filled(gathered, layout, plan),
        _zeros_lost(gathered.number_lengths, layout.header(Field.INVOICE_NUMBER)),
    )


def gather(records: Iterable[Record], layout: Layout) -> Gathered:
    """What the records say, one by one."""
    at = layout.columns
    day_columns = [(at[name], name) for name in DAY_FIELDS if name in at]
    amount_columns = [(at[name], name) for name in (*AMOUNT_FIELDS, Field.DISPUTED) if name in at]
    seen = Gathered(
        days={name: DayColumn() for _, name in day_columns},
        numbers={name: NumberColumn() for _, name in amount_columns},
    )
    for record in records:
        seen.rows += 1
        if record.fault:
            continue
        cells = record.cells
        width = len(cells)
        for place, name in day_columns:
            if place < width:
                seen.days[name].add(cells[place])
        for place, name in amount_columns:
            if place < width:
                seen.numbers[name].add(cells[place])
        texts = [text_of(cell).strip() for cell in cells]
        seen.filled.update(place for place, text in enumerate(texts) if text)
        _gather_buyer(seen, texts, at)
    return seen


def _gather_buyer(seen: Gathered, texts: list[str], at: Mapping[Field, int]) -> None:
    def text(name: Field) -> str:
        return texts[at[name]] if name in at and at[name] < len(texts) else ""

    if country := text(Field.COUNTRY):
        mark = buyer_mark(text(Field.BUYER_REFERENCE), text(Field.BUYER_NAME))
        seen.countries.setdefault(mark, Counter())[country_mark(country)] += 1
    if (number := text(Field.INVOICE_NUMBER)) and number.isdigit():
        seen.number_lengths[len(number)] += 1
    if disputed := text(Field.DISPUTED):
        seen.disputed_amounts += read_yes_no(disputed) is None and any(map(str.isdigit, disputed))


def _shared_order(styles: dict[Field, DayStyle]) -> dict[Field, DayStyle]:
    """A column that tells nothing follows the file's other columns, where those that tell agree."""
    told = {style.order for style in styles.values() if style.decided_by in ("over_twelve", "stated")}
    if len(told) != 1:
        return styles
    order = told.pop()
    return {
        name: replace(style, order=order, decided_by="other_columns") if style.decided_by == "undecided" else style
        for name, style in styles.items()
    }


def _shared_mark(styles: dict[Field, NumberStyle]) -> dict[Field, NumberStyle]:
    told = {style.decimal for style in styles.values() if style.decided_by == "telling_cell"}
    if len(told) != 1:
        return styles
    mark = told.pop()
    return {
        name: replace(style, decimal=mark, decided_by="other_columns") if style.decided_by == "undecided" else style
        for name, style in styles.items()
    }


def _clear(seen: Counter[str]) -> str | None:
    """The country by far most of a buyer's rows name; None when they name one only or none clearly."""
    country, count = seen.most_common(1)[0]
    return country if len(seen) > 1 and Fraction(count, seen.total()) >= _CLEAR_COUNTRY else None


def _filled(gathered: Gathered, layout: Layout, plan: ReadingPlan) -> tuple[int, ...]:
    """Columns of no field of ours that the file itself fills in nearly every row.

    A field's own column is judged by the field's rule: a blank day of payment means unpaid, not incomplete.
    """
    if gathered.rows < _ENOUGH_ROWS:
        return ()
    excused = {place for place, name in enumerate(layout.headers) if name in plan.may_be_blank}
    excused.update(layout.columns.values())
    return tuple(
        place
        for place, count in sorted(gathered.filled.items())
        if place not in excused and place < len(layout.headers) and Fraction(count, gathered.rows) >= _ALWAYS_FILLED
    )


def _zeros_lost(lengths: Counter[int], column: str) -> tuple[Finding, ...]:
    """Numbers of digits only, most of one length and the rest shorter: leading zeros were probably lost on the way."""
    if lengths.total() < _ENOUGH_ROWS:
        return ()
    usual, count = lengths.most_common(1)[0]
    shorter = lengths.total() - count
    if not shorter or max(lengths) > usual or Fraction(count, lengths.total()) < _USUAL_LENGTH:
        return ()
    facts = {"column": column, "usual_length": usual, "shorter": shorter}
    return (Finding("ledger.file.leading_zeros_lost", Weight.WARNING, facts=facts),)

"""A comparison as people read it: every figure and line in words, the difference with its sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from insurer.infra.formats import number_text, reads_as_share
from insurer.infra.languages import WorkingRow, _, known, reader_locale, shown, text, working_table
from insurer.kernel.money import Money
from insurer.kernel.working import Line, Working
from insurer.workflows.whatif.rules.comparison import Difference
from insurer.workflows.whatif.terms import Change, Comparison, Figure, FigureChange, LineChange

MOST_LINES = 400
"""A longer working is shown by its changed lines alone."""


@dataclass(frozen=True, slots=True)
class ShownFigure:
    name: str
    label: str
    before: str
    after: str
    difference: str
    change: Change


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line: its words, and where the facts behind it differ, those of both sides."""

    label: str
    clause: str
    before: str
    after: str
    difference: str
    detail: str
    detail_before: str
    change: Change


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """What the page prints. `left_out` counts unchanged lines of a long working that are not shown."""

    figures: tuple[ShownFigure, ...]
    lines: tuple[ShownLine, ...]
    left_out: int
    changed: bool

    @property
    def changed_lines(self) -> int:
        return sum(1 for line in self.lines if line.change is not Change.SAME)


def shown_comparison(
    found: Comparison, *, label: Callable[[str], str], clause: Callable[[str], str] | None = None
) -> ShownComparison:
    """`label` says a figure's name in words, `clause` that of what a line rests on; by itself its article's name."""
    clause = clause or clause_words
    lines = found.lines
    if len(lines) > MOST_LINES:
        lines = tuple(line for line in lines if line.change is not Change.SAME)
    return ShownComparison(
        figures=tuple(_figure(one, label(one.name)) for one in found.figures),
        lines=tuple(_line(line, clause) for line in lines[:MOST_LINES]),
        left_out=len(found.lines) - min(len(lines), MOST_LINES),
        changed=found.changed,
    )


def signed(apart: Difference, name: str = "") -> str:
    """A difference with its sign: `+EUR 10.00`, `−5`; nothing for none."""
    if apart is None:
        return ""
    below = apart.minor < 0 if isinstance(apart, Money) else apart < 0
    size = -apart if below else apart
    if not (size.minor if isinstance(size, Money) else size):
        return "–"
    if isinstance(size, Decimal) and reads_as_share(name):
        points = number_text((size * 100).normalize())
        return _("%(number)s points", number=("−" if below else "+") + points)
    return ("−" if below else "+") + shown(size, name=name)


def written(value: Figure, name: str) -> str:
    """One figure; a reason and a list of reasons read as words, an empty text as none."""
    if isinstance(value, str) and known(f"reason.{value}", reader_locale()):
        return text(f"reason.{value}", reader_locale())
    return shown(value, name=name) if value != "" else "–"


def _figure(one: FigureChange, label: str) -> ShownFigure:
    kind = one.name.rpartition(".")[2]
    before = "" if one.change is Change.ADDED else written(one.before, kind)
    after = "" if one.change is Change.GONE else written(one.after, kind)
    return ShownFigure(one.name, label, before, after, signed(one.difference, kind), one.change)


def _line(one: LineChange, clause: Callable[[str], str]) -> ShownLine:
    old, new = _row(one.before), _row(one.after)
    words = new or old
    if words is None:
        raise ValueError("a line of a comparison stands on one side at least")
    return ShownLine(
        label=words.label,
        clause=clause((one.after or one.before or Line("", None)).clause),
        before=old.value if old else "",
        after=new.value if new else "",
        difference=signed(one.difference, words.code),
        detail=words.detail,
        detail_before=old.detail if old and new and old.detail != new.detail else "",
        change=one.change,
    )


def _row(line: Line | None) -> WorkingRow | None:
    return None if line is None else working_table(Working((replace(line, clause=""),)), reader_locale())[0]


def clause_words(clause: str) -> str:
    """The clause's name in our conditions; empty for a mere field of an input."""
    return text(clause, reader_locale()) if clause and known(clause, reader_locale()) else ""

"""Two workings of one calculation side by side: figures by name, lines by their code and what they are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from insurer.kernel.money import Money
from insurer.kernel.working import Line
from insurer.workflows.whatif.terms import Change, Comparison, Figure, FigureChange, LineChange, Worked

_ABOUT = ("number", "invoice", "item", "id", "label", "declaration", "first", "bucket", "name", "row")
"""Facts that say which of several lines of one code this is."""

Key = tuple[object, ...]
Difference = Money | Decimal | int | None


def comparison(before: Worked, after: Worked) -> Comparison:
    """Every figure and line of both sides once, in the order of the new working; what fell away stays in its place."""
    return Comparison(_figures(before, after), _lines(before.working.lines, after.working.lines))


def flat_figures(name: str, value: object) -> Iterator[tuple[str, Figure]]:
    """Every figure of a result under its path: `lines.0.amount`."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from flat_figures(f"{name}.{key}" if name else str(key), item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for at, item in enumerate(value):
            yield from flat_figures(f"{name}.{at}", item)
    else:
        yield name, value


def _figures(before: Worked, after: Worked) -> tuple[FigureChange, ...]:
    old, new = dict(before.figures), dict(after.figures)
    found = []
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            found.append(FigureChange(name, None, new[name], None, Change.ADDED))
        elif name not in new:
            found.append(FigureChange(name, old[name], None, None, Change.GONE))
        else:
            apart = difference(old[name], new[name])
            found.append(FigureChange(name, old[name], new[name], apart, _change(old[name], new[name], apart)))
    return tuple(found)


def _lines(before: Sequence[Line], after: Sequence[Line]) -> tuple[LineChange, ...]:
    old, new = _keyed(before), _keyed(after)
    gone: dict[Key | None, list[Line]] = defaultdict(list)
    last: Key | None = None
    for key, line in old.items():
        if key in new:
            last = key
        else:
            gone[last].append(line)
    found = [_gone(line) for line in gone[None]]
    for key, line in new.items():
        found.append(_line(old.get(key), line))
        found += [_gone(lost) for lost in gone.get(key, ())]
    return tuple(found)


def _keyed(lines: Sequence[Line]) -> dict[Key, Line]:
    """Lines by code, subject and, of several alike, their place among them."""
    seen: Counter[Key] = Counter()
    keyed: dict[Key, Line] = {}
    for line in lines:
        key = (line.code, *(str(line.facts[name]) for name in _ABOUT if name in line.facts))
        keyed[(*key, seen[key])] = line
        seen[key] += 1
    return keyed


def _gone(line: Line) -> LineChange:
    return LineChange(line, None, None, Change.GONE)


def _line(before: Line | None, after: Line) -> LineChange:
    if before is None:
        return LineChange(None, after, None, Change.ADDED)
    apart = difference(before.result, after.result)
    change = _change(before.result, after.result, apart)
    if change is Change.SAME and (dict(before.facts), before.clause) != (dict(after.facts), after.clause):
        change = Change.BASIS
    return LineChange(before, after, apart, change)


def difference(before: Figure, after: Figure) -> Difference:
    """After less before; None between things that cannot be subtracted."""
    if isinstance(before, Money) and isinstance(after, Money):
        return after - before if before.currency == after.currency else None
    if isinstance(before, bool) or isinstance(after, bool):
        return None
    if isinstance(before, int) and isinstance(after, int):
        return after - before
    if isinstance(before, int | Decimal) and isinstance(after, int | Decimal):
        return Decimal(after) - Decimal(before)
    return None


def _change(before: Figure, after: Figure, apart: Difference) -> Change:
    if before == after:
        return Change.SAME
    if apart is None:
        return Change.OTHER
    more = apart.minor > 0 if isinstance(apart, Money) else apart > 0
    return Change.MORE if more else Change.LESS

"""The fields of a calculation's input one by one: which there are, and the input with some of them put otherwise."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
NOTHING = "null"


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every field that holds no other, with its path as errors name it: `invoices.0.amount`."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from leaves(item, f"{path}.{at}" if path else str(at))
    else:
        yield path, value


def with_leaves(whole: Mapping[str, Any], changes: Mapping[str, str]) -> dict[str, Any]:
    """The input with the fields at some paths put otherwise; what is typed is read like the value it replaces."""
    changed: dict[str, Any] = copy.deepcopy(dict(whole))
    for path, present in list(leaves(whole)):
        if path in changes:
            _put(changed, path.split("."), read_like(present, changes[path]))
    return changed


def _put(within: Any, steps: list[str], value: object) -> None:
    for step in steps[:-1]:
        within = within[int(step)] if isinstance(within, list) else within[step]
    if isinstance(within, list):
        within[int(steps[-1])] = value
    else:
        within[steps[-1]] = value


def read_like(present: object, typed: str) -> object:
    """What was typed as the kind of value that stood there; what is not of that kind stays text and is refused."""
    if typed == NOTHING:
        return None
    if isinstance(present, bool):
        return {"true": True, "false": False}.get(typed, typed)
    if isinstance(present, int) or present is None:
        return int(typed) if _WHOLE.fullmatch(typed) else typed
    return typed


def written_leaf(value: object) -> str:
    """A field's value as it would be typed."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)

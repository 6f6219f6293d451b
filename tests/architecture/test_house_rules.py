"""The house keeps its rules."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import places, storeys
from tests.architecture.house import ROOT

Guard = Callable[[Path], list[str]]

GUARDS: list[Guard] = [
    guard
    for module in (storeys, places)
    for name, guard in inspect.getmembers(module, inspect.isfunction)
    if guard.__module__ == module.__name__
    and not name.startswith("_")
    and list(inspect.signature(guard).parameters) == ["root"]
]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_the_house_keeps(guard: Guard) -> None:
    problems = guard(ROOT)

    assert not problems, "\n".join([str(guard.__doc__), *problems])

"""The calculations by name: how each reads its input, what works it out, and a filled example that runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from insurer.kernel.errors import InvalidInput
from insurer.workflows.calculations.contract import json_object, read_input
from insurer.workflows.calculations.statement import Outcome, statement

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Calculation(Generic[Given]):
    """One figure of the trade as the contract knows it."""

    name: str
    reads: TypeAdapter[Given]
    works: Callable[[Given], Outcome]
    example: Mapping[str, Any]
    version: str = "1"

    def answer(self, given: dict[str, Any], locale: str) -> dict[str, Any]:
        """The statement for `given`; raises InvalidInput naming the field at fault."""
        outcome = self.works(read_input(self.reads, given))
        return statement(self.name, self.version, outcome, locale)


class Registry:
    """Calculations under their names, in the order they were entered; no name twice."""

    def __init__(self, *groups: tuple[Calculation[Any], ...]) -> None:
        self._by_name: dict[str, Calculation[Any]] = {}
        for calculation in (one for group in groups for one in group):
            if calculation.name in self._by_name:
                raise ValueError(f"two calculations are called {calculation.name}")
            self._by_name[calculation.name] = calculation

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    def named(self, name: str) -> Calculation[Any]:
        """The calculation called `name`; refuses an unknown name."""
        try:
            return self._by_name[name]
        except KeyError:
            raise InvalidInput("input.unknown_calculation", "name", value=name[:40]) from None

    def answer(self, name: str, body: bytes, locale: str) -> dict[str, Any]:
        """The statement of calculation `name` for the JSON text `body`."""
        return self.named(name).answer(json_object(body), locale)

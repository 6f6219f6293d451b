"""Guards on who may import whom: storeys, doors, rooms, purity, cycles. Each names what breaks its rule."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import House, Module, package_of

STOREYS: tuple[frozenset[str], ...] = (
    frozenset({"insurer.kernel"}),
    frozenset({"insurer.infra"}),
    frozenset({"insurer.parties", "insurer.accounts", "insurer.reference"}),
    frozenset({"policies"}),
    frozenset({"underwriting"}),
    frozenset({"claims"}),
    frozenset({"insurer.reports", "insurer.advisory", "insurer.home"}),
    frozenset({"insurer.workflows"}),
    frozenset({"insurer", "insurer.app", "insurer.navigation", "insurer.tables"}),
)
"""From the ground up. Packages of one storey do not know each other."""

OPEN = frozenset({"insurer.kernel", "insurer.infra"})
"""Packages without doors: everybody above may use every module of theirs."""

COMPOSITION = STOREYS[-1]
DOORS = ("facts", "public")

ROOMS = frozenset(
    {
        "states",
        "terms",
        "rules",
        "models",
        "queries",
        "services",
        "documents",
        "forms",
        "schemas",
        "desk",
        "portal",
        "api",
        "pages",
        "panels",
        "cli",
        "jobs",
    }
)
MORE_ROOMS = {
    "underwriting.receivables": frozenset({"reading"}),  # what reads a hostile file, in a child process
    "underwriting.evidence": frozenset({"reading"}),  # the same for an e-invoice
}
"""Features with a room that no other has, each with its reason."""

OWN_PLAN = frozenset({"insurer.workflows.calculations"})
"""Features built otherwise: the calculation contract has one module per calculation and no pages of its own."""

PURE_ROOMS = frozenset({"states", "terms", "rules", "facts"})
PURE_LIBRARIES = frozenset(
    {"anyascii", "babel", "holidays", "iso4217", "numpy", "pycountry", "pypinyin", "rapidfuzz", "stdnum", "zxcvbn"}
)
"""Third parties that only calculate: same input, same answer, nothing read or written outside their own data."""

CALCULATES_WITH = {
    "insurer.reports.reserving.rules": frozenset({"chainladder", "pandas"}),  # the field's library speaks in frames
    "insurer.advisory.expectation.rules": frozenset({"sklearn"}),  # the field's library learns from a ledger
    "insurer.workflows.demo.rules": frozenset({"random"}),  # a generator with a seed: the same portfolio every time
}
"""Pure rooms that calculate with a library which no other may use."""

IMPURE_STDLIB = frozenset(
    {
        "asyncio",
        "http",
        "logging",
        "os",
        "pathlib",
        "random",
        "secrets",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib",
        "uuid",
    }
)


def storey_of(name: str) -> int:
    package = package_of(name)
    for height, packages in enumerate(STOREYS):
        if package in packages:
            return height
    raise LookupError(f"{name} stands on no storey")


def imports_go_down(root: Path) -> list[str]:
    """A module imports from its own package or from a storey below, inside functions too."""
    house = House(root)
    return [
        f"{name}:{found.line} imports {found.target}, which is not below it"
        for name in house.modules
        for found in house.inner(name)
        if package_of(found.target) != package_of(name)
        and name != "insurer"
        and not (name in COMPOSITION and found.target in COMPOSITION)
        and storey_of(found.target) >= storey_of(name)
    ]


def doors_are_used(root: Path) -> list[str]:
    """Another package is entered by its facts or its public questions and orders, by nothing else."""
    house = House(root)
    return [
        f"{name}:{found.line} enters {found.target} past the doors"
        for name in house.modules
        if name not in COMPOSITION
        for found in house.inner(name)
        if package_of(found.target) not in (OPEN | COMPOSITION | {package_of(name)})
        and found.target not in {f"{package_of(found.target)}.{door}" for door in DOORS}
    ]


def rooms_have_their_names(root: Path) -> list[str]:
    """A feature folder holds the rooms of the house and no others; a room may have become a folder."""
    return [f"{module.name} is no room of the house" for module in House(root).modules.values() if not _is_room(module)]


def _is_room(module: Module) -> bool:
    package = package_of(module.name)
    if package in OPEN | COMPOSITION:
        return True
    within = module.name.removeprefix(package).strip(".").split(".")
    if within == [""]:
        return True
    first, feature = within[0], f"{package}.{within[0]}"
    if feature in OWN_PLAN or first in ROOMS or (first in DOORS and len(within) == 1):
        return True
    if len(within) == 1:
        return module.is_package
    return within[1] in ROOMS | MORE_ROOMS.get(feature, frozenset())


def rooms_are_not_empty(root: Path) -> list[str]:
    """A room that has nothing in it does not exist."""
    return [
        f"{module.name} is empty"
        for module in House(root).modules.values()
        if not module.is_package and not [node for node in module.tree.body if not _is_docstring(node)]
    ]


def _is_docstring(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_pure(name: str) -> bool:
    """Whether this module must be pure: the kernel, and rules, terms, states and facts everywhere."""
    package = package_of(name)
    if package == "insurer.kernel":
        return True
    within = name.removeprefix(package).strip(".").split(".")
    return package not in OPEN | COMPOSITION and not PURE_ROOMS.isdisjoint(within[:2])


def pure_rooms_are_pure(root: Path) -> list[str]:
    """What a pure module needs, and what that needs, is pure to the end: no database, no web, no file, no chance."""
    house = House(root)
    return sorted({problem for name in house.modules if is_pure(name) for problem in _impurities(house, name)})


def _impurities(house: House, first: str) -> Iterator[str]:
    seen, waiting = {first}, [(first, first)]
    while waiting:
        name, way = waiting.pop()
        for found in house.imports[name]:
            top = found.target.split(".")[0]
            if found.target in house.names:
                if not is_pure(found.target) and not _is_plain_package(house, found.target):
                    yield f"{way} > {found.target} is not pure"
                elif found.target not in seen:
                    seen.add(found.target)
                    waiting.append((found.target, f"{way} > {found.target}"))
            elif top not in _extra(name) and (
                top in IMPURE_STDLIB or (top not in sys.stdlib_module_names and top not in PURE_LIBRARIES)
            ):
                yield f"{way} > {found.target} is not pure"


def _extra(name: str) -> frozenset[str]:
    return frozenset(
        library
        for room, libraries in CALCULATES_WITH.items()
        if f"{name}.".startswith(f"{room}.")
        for library in libraries
    )


def _is_plain_package(house: House, name: str) -> bool:
    """An `__init__.py` without imports, passed on the way to a pure module."""
    return house.modules[name].is_package and not house.imports[name]


def no_cycles(root: Path) -> list[str]:
    """No module needs, at its import, a module that needs it."""
    house = House(root)
    needs = {
        name: sorted(
            {found.target for found in house.imports[name] if found.at_module_level and found.target in needed}
        )
        for needed in [house.names]
        for name in needed
    }
    done: set[str] = set()
    problems: list[str] = []

    def visit(name: str, way: list[str]) -> None:
        if name in way:
            problems.append(" > ".join([*way[way.index(name) :], name]))
        elif name not in done:
            for needed in needs[name]:
                visit(needed, [*way, name])
            done.add(name)

    for name in sorted(needs):
        visit(name, [])
    return problems


def imports_stand_on_top(root: Path) -> list[str]:
    """Inside a function only heavy libraries are imported; a house module imported there hides a cycle."""
    house = House(root)
    return [
        f"{name}:{found.line} imports {found.target} inside a function"
        for name in house.modules
        if name not in COMPOSITION
        for found in house.inner(name)
        if not found.at_module_level and not _for_types(house.modules[name], found.line)
    ]


def _for_types(module: Module, line: int) -> bool:
    return any(
        isinstance(node, ast.If)
        and "TYPE_CHECKING" in ast.unparse(node.test)
        and node.lineno <= line <= (node.end_lineno or 0)
        for node in ast.walk(module.tree)
    )

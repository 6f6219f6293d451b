"""Reads the house as text: every module with its name, its tree and what it imports. Nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("insurer", "policies", "underwriting", "claims")


@dataclass(frozen=True)
class Import:
    """One imported name, at the deepest module that exists: `from policies import public` is `policies.public`."""

    target: str
    line: int
    at_module_level: bool


@dataclass(frozen=True)
class Module:
    """One file of the house."""

    name: str
    path: Path
    text: str
    tree: ast.Module
    is_package: bool

    @property
    def file(self) -> str:
        return self.path.name

    def imports(self, known: frozenset[str]) -> Iterator[Import]:
        """Every import, those inside functions and those for type checkers included."""
        for node, deferred in _import_statements(self.tree):
            for target in self._targets(node, known):
                yield Import(target, node.lineno, not deferred)

    def _targets(self, node: ast.Import | ast.ImportFrom, known: frozenset[str]) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            source = self._absolute(node)
            for alias in node.names:
                deeper = f"{source}.{alias.name}"
                yield deeper if deeper in known else source

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        above = self.name.split(".")
        above = above[: len(above) - node.level + self.is_package]
        return ".".join([*above, *([node.module] if node.module else [])])


def _defers(node: ast.AST) -> bool:
    """What is not run when the module is imported."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return True
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


@cache
def _import_statements(tree: ast.Module) -> tuple[tuple[ast.Import | ast.ImportFrom, bool], ...]:
    """Every import statement, and whether it is put off until a function is called or a type is checked."""
    found: list[tuple[ast.Import | ast.ImportFrom, bool]] = []

    def visit(node: ast.AST, deferred: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import | ast.ImportFrom):
                found.append((child, deferred))
            else:
                visit(child, deferred or _defers(child))

    visit(tree, False)
    return tuple(found)


@dataclass(frozen=True)
class House:
    """All modules under `root`, tests and migrations aside."""

    root: Path

    @cached_property
    def modules(self) -> dict[str, Module]:
        found = (self._read(path) for package in PACKAGES for path in sorted((self.root / package).rglob("*.py")))
        return {module.name: module for module in found if ".migrations." not in f"{module.name}."}

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self.modules)

    @cached_property
    def imports(self) -> dict[str, tuple[Import, ...]]:
        return {name: tuple(module.imports(self.names)) for name, module in self.modules.items()}

    def inner(self, name: str) -> Iterator[Import]:
        """Imports of modules of the house."""
        return (found for found in self.imports[name] if found.target.split(".")[0] in PACKAGES)

    def _read(self, path: Path) -> Module:
        parts = path.relative_to(self.root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        text = path.read_text(encoding="utf-8")
        name = ".".join(parts[:-1] if is_package else parts)
        return Module(name, path, text, _parsed(text), is_package)


@cache
def _parsed(text: str) -> ast.Module:
    """The tree of a file; the copies that the guards are tried on share those of the original."""
    return ast.parse(text)


def package_of(name: str) -> str:
    """The package that has the doors: `policies`, or `insurer.parties` for what lies under `insurer`."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] == "insurer" else parts[0]


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every call as it is written, `db.session.commit`, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno

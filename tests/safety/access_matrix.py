"""The access matrix: which role may ask which route. docs/access-matrix.csv is the rule, the code is held to it.

`python -m tests.safety.access_matrix` prints where code and file differ; with `--write` the file follows the code, and
whoever does that reads every changed line before it is committed.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from flask import Flask

from config import ROOT, Environment, Settings
from insurer.accounts.facts import PORTAL_ROLES, ROLE_PERMISSIONS, Role
from insurer.infra.web.guard import GUARD, PUBLIC, SIGNED_IN

FILE = ROOT / "docs" / "access-matrix.csv"
ALLOWED, REFUSED, ABSENT = "yes", "no", "404"
Row = tuple[str, ...]
HEAD: Row = ("method", "route", "guard", *(role.value for role in Role))


def rows_of(app: Flask) -> list[Row]:
    """The matrix as the code has it, one row per method and route."""
    rows = []
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], GUARD)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answers = (answer(rule.rule, guard, role) for role in Role)
            rows.append((method, rule.rule, " or ".join(map(str, guard)), *answers))
    return sorted(rows, key=lambda row: (row[1], row[0]))


def answer(route: str, guard: tuple[str, ...], role: Role) -> str:
    """What a person with this one role gets."""
    if guard == PUBLIC:
        return ALLOWED
    if role in PORTAL_ROLES and (route == "/desk" or route.startswith("/desk/")):
        return ABSENT
    if guard == SIGNED_IN or not ROLE_PERMISSIONS[role].isdisjoint(guard):  # type: ignore[arg-type]
        return ALLOWED
    return REFUSED


def rows_in_file() -> list[Row]:
    """The matrix as the file has it."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)
    if tuple(head) != HEAD:
        raise ValueError(f"{FILE.name} has other columns than there are roles")
    return [tuple(row) for row in rows]


def differences(code: Iterable[Row], file: Iterable[Row]) -> list[str]:
    """Every row that is only in one of the two."""
    in_code, in_file = set(code), set(file)
    gone = [f"only in the file: {' '.join(row[:3])} {_people(row)}" for row in sorted(in_file - in_code)]
    return [*gone, *(f"only in the code: {' '.join(row[:3])} {_people(row)}" for row in sorted(in_code - in_file))]


def _people(row: Row) -> str:
    return "(" + ", ".join(role for role, said in zip(HEAD[3:], row[3:], strict=True) if said == ALLOWED) + ")"


def write(rows: Iterable[Row]) -> None:
    """Let the file follow the code."""
    with FILE.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([HEAD, *rows])


def main() -> int:
    from insurer.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        code = rows_of(create_app(Settings(environment=Environment.TEST, instance_dir=Path(folder))))
    found = differences(code, rows_in_file() if FILE.exists() else [])
    sys.stdout.write("".join(f"{line}\n" for line in found) or "the file says what the code does\n")
    if "--write" in sys.argv[1:]:
        write(code)
        return 0
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

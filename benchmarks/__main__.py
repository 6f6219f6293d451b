"""`./run bench [name]`: runs every benchmark, or those named, and says what they ran on.

A benchmark is a module here with a `run()` that prints its own figures: ours beside the limit or a peer
measured in the same run, and the ratio with its minimum, median and maximum.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    return sorted(file.stem for file in HERE.glob("*.py") if not file.stem.startswith("_"))


def machine() -> str:
    model = next(
        (line.split(":")[1].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    return (
        f"{os.cpu_count()} cores · {model} · {platform.system()} {platform.release()} · "
        f"Python {platform.python_version()} · SQLite {sqlite3.sqlite_version}"
    )


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def main(wanted: list[str]) -> int:
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(names()) or 'none'}", file=sys.stderr)
        return 2
    print(machine())
    for name in wanted or names():
        print(f"\n{name}")
        import_module(f"benchmarks.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

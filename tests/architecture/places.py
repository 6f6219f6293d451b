"""Guards on what is done in one place only, and on size, amounts, pages and words."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.house import House, Module, calls, package_of
from tests.architecture.storeys import CALCULATES_WITH, is_pure

COMMIT = "insurer.infra.commands"
CLOCK = "insurer.infra.clock"
CLOCK_CALLS = re.compile(r"(^|\.)(datetime|date)\.(now|utcnow|today)$|^time\.(time|time_ns|localtime|gmtime)$")
CLOCK_IN_SQL = re.compile(
    r"\b(CURRENT_(TIMESTAMP|DATE|TIME)|clock_timestamp\(|now\(\)|datetime\('now'|date\('now')", re.I
)
ASKS_THE_SERVERS_CLOCK = frozenset({"insurer.infra.doctor"})

DOCUMENTS = "insurer.infra.documents"
STATISTICS = frozenset({"chainladder", "pandas", "sklearn"})
IN_FLOATS = tuple(f"{room}." for room in CALCULATES_WITH)
"""Statistics and chances are floats by nature: they become Money once, rounded, where they leave the room."""

LETTERS = re.compile(r"^(_layout/letter|[a-z_/]+/documents/)")
"""Templates that become PDF and are never sent to a browser: the style sheet is in the one file there is."""

LONGEST_MODULE = 400
LAYERS_OF_ROUTES = frozenset({"desk", "portal", "api"})


def _strings(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every text in the module that is not a docstring."""
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value, node.lineno


def commit_in_one_place(root: Path) -> list[str]:
    """Only the decorator of commands commits, so nothing is kept without its audit record."""
    return [
        f"{name}:{line} commits by itself: {call}"
        for name, module in House(root).modules.items()
        for call, line in calls(module.tree)
        if _commits(call, name)
    ]


def _commits(call: str, name: str) -> bool:
    """`commit` anywhere but in its place; a transaction of one's own (`engine.begin()`) above the infrastructure."""
    if re.search(r"(^|\.)commit$", call):
        return name != COMMIT
    return bool(re.search(r"(engine|session|connection)\.begin$", call)) and package_of(name) != "insurer.infra"


def clock_in_one_place(root: Path) -> list[str]:
    """Only the clock reads the clock, in Python and in SQL; everything else is told the moment."""
    return [problem for name, module in House(root).modules.items() if name != CLOCK for problem in _clocks(module)]


def _clocks(module: Module) -> Iterator[str]:
    for call, line in calls(module.tree):
        if CLOCK_CALLS.search(call) or re.search(r"\bfunc\.(now|current_\w+|localtime\w*)$", call):
            yield f"{module.name}:{line} reads the clock: {call}"
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "time"
            and {a.name for a in node.names} & {"time", "time_ns"}
        ):
            yield f"{module.name}:{node.lineno} reads the clock: from time import"
    if module.name not in ASKS_THE_SERVERS_CLOCK:
        for text, line in _strings(module.tree):
            if CLOCK_IN_SQL.search(text):
                yield f"{module.name}:{line} reads the clock in SQL: {text.strip()[:40]}"


def weasyprint_in_one_place(root: Path) -> list[str]:
    """PDFs are made in one package, in a process that reaches neither files nor the network."""
    return _imported(root, {"weasyprint"}, lambda name: name == DOCUMENTS or name.startswith(f"{DOCUMENTS}."))


def statistics_in_their_place(root: Path) -> list[str]:
    """Frames and reserving libraries stay in the rooms that name them: nothing else pays for their import."""
    rooms = tuple(f"{room}." for room, libraries in CALCULATES_WITH.items() if libraries & STATISTICS)
    return _imported(root, STATISTICS, lambda name: f"{name}.".startswith(rooms))


def chainladder_only_when_used(root: Path) -> list[str]:
    """chainladder and scikit-learn take seconds to import, so only the function that needs one does."""
    return _imported(root, {"chainladder", "sklearn"}, lambda _: False, at_module_level=True)


def _imported(root: Path, libraries: Iterable[str], allowed: object, at_module_level: bool = False) -> list[str]:
    house, wanted = House(root), frozenset(libraries)
    assert callable(allowed)
    return [
        f"{name}:{found.line} imports {found.target} out of its place"
        for name in house.modules
        for found in house.imports[name]
        if found.target.split(".")[0] in wanted and not allowed(name) and (found.at_module_level or not at_module_level)
    ]


def modules_are_short(root: Path) -> list[str]:
    """No module is longer than 400 lines; tests, the configuration and the benchmarks included."""
    files = [module.path for module in House(root).modules.values()]
    files += [*root.glob("*.py"), *(root / "tests").rglob("*.py"), *(root / "benchmarks").rglob("*.py")]
    lengths = {file.relative_to(root): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    return [f"{file} has {lines} lines" for file, lines in lengths.items() if lines > LONGEST_MODULE]


def no_float_near_money(root: Path) -> list[str]:
    """A pure module that knows Money, and the kernel, has no float: neither called for, nor written, nor annotated."""
    house = House(root)
    return [
        problem
        for name, module in house.modules.items()
        if package_of(name) == "insurer.kernel" or (is_pure(name) and _knows_money(house, name))
        if not f"{name}.".startswith(IN_FLOATS)
        for problem in _floats(module)
    ]


def _knows_money(house: House, name: str) -> bool:
    return any(found.target in {"insurer.kernel.money", "insurer.kernel.working"} for found in house.imports[name])


def _floats(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node.id == "float":
            yield f"{module.name}:{node.lineno} has a float"
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{module.name}:{node.lineno} has the float {node.value}"


def commands_of(house: House) -> dict[str, str]:
    """Every function under @command: its name and where it stands."""
    return {
        node.name: module.name
        for module in house.modules.values()
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).split(".")[-1] == "command"
        if any(keyword.arg == "needs" for keyword in decorator.keywords)
    }


def reading_changes_nothing(root: Path) -> list[str]:
    """A page that answers GET gives no order, not even through a function beside it."""
    house = House(root)
    commands = commands_of(house)
    return [
        f"{module.name}:{view.lineno} {view.name} answers GET and orders {order}"
        for module in house.modules.values()
        if LAYERS_OF_ROUTES & set(module.name.split("."))
        for view in module.tree.body
        if isinstance(view, ast.FunctionDef) and _answers_get(view)
        for order in sorted(_called(view, module) & commands.keys())
    ]


def _answers_get(view: ast.FunctionDef) -> bool:
    for decorator in view.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute):
            if decorator.func.attr == "get":
                return True
            if decorator.func.attr == "route":
                methods = [ast.unparse(keyword.value) for keyword in decorator.keywords if keyword.arg == "methods"]
                return not methods or "GET" in methods[0]
    return False


def _called(view: ast.FunctionDef, module: Module) -> set[str]:
    """Names of everything the view calls, through the functions of its own module."""
    beside = {node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)}
    found: set[str] = set()
    waiting: list[ast.FunctionDef] = [view]
    while waiting:
        for call, _ in calls(waiting.pop()):
            name = call.split(".")[-1]
            if name in beside and name not in found:
                waiting.append(beside[name])
            found.add(name)
    return found


def every_command_is_tested(root: Path) -> list[str]:
    """Each command's name is used in a test, or that of a function beside it which orders it."""
    used = {
        node.id if isinstance(node, ast.Name) else node.attr
        for file in (root / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name | ast.Attribute)
    }
    house = House(root)
    reached = {
        call
        for module in house.modules.values()
        for function in module.tree.body
        if isinstance(function, ast.FunctionDef) and function.name in used
        for call in _called(function, module)
    }
    return [
        f"{where}.{name} is called by no test"
        for name, where in sorted(commands_of(house).items())
        if name not in used | reached
    ]


INLINE = (
    (re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I), "an inline script"),
    (re.compile(r"<style\b", re.I), "an inline style sheet"),
    (re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.I), "a style attribute"),
    (re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.I), "an event attribute"),
    (re.compile(r"javascript:", re.I), "a script address"),
    (re.compile(r"(src|href)=\"(https?:)?//", re.I), "a file from elsewhere"),
)


def pages_have_nothing_inline(root: Path) -> list[str]:
    """Pages carry no script, style or handler of their own: the content security policy refuses them."""
    problems = []
    for file in sorted((root / "templates").rglob("*.*")):
        letter = LETTERS.match(file.relative_to(root / "templates").as_posix())
        text = re.sub(
            r"\{#.*?#\}", lambda found: "\n" * found[0].count("\n"), file.read_text(encoding="utf-8"), flags=re.S
        )
        for pattern, what in INLINE:
            problems += [
                f"{file.relative_to(root)}:{text.count(chr(10), 0, found.start()) + 1} has {what}"
                for found in pattern.finditer(text)
                if not (letter and what == "an inline style sheet")
            ]
    return problems


# Written so that no pattern is found in this file itself.
UNFIT = tuple(
    re.compile(pattern)
    for pattern in (
        r"/wor[k]/",
        r"/hom[e]/[a-z]",
        r"/roo[t]/",
        r"pyp[i]\.org",
        r"pythonhoste[d]",
        r"registry\.npmj[s]",
        r"deb\.debia[n]\.org",
        r"subagen[t]",
        r"\bTOD[O]\b",
        r"\bFIXM[E]\b",
        r"#\s*XX[X]\b",
        r"raise NotImplemente[d]Error",
    )
)


def words_are_ours(root: Path) -> list[str]:
    """No machine's path, no package host and nothing left unfinished is in any file of the project."""
    problems = []
    for name in _files(root):
        try:
            lines = (root / name).read_text(encoding="utf-8").splitlines()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        for number, line in enumerate(lines, 1):
            problems += [f"{name}:{number} says {found[0]}" for word in UNFIT for found in word.finditer(line)]
    return problems


def _files(root: Path) -> list[str]:
    """The project's files as git knows them, or all where there is no repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return listed.stdout.split("\0")[:-1]
    return [str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()]


def front_end_lock_names_no_host(root: Path) -> list[str]:
    """Front-end packages are locked by content, not by address, and each has its content's hash."""
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    return [f"{name} names an address" for name, entry in packages.items() if "resolved" in entry] + [
        f"{name} has no hash" for name, entry in packages.items() if "integrity" not in entry
    ]


def requirements_are_locked(root: Path) -> list[str]:
    """Every requirement is pinned, has its reason, and stands in the lock with hashes."""
    problems = []
    for source in sorted(root.glob("requirements*.in")):
        lock = source.with_suffix(".txt").read_text(encoding="utf-8")
        for line in source.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith(("#", "-c")):
                continue
            name = re.split(r"[=\[ ]", line)[0]
            if "#" not in line and source.name != "requirements-node.in":
                problems.append(f"{source.name}: {name} has no reason")
            pinned = re.search(rf"^{re.escape(name)}==\S+ \\\n    --hash", lock, re.M | re.I)
            version = re.search(r"==([^\s;]+)", line)
            if not pinned or (version and f"=={version[1]} " not in pinned[0]):
                problems.append(f"{source.with_suffix('.txt').name}: {name} is not locked as asked")
    return problems


def no_half_merged_template(root: Path) -> list[str]:
    """A template is whole: what two versions of it disagreed about was decided."""
    return [
        f"{path.relative_to(root)}:{number} was left half merged"
        for path in sorted((root / "templates").rglob("*.*"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.startswith(("<" * 7, ">" * 7))
    ]

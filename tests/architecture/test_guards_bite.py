"""Each guard finds the fault it is there for, planted on purpose in a copy of the house."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import places, storeys
from tests.architecture.house import ROOT
from tests.architecture.test_house_rules import GUARDS, Guard

Planted = dict[str, str]

FAULTS: list[tuple[Guard, Planted, str]] = [
    (
        storeys.imports_go_down,
        {"insurer/kernel/planted.py": "from policies import facts\n"},
        "insurer.kernel.planted:1",
    ),
    (
        storeys.imports_go_down,
        {"policies/planted/rules.py": "def late() -> None:\n    from claims import facts\n"},
        "policies.planted.rules:2",
    ),
    (
        storeys.imports_go_down,
        {"insurer/parties/planted.py": "import insurer.accounts.facts\n"},
        "insurer.parties.planted",
    ),
    (places.no_half_merged_template, {"templates/planted.html": "<p>\n" + "<" * 7 + " mine\n"}, "planted.html:2"),
    (storeys.doors_are_used, {"claims/planted/rules.py": "from policies.premiums import rules\n"}, "past the doors"),
    (storeys.doors_are_used, {"claims/planted/rules.py": "from policies import premiums\n"}, "claims.planted.rules:1"),
    (storeys.rooms_have_their_names, {"claims/planted/helpers.py": "A = 1\n"}, "claims.planted.helpers"),
    (storeys.rooms_have_their_names, {"claims/planted/common/rules.py": "A = 1\n"}, "claims.planted.common"),
    (storeys.rooms_are_not_empty, {"claims/planted/rules.py": '"""Nothing yet."""\n'}, "claims.planted.rules is empty"),
    (storeys.pure_rooms_are_pure, {"claims/planted/rules.py": "from sqlalchemy import select\n"}, "sqlalchemy"),
    (
        storeys.pure_rooms_are_pure,
        {
            "claims/planted/rules.py": "from claims.planted.terms import A\n",
            "claims/planted/terms.py": "from claims.planted.queries import A\n",
            "claims/planted/queries.py": "A = 1\n",
        },
        "claims.planted.rules > claims.planted.terms > claims.planted.queries",
    ),
    (storeys.pure_rooms_are_pure, {"claims/planted/rules.py": "import os\n"}, "claims.planted.rules > os"),
    (
        storeys.no_cycles,
        {
            "claims/planted/rules.py": "from claims.planted import terms\n",
            "claims/planted/terms.py": "from claims.planted import rules\n",
        },
        "claims.planted.rules > claims.planted.terms > claims.planted.rules",
    ),
    (
        storeys.imports_stand_on_top,
        {"claims/planted/rules.py": "def late() -> None:\n    from claims.indemnity import terms\n"},
        "inside a function",
    ),
    (places.commit_in_one_place, {"claims/planted/services.py": "db.session.commit()\n"}, "commits by itself"),
    (places.commit_in_one_place, {"claims/planted/services.py": "with db.engine.begin(): pass\n"}, "commits by itself"),
    (
        places.clock_in_one_place,
        {"claims/planted/services.py": "import datetime\ndatetime.date.today()\n"},
        "reads the clock",
    ),
    (places.clock_in_one_place, {"claims/planted/models.py": "default = func.now()\n"}, "reads the clock"),
    (places.clock_in_one_place, {"claims/planted/queries.py": "A = 'SELECT CURRENT_DATE'\n"}, "in SQL"),
    (places.clock_in_one_place, {"claims/planted/queries.py": "from time import time\n"}, "reads the clock"),
    (places.weasyprint_in_one_place, {"claims/planted/documents.py": "import weasyprint\n"}, "weasyprint"),
    (places.statistics_in_their_place, {"claims/planted/rules.py": "import pandas as pd\n"}, "pandas"),
    (
        places.chainladder_only_when_used,
        {"insurer/reports/reserving/planted.py": "import chainladder\n"},
        "chainladder",
    ),
    (places.modules_are_short, {"claims/planted/rules.py": "A = 1\n" * 401}, "claims/planted/rules.py has 401 lines"),
    (places.no_float_near_money, {"insurer/kernel/planted.py": "A = float('1')\n"}, "has a float"),
    (
        places.no_float_near_money,
        {"claims/planted/rules.py": "from insurer.kernel.money import Money\nSHARE = 0.9\n"},
        "has the float 0.9",
    ),
    (
        places.reading_changes_nothing,
        {
            "claims/planted/services.py": "@command(needs=May.A)\ndef strike_case(act): ...\n",
            "claims/planted/desk.py": "@desk.get('/')\ndef show(): _page()\ndef _page(): services.strike_case(act)\n",
        },
        "show answers GET and orders strike_case",
    ),
    (
        places.every_command_is_tested,
        {"claims/planted/services.py": "@command(needs=May.A)\ndef strike_case(act): ...\n"},
        "claims.planted.services.strike_case",
    ),
    (places.pages_have_nothing_inline, {"templates/planted.html": "<p>\n<script>alert(1)</script>"}, "planted.html:2"),
    (places.pages_have_nothing_inline, {"templates/planted.html": '<p style="color:red">'}, "a style attribute"),
    (places.pages_have_nothing_inline, {"templates/planted.html": '<a onclick="go()">'}, "an event attribute"),
    (
        places.pages_have_nothing_inline,
        {"templates/planted.html": '<img src="https://example.org/a.png">'},
        "elsewhere",
    ),
    (places.words_are_ours, {"docs/planted.md": "see " + "/".join(["", "work", "main"])}, "docs/planted.md:1"),
    (places.words_are_ours, {"claims/planted/rules.py": "A = 1  # TO" + "DO\n"}, "claims/planted/rules.py:1"),
    (
        places.front_end_lock_names_no_host,
        {"package-lock.json": json.dumps({"packages": {"node_modules/a": {"resolved": "https://example.org"}}})},
        "node_modules/a names an address",
    ),
    (
        places.requirements_are_locked,
        {"requirements.in": "flask==0.1  # old\nunheard-of==1.0\n"},
        "unheard-of is not locked",
    ),
    (places.requirements_are_locked, {"requirements.in": "flask==0.1  # old\n"}, "flask is not locked as asked"),
]


def _copy(target: Path) -> Path:
    """What the guards read, in a place of its own."""
    for name in ("insurer", "policies", "underwriting", "claims", "templates", "tests", "benchmarks", "docs"):
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.mo", "static")
            shutil.copytree(ROOT / name, target / name, ignore=ignored)
    for file in (*ROOT.glob("requirements*"), *ROOT.glob("package*.json"), ROOT / "pyproject.toml", ROOT / "config.py"):
        shutil.copyfile(file, target / file.name)
    return target


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _copy(tmp_path_factory.mktemp("house"))


@pytest.fixture
def plant(copied: Path) -> Iterator[object]:
    """Puts faults into the copy, and takes them out again."""
    before: dict[Path, str | None] = {}

    def put(faults: Planted) -> Path:
        for name, text in faults.items():
            file = copied / name
            before[file] = file.read_text(encoding="utf-8") if file.exists() else None
            file.parent.mkdir(parents=True, exist_ok=True)
            for folder in file.relative_to(copied).parents:
                init = copied / folder / "__init__.py"
                if file.suffix == ".py" and str(folder) != "." and not init.exists():
                    before[init] = None
                    init.touch()
            file.write_text(text, encoding="utf-8")
        return copied

    yield put
    for file, text in before.items():
        if text is None:
            file.unlink()
        else:
            file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("guard", "faults", "said"), FAULTS, ids=[f"{guard.__name__}-{said}" for guard, _, said in FAULTS]
)
def test_a_planted_fault_is_found(plant: object, guard: Guard, faults: Planted, said: str) -> None:
    assert callable(plant)
    problems = guard(plant(faults))

    assert any(said in problem for problem in problems), problems


def test_every_guard_has_its_fault() -> None:
    assert {guard.__name__ for guard, _, _ in FAULTS} == {guard.__name__ for guard in GUARDS}


def _lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    order = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", order, "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_import_linter_keeps_the_storeys_and_breaks_on_an_upward_import(plant: object, copied: Path) -> None:
    assert callable(plant)
    assert _lint_imports(copied).returncode == 0

    plant({"policies/planted/rules.py": "from claims import facts\n"})
    broken = _lint_imports(copied)

    assert broken.returncode == 1
    assert "policies.planted.rules -> claims.facts" in broken.stdout

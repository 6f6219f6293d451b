"""The launcher is one POSIX script that says what it can do."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from config import ROOT

RUN = ROOT / "run"
COMMANDS = {"demo", "test", "lint", "bench", "setup", "serve", "worker", "migrate", "doctor", "help"}


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(RUN), *arguments], capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
    )


def test_help_names_every_command_and_needs_nothing_installed() -> None:
    answer = _run("help")

    assert answer.returncode == 0
    assert set(re.findall(r"^  \./run (\w+)", answer.stdout, re.M)) == COMMANDS


def test_an_unknown_command_is_refused_with_the_list() -> None:
    answer = _run("dmeo")

    assert answer.returncode == 2
    assert "./run demo" in answer.stderr


@pytest.mark.parametrize("arguments", [["--prot", "1"], ["--port"], ["--port", "eighty"]], ids=" ".join)
def test_demo_refuses_what_it_does_not_know_before_it_does_anything(arguments: list[str]) -> None:
    assert _run("demo", *arguments).returncode == 1


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_every_shell_can_read_it(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")

    assert subprocess.run([shell, "-n", str(RUN)], check=False).returncode == 0


def test_every_command_of_the_launcher_has_its_branch() -> None:
    branches = set(re.findall(r"^    (\w+)(?: \| [^)]*)?\)", RUN.read_text(encoding="utf-8"), re.M))

    assert branches >= COMMANDS

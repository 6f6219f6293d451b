"""Runs a reader of strangers' files in a process of its own, behind the walls of `confinement`.

What is ordered goes in as one JSON object, what was read comes out as lines of JSON; nothing else is exchanged.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from insurer.kernel.errors import InvalidInput
from underwriting.receivables.reading.limits import Limits

_PROJECT = Path(__file__).resolve().parents[3]
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
"""Each thread of a numerical library asks for room of its own, which the walls do not have."""


def run_walled(module: str, order: Mapping[str, object], out: BinaryIO, limits: Limits) -> None:
    """Run `module` as the confined process; its end, whatever it is, is judged by what it wrote to `out`."""
    environment = {"PYTHONPATH": str(_PROJECT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"} | _ONE_THREAD
    try:
        subprocess.run(  # noqa: S603 - our own interpreter and a module of ours
            [sys.executable, "-s", "-m", module],
            input=json.dumps(order).encode(),
            stdout=out,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            env=environment,
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InvalidInput("ledger.file.takes_too_long", "file", most=limits.wall_seconds) from None

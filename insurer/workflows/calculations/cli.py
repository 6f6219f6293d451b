"""`calculate`: any figure from the command line, with no database behind it."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

import click

from insurer.kernel.errors import InvalidInput, Refusal
from insurer.workflows.calculations.answers import calculation_answer
from insurer.workflows.calculations.book import CALCULATIONS
from insurer.workflows.calculations.explained import explained
from insurer.workflows.calculations.statement import error_answer, written

LOCALES = ("en", "zh")
BAD_INPUT = 2


def _say(text: str) -> None:
    """Prints UTF-8 whatever the terminal's own encoding says: the same input gives the same bytes."""
    click.echo(text.encode("utf-8"))


def _stop(answer: dict[str, Any]) -> NoReturn:
    _say(written(answer))
    sys.exit(BAD_INPUT)


def _body(file: str | None) -> bytes:
    """The bytes of the input file, `-` being standard input."""
    if file is None:
        raise InvalidInput("input.missing", "file")
    try:
        with click.open_file(file, "rb") as opened:
            body: bytes = opened.read()
    except (OSError, ValueError):
        raise InvalidInput("input.unreadable_file", "file", value=file) from None
    return body


@click.command("calculate")
@click.argument("name", required=False)
@click.argument("file", required=False)
@click.option("--lang", type=click.Choice(LOCALES), default="en", help="Language of labels and messages.")
@click.option("--list", "listed", is_flag=True, help="List the calculations.")
@click.option("--example", is_flag=True, help="Print a filled input for NAME that runs.")
@click.option("--explain", is_flag=True, help="Print the working as a table instead of JSON.")
def calculate(name: str | None, file: str | None, lang: str, listed: bool, example: bool, explain: bool) -> None:
    """Work out the figure NAME from the JSON in FILE (- for standard input) and print one JSON object."""
    if listed:
        _say("\n".join(CALCULATIONS.names))
        return
    try:
        if name is None:
            raise InvalidInput("input.missing", "name")
        calculation = CALCULATIONS.named(name)
        if example:
            _say(json.dumps(calculation.example, ensure_ascii=False, indent=2))
            return
        body = _body(file)
    except Refusal as refusal:
        _stop(error_answer(refusal, lang))
    status, answer = calculation_answer(name, body, lang)
    if status != 200:
        _stop(answer)
    _say(explained(answer, lang) if explain else written(answer))

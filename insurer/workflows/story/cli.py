"""The story from the command line."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from config import Environment, Settings
from insurer.infra.clock import Clock, SetClock, init_clock
from insurer.infra.db import db
from insurer.infra.languages import LOCALES, text
from insurer.kernel.errors import Refusal
from insurer.kernel.parsing import parse_day
from insurer.workflows.story.schemas import as_json, as_text
from insurer.workflows.story.services import Told, tell

Compose = Callable[[Settings, Clock], Flask]
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def story_command(compose: Compose) -> click.Command:
    """The command `story`; `compose` makes the application that it is told in."""

    @click.command("story")
    @click.option("--ledger", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--as-of", required=True, help="The last day of the story, YYYY-MM-DD.")
    @click.option("--currency", default="USD", show_default=True, help="Currency of rows that name none.")
    @click.option("--lang", type=click.Choice(LOCALES), default="en", help="Language of the words.")
    @click.option("--json", "as_one", is_flag=True, help="Print one JSON object.")
    @click.option("--keep", is_flag=True, help="Tell it in this installation, to be looked at on its pages.")
    @with_appcontext
    def story(ledger: Path, as_of: str, currency: str, lang: str, as_one: bool, keep: bool) -> None:
        """One policy's whole life on a real receivables ledger, every figure printed.

        Without --keep it is told in a database of its own, which is thrown away.
        """
        try:
            day = parse_day(as_of, "as_of")
            with _stage(compose, keep):
                told = tell(ledger.read_bytes(), ledger.name, day, currency)
                answer = as_json(told.tale, told.ending, told.figures, told.refused, lang)
        except Refusal as refusal:
            raise click.ClickException(text(refusal.code, lang, **refusal.facts)) from refusal
        click.echo(json.dumps(answer, ensure_ascii=False) if as_one else as_text(answer, lang))

    return story


@contextmanager
def _stage(compose: Compose, keep: bool) -> Iterator[None]:
    """Where the story is told: this installation under a clock that can be set, or one made for it and thrown away."""
    clock = SetClock(BEGINNING, current_app.config["SETTINGS"].time_zone)
    if keep:
        real: Clock = current_app.extensions["tradecover.clock"]
        init_clock(current_app, clock)
        try:
            yield
        finally:
            init_clock(current_app, real)
        return
    with tempfile.TemporaryDirectory(prefix="story-") as folder:
        app = compose(Settings(environment=Environment.DEMO, instance_dir=Path(folder), log_level="ERROR"), clock)
        with app.app_context():
            upgrade()
            yield
            db.session.remove()
            db.engine.dispose()


__all__ = ["Told", "story_command"]

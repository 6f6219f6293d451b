"""The demonstration from the command line: fill it, and say who can sign in."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Environment
from insurer.infra.languages import LOCALES, label, text
from insurer.kernel.errors import Refusal
from insurer.workflows.demo.services.seeding import SEED, keep_up, seed_demo
from insurer.workflows.demo.terms import PASSWORD, SIGN_INS

_LANGUAGE = click.option("--lang", type=click.Choice(LOCALES), default="en", help="Language of the words.")


@click.command("demo-seed")
@click.option("--seed", type=int, default=SEED, show_default=True, help="Another seed, another portfolio.")
@_LANGUAGE
@with_appcontext
def demo_seed(seed: int, lang: str) -> None:
    """Fill the demonstration; goes on where it was interrupted, and leaves a full one alone."""
    _refuse_outside_the_demo(lang)

    def say(code: str, facts: dict[str, object]) -> None:
        click.echo("  " + text(code, lang, **facts))

    try:
        click.echo(text("demo.finished" if seed_demo(say, seed) else "demo.already_there", lang))
        keep_up()
    except Refusal as refusal:
        raise click.ClickException(text(refusal.code, lang, **refusal.facts)) from refusal


@click.command("demo-logins")
@_LANGUAGE
@with_appcontext
def demo_logins(lang: str) -> None:
    """One sign-in per role of the demonstration, with its password."""
    _refuse_outside_the_demo(lang)
    for one in SIGN_INS:
        click.echo(f"  {one.login:<16} {label(one.role, lang)}, {one.person}")
    click.echo("\n" + text("demo.password", lang, password=PASSWORD))


def _refuse_outside_the_demo(lang: str) -> None:
    """Its people have a password that everybody knows."""
    if current_app.config["SETTINGS"].environment is not Environment.DEMO:
        raise click.ClickException(text("demo.only_in_the_demo", lang))

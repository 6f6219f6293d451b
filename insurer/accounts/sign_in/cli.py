"""The first administrator, from the command line."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from insurer.accounts.sign_in.services import create_administrator
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Refusal

cli = AppGroup("accounts", help="People and their ways in.")


@cli.command("create-administrator")
@click.argument("name")
@click.option("--email", required=True, help="Their mail address.")
@click.option("--person", default="", help="Their own name; the sign-in name when left out.")
def first_administrator(name: str, email: str, person: str) -> None:
    """Open the sign-in NAME for the first administrator and print the link at which they choose the password.

    The link is used once and within 24 hours. Nobody ever knows a password that was not chosen by its owner.
    """
    try:
        link = create_administrator(house_act(), name, person or name, email)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(link)

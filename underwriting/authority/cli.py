"""The command line of authorities."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from insurer.infra.clock import today
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Refusal
from insurer.kernel.parsing import parse_amount, parse_day
from underwriting.authority import queries, services

cli = AppGroup("authority", help="Amounts up to which roles and the system itself may decide on limits.")


@cli.command("set")
@click.argument("role")
@click.option("--currency", required=True)
@click.option("--per-decision", required=True, help="The most in one decision.")
@click.option("--per-buyer", required=True, help="The most on one buyer in all.")
@click.option("--from", "valid_from", help="First day, today unless given.")
def set_(role: str, currency: str, per_decision: str, per_buyer: str, valid_from: str | None) -> None:
    """Give ROLE (or `automatic`) an authority."""
    try:
        services.set_authority(
            house_act(),
            role,
            per_decision=parse_amount(per_decision, currency, "per_decision"),
            per_buyer=parse_amount(per_buyer, currency, "per_buyer"),
            valid_from=parse_day(valid_from, "from") if valid_from else today(),
        )
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal


@cli.command("list")
def list_() -> None:
    """Print the authorities of today."""
    for row in queries.authorities(today()):
        click.echo(f"{row.role:<28}{row.per_decision!s:>24}{row.per_buyer!s:>24}  {row.valid_from}")

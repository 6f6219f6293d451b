"""Everything that is kept sealed, sealed again under the installation's present secret, so that the old one can go."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from insurer.infra.commands import Act, command
from insurer.infra.jobs.running import house_act
from insurer.infra.sealing import RESEALERS

cli = AppGroup("secrets", help="The installation's secret and what is sealed under it.")


@command(needs=None)
def seal_again(act: Act) -> dict[str, int]:
    """Seal everything under the present secret in one transaction; how much of each kind was under another."""
    moved = {what: reseal() for what, reseal in sorted(RESEALERS.items())}
    act.record("house:secrets", "secrets.sealed_again", sealed=moved)
    return moved


@cli.command("reseal")
def reseal_() -> None:
    """Seal everything under the present secret, so that TRADECOVER_FORMER_SECRET_KEYS can be emptied."""
    for what, count in seal_again(house_act()).items():
        click.echo(f"{what:<24}{count:>8}")

"""The command line of limits: what was covered on a day, as known on a day; the check of the counters."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from insurer.infra.languages import text
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Refusal
from insurer.parties.public import party_of
from policies.public import policy_numbered
from underwriting.limits import queries

cli = AppGroup("limits", help="Credit limits.")


@cli.command("history")
@click.option("--policy", required=True, help="Number of the policy.")
@click.option("--buyer", required=True, help="Public id of the buyer.")
def history(policy: str, buyer: str) -> None:
    """Print every decision on a buyer under a policy, in the order they were made."""
    try:
        with reading_as(ALL):
            rows = queries.decisions_on(policy_numbered(policy).id, party_of(buyer).id)
    except Refusal as refusal:
        raise click.ClickException(text(refusal.code, "en", **refusal.facts)) from refusal
    for row in rows:
        until = row.shipments.last or "…"
        click.echo(
            f"{row.number}  {row.outcome:<10}{row.amount!s:>22}  {row.ship_from} – {until}  {row.decided_at:%F %T}"
        )


@cli.command("verify")
def verify() -> None:
    """Check that every buyer's running figure is the sum of its decisions; ends with 1 when one is not."""
    out = queries.capacities_out_of_step()
    click.echo(f"buyers out of step: {len(out)}")
    if out:
        raise SystemExit(1)

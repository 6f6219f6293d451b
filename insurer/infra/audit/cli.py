"""The trail from the command line."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from insurer.infra.audit.trail import verify
from insurer.infra.languages import LOCALES, text

cli = AppGroup("audit", help="The audit trail.")


@cli.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--lang", type=click.Choice(LOCALES), default="en", help="Language of the answer.")
def verify_trail(as_json: bool, lang: str) -> None:
    """Check the chain, the head row and the heads kept outside; exit 1 when anything fails."""
    read, found = verify()
    if as_json:
        breaks = [{"code": broken.code, "sequence": broken.sequence} for broken in found]
        click.echo(json.dumps({"records": read, "intact": not found, "breaks": breaks}))
    else:
        for broken in found:
            click.echo(text(broken.code, lang, sequence=broken.sequence))
        click.echo(text("audit.intact" if not found else "audit.broken", lang, records=read, breaks=len(found)))
    if found:
        raise SystemExit(1)

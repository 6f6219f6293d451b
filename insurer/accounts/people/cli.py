"""People and their rights from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import click
from flask.cli import AppGroup

from insurer.accounts.people.queries.rights import entrants, rights_on
from insurer.accounts.people.services import appoint_administrator
from insurer.accounts.people.terms import Rights
from insurer.infra.clock import today
from insurer.infra.jobs.running import house_act
from insurer.infra.languages import DEFAULT, text
from insurer.kernel.errors import InvalidInput, Refusal
from insurer.kernel.parsing import parse_day

cli = AppGroup("people", help="People and their rights.")


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_people(as_json: bool) -> None:
    """Everybody who has a way in, with the roles that stand today."""
    found = [
        {
            "login": one.login,
            "person": one.person,
            "person_id": one.person_id,
            "active": one.active,
            "invited": one.invited,
            "second_factor": one.second_factor,
            "roles": [role.value for role in one.roles],
            "last_seen": _text(one.seen_at),
        }
        for one in entrants(today())
    ]
    if as_json:
        click.echo(json.dumps({"day": today().isoformat(), "people": found}, ensure_ascii=False, indent=2))
        return
    for one in entrants(today()):
        click.echo(f"{one.login:<24}{one.person:<28}{', '.join(role.value for role in one.roles)}")


@cli.command("rights")
@click.argument("login")
@click.option("--as-of", "as_of", default="", help="Day (YYYY-MM-DD); today without it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def rights(login: str, as_of: str, as_json: bool) -> None:
    """What LOGIN could do on a day: permission, bounds of amount, scope, and by whose hand."""
    with _plainly():
        said = rights_said(rights_on(login, parse_day(as_of, "as_of") if as_of else today()))
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for name, value in said.items():
        click.echo(f"{name:<16}{value}")


@cli.command("appoint")
@click.argument("login")
@click.option("--reason", required=True, help="Why; it is kept in the audit trail.")
def appoint(login: str, reason: str) -> None:
    """Make LOGIN administrator, as long as fewer than two people are: later ones are granted by two."""
    with _plainly():
        appoint_administrator(house_act(), login, reason=reason)
    click.echo(f"{login} administrator")


def rights_said(found: Rights) -> dict[str, object]:
    """A person's rights as plain data, amounts and days as text."""
    return {
        "login": found.login,
        "person": found.person,
        "day": found.day.isoformat(),
        "active": found.active,
        "roles": [
            {
                "role": held.role.value,
                "first": held.first.isoformat(),
                "last": _text(held.last),
                "granted_by": held.granted_by,
                "agreed_by": held.agreed_by or None,
                "reason": held.reason or None,
                "ended_by": held.ended_by or None,
                "standing": held.standing,
            }
            for held in found.roles
        ],
        "mandates": [
            {
                "company": held.company,
                "first": held.first.isoformat(),
                "last": _text(held.last),
                "reading_only": held.reading_only,
                "reference": held.reference or None,
                "standing": held.standing,
            }
            for held in found.mandates
        ],
        "permissions": sorted(may.value for may in found.permissions),
        "everything": found.scope.everything,
        "policyholders": sorted(found.scope.policyholders),
        "policies": None if found.scope.policies is None else sorted(found.scope.policies),
        "buyers": sorted(found.scope.buyers),
        "limit_requests": [str(amount) for amount in found.allowance.limit_requests],
        "claims": [str(amount) for amount in found.allowance.claims],
    }


@contextmanager
def _plainly() -> Iterator[None]:
    """A refusal as the command line says it."""
    try:
        yield
    except InvalidInput as refusal:
        raise click.UsageError(text(refusal.code, DEFAULT, **refusal.facts)) from refusal
    except Refusal as refusal:
        raise click.ClickException(text(refusal.code, DEFAULT, **refusal.facts)) from refusal


def _text(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()

"""Policies from the command line."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from insurer.infra.clock import today
from insurer.infra.jobs.running import house_act
from insurer.infra.languages import LOCALES, label, speaking
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.parsing import parse_day
from insurer.parties.public import parties
from policies.billing.queries import premium_position
from policies.contracts.documents import term_chapters
from policies.contracts.queries import policies_list, policy_numbered, terms_of
from policies.contracts.states import PolicyState
from policies.issuance.services import expire_policies

cli = AppGroup("policies", help="Policies and their terms.")
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_LANG = click.option("--lang", type=click.Choice(LOCALES), default="en", help="Language of the answer.")


@cli.command("list")
@click.option("--state", type=click.Choice([state.value for state in PolicyState]), help="Only in this state.")
@_AS_JSON
@_LANG
def list_policies(state: str | None, as_json: bool, lang: str) -> None:
    """Every policy: number, policyholder, currency, period, status."""
    with reading_as(ALL):
        found = policies_list(state=PolicyState(state) if state else None)
        names = parties({one.policyholder for one in found})
    if as_json:
        rows = [
            {
                "number": one.number,
                "policyholder": names[one.policyholder].name,
                "currency": one.currency,
                "period": {"from": one.period.first.isoformat(), "to": str(one.period.last)},
                "status": one.state.value,
            }
            for one in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in found:
        holder = names[one.policyholder].shown_name(lang)
        click.echo(f"{one.number}  {one.currency}  {one.period}  {label(one.state, lang):<10}  {holder}")


@cli.command("show")
@click.argument("number")
@click.option("--as-of", help="The day whose terms and premium are asked for; default today.")
@_AS_JSON
@_LANG
def show_policy(number: str, as_of: str | None, as_json: bool, lang: str) -> None:
    """The terms of a policy on a day, by article, and its premium at the end of that day."""
    day = parse_day(as_of, "as_of") if as_of else today()
    with reading_as(ALL), speaking(lang):
        policy = policy_numbered(number)
        chapters = term_chapters(terms_of(policy.id), day)
        position = premium_position(policy.id, day)
    premium = {
        name: getattr(position, name).plain()
        for name in ("written", "earned", "unearned", "billed", "received", "receivable", "overdue")
    }
    if as_json:
        terms = [
            {"article": line.article, "term": line.key, "label": line.label, "value": line.value}
            for chapter in chapters
            for line in chapter.lines
        ]
        click.echo(json.dumps({"number": number, "premium": premium, "terms": terms}, ensure_ascii=False, indent=2))
        return
    for chapter in chapters:
        click.echo(f"{chapter.number} {chapter.title}")
        for line in chapter.lines:
            click.echo(f"  {line.article:<6}{line.label}: {line.value}")
    click.echo("  ".join(f"{name} {amount}" for name, amount in premium.items()))


@cli.command("expire")
def expire() -> None:
    """Move policies whose last day has passed to expired; how many were."""
    click.echo(str(expire_policies(house_act())))

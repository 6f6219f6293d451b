"""Early warning at the command line: run it, repeat a run, and say what forecasts of payment are worth."""

from __future__ import annotations

import json
from datetime import date

import click
from flask.cli import AppGroup

from insurer.advisory.expectation.queries import bills_of
from insurer.advisory.expectation.rules.forecasting import back_test
from insurer.advisory.expectation.services import days
from insurer.advisory.warning.queries.alerts import last_run
from insurer.advisory.warning.queries.working_out import WorkedOut, worked_again, worked_out
from insurer.advisory.warning.services.runs import run_warnings
from insurer.infra.clock import clock, now, today
from insurer.infra.jobs.running import house_act
from insurer.infra.languages import text
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Refusal
from insurer.kernel.parsing import parse_day
from insurer.parties.public import parties
from policies.public import policies_list, policy_numbered

cli = AppGroup("warning", help="Early warning on the ledgers of policies.")


@cli.command("run")
@click.option("--policy", "number", help="Number of the policy; all policies unless given.")
def run_(number: str | None) -> None:
    """Work out early warning now and raise what alerts follow."""
    try:
        with reading_as(ALL):
            policies = [policy_numbered(number)] if number else [one for one in policies_list() if one.bound_at]
        for policy in policies:
            run_warnings(house_act(), policy.id, occasion="asked")
            click.echo(policy.number)
    except Refusal as refusal:
        raise click.ClickException(text(refusal.code, "en", **refusal.facts)) from refusal


@cli.command("show")
@click.option("--policy", "number", required=True, help="Number of the policy.")
@click.option("--as-of", "as_of", help="Day at whose end the ledger is measured; today unless given.")
@click.option("--known-by", "known_by", help="Day up to whose end what was recorded counts; everything unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(number: str, as_of: str | None, known_by: str | None, as_json: bool) -> None:
    """Every indicator of a policy on a day, as known on a day; changes nothing."""
    try:
        with reading_as(ALL):
            day = parse_day(as_of, "as-of") if as_of else today()
            moment = clock().end_of(parse_day(known_by, "known-by")) if known_by else now()
            policy = policy_numbered(number)
            answer = _answer(number, day, worked_out(policy, day, moment))
    except Refusal as refusal:
        raise click.ClickException(text(refusal.code, "en", **refusal.facts)) from refusal
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in answer["readings"]:
        click.echo(f"{line['indicator']:<18}{line['level']:<8}{line['value']:>14}  {line['buyer'] or ''}")


def _answer(number: str, day: date, found: WorkedOut) -> dict[str, list[dict[str, str | None]]]:
    names = parties({one.buyer for one in found.own if one.buyer is not None})
    readings = [
        {
            "indicator": one.indicator.value,
            "buyer": None if one.buyer is None else names[one.buyer].name,
            "value": f"{one.value:f}",
            "level": one.level.value,
            "house_level": house.level.value,
            **{f"threshold_{level}": bound for level, bound in one.threshold.plain().items()},
        }
        for one, house in zip(found.own, found.house, strict=True)
    ]
    watch = [
        {
            "buyer": names[one.buyer].name if one.buyer in names else None,
            "level": one.level.value,
            "exposure": one.exposure.plain(),
            "expected_loss": one.expected_loss.plain(),
            "next_deadline": one.next_deadline.isoformat() if one.next_deadline else None,
        }
        for one in found.watch
    ]
    head: list[dict[str, str | None]] = [{"policy": number, "as_of": day.isoformat(), "digest": found.digest}]
    return {"run": head, "readings": readings, "watch_list": watch}


@cli.command("repeat")
@click.option("--policy", "number", required=True, help="Number of the policy.")
def repeat(number: str) -> None:
    """Repeat the last run from what was known then and compare; exit 1 when anything differs."""
    try:
        with reading_as(ALL):
            run = last_run(policy_numbered(number).id)
            same = run is not None and worked_again(run).digest == run.digest
    except Refusal as refusal:
        raise click.ClickException(text(refusal.code, "en", **refusal.facts)) from refusal
    if run is None:
        raise click.ClickException("no run yet")
    click.echo(f"{run.as_of.isoformat()} {run.digest} {'same' if same else 'DIFFERENT'}")
    if not same:
        raise SystemExit(1)


@cli.command("backtest")
@click.option("--policy", "number", required=True, help="Number of the policy.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def backtest(number: str, as_json: bool) -> None:
    """Mean absolute error in days of the expected payment, beside the due day and the average delay; walked forward."""
    try:
        with reading_as(ALL):
            found = back_test(bills_of(policy_numbered(number).id, today()))
    except Refusal as refusal:
        raise click.ClickException(text(refusal.code, "en", **refusal.facts)) from refusal
    answer = {
        "policy": number,
        "model": found.version,
        "months": found.months,
        "invoices": found.invoices,
        "mae_days": {
            "model": f"{days(found.model):f}",
            "average_delay": f"{days(found.average):f}",
            "due_date": f"{days(found.due):f}",
        },
        "better_than_both": found.better,
    }
    click.echo(json.dumps(answer) if as_json else "\n".join(f"{key}: {value}" for key, value in answer.items()))

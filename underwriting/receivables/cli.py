"""The command line of the receivables ledger: importing a file, and its ageing on a day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import click
import numpy as np
from flask.cli import AppGroup

from insurer.accounts.facts import May
from insurer.accounts.public import actor_named
from insurer.infra.clock import clock, now, today
from insurer.infra.commands import Act
from insurer.infra.jobs.running import HOUSE
from insurer.infra.languages import text
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import InvalidInput, Refusal
from insurer.kernel.ids import PolicyId
from insurer.kernel.parsing import parse_day
from policies.public import policy_numbered
from underwriting.exposure.queries import ClassedItem, covered_ledger, exposure_summary, ledger_summary
from underwriting.exposure.rules.ageing import AgeingBucket
from underwriting.receivables.queries import ImportOutcome, import_outcome
from underwriting.receivables.services.importing import Rehearsed, import_ledger, rehearse_import
from underwriting.receivables.states import ImportMode, ImportState
from underwriting.receivables.terms import ReadingPlan

_HOUSE = replace(HOUSE, permissions=HOUSE.permissions | {May.LEDGER_IMPORT.value})
"""Whoever has the machine's command line may import for the house."""

cli = AppGroup("receivables", help="The receivables ledger of a policy.")


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--policy", required=True, help="Number of the policy.")
@click.option("--by", help="User in whose name the ledger is imported; the house itself unless given.")
@click.option("--map", "plan_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Reading plan.")
@click.option("--sheet", help="Sheet of a workbook; the one with the headings of a ledger unless given.")
@click.option("--currency", help="Currency of rows that name none; the policy's unless given.")
@click.option("--as-of", "as_of", help="Day at whose end the ledger is stated, today unless given.")
@click.option(
    "--mode",
    type=click.Choice([one.value for one in ImportMode]),
    default=ImportMode.INCREMENTAL.value,
    help="full: what is not in the file is open no more.",
)
@click.option("--whole", is_flag=True, help="Take nothing when a row is refused.")
@click.option("--dry-run", is_flag=True, help="Read and judge the file, change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_(
    file: Path,
    policy: str,
    by: str | None,
    plan_file: Path | None,
    sheet: str | None,
    currency: str | None,
    as_of: str | None,
    mode: str,
    whole: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import FILE into the ledger of a policy; rows that cannot be taken are listed with their reasons."""
    with _told():
        day = parse_day(as_of, "as-of") if as_of else None
        content = file.read_bytes()
        actor = actor_named(by, today()) if by else _HOUSE
        with reading_as(actor.scope):
            under = policy_numbered(policy)
        plan = _plan(plan_file, currency, under.currency, sheet)
        act, how = Act(actor, now()), ImportMode(mode)
        if dry_run:
            answer = _dry_run(act, under.id, content, file.name, plan, day, how, whole)
        else:
            import_id = import_ledger(
                act, under.id, content=content, filename=file.name, mapping=plan, as_of=day, mode=how, whole=whole
            )
            with reading_as(actor.scope):
                answer = _answer(import_outcome(import_id))
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _print(answer)
    if answer["state"] == ImportState.FAILED:
        raise SystemExit(2)


@cli.command("ageing")
@click.option("--policy", required=True, help="Number of the policy.")
@click.option("--as-of", "as_of", required=True, help="Day at whose end the ledger is asked.")
@click.option("--known-by", "known_by", help="Last day on which what counts was recorded; everything unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def ageing_(policy: str, as_of: str, known_by: str | None, as_json: bool) -> None:
    """What is open under a policy by days late, insured and not."""
    with _told(), reading_as(ALL):
        day = parse_day(as_of, "as-of")
        found = exposure_summary(policy_numbered(policy).id, day, _moment(known_by))
    answer = {
        "policy": policy,
        "as_of": day.isoformat(),
        "currency": found.open.currency,
        "buckets": [_bucket(bucket) for bucket in found.ageing.buckets],
        "total": found.ageing.total.plain(),
        "overdue": found.ageing.overdue.plain(),
        "insured": found.insured.plain(),
        "uninsured": found.uninsured.plain(),
        "average_days_late": f"{found.ageing.average_days_late:f}",
        "invoices": found.invoices,
        "buyers": found.buyers,
    }
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for bucket in found.ageing.buckets:
        click.echo(f"{bucket.label:<12}{bucket.amount!s:>22}{bucket.insured or '–'!s:>22}")
    click.echo(f"{'total':<12}{found.open!s:>22}{found.insured!s:>22}")


@cli.command("cover")
@click.option("--policy", required=True, help="Number of the policy.")
@click.option("--as-of", "as_of", required=True, help="Day at whose end the ledger is asked.")
@click.option("--known-by", "known_by", help="Last day on which what counts was recorded; everything unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def cover_(policy: str, as_of: str, known_by: str | None, as_json: bool) -> None:
    """Every open invoice under a policy: what of it is insured, and why the rest is not."""
    with _told(), reading_as(ALL):
        day, facts = parse_day(as_of, "as-of"), policy_numbered(policy)
        found = covered_ledger((facts.id,), day, _moment(known_by))
        items = found.items(np.lexsort((found.number_rank, found.due)))
    summary = ledger_summary(found, facts.currency)
    answer = {
        "policy": policy,
        "as_of": day.isoformat(),
        "known_by": known_by,
        "currency": facts.currency,
        "total": summary.open.plain(),
        "insured": summary.insured.plain(),
        "uninsured": summary.uninsured.plain(),
        "invoices": [_covered(one) for one in items],
    }
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for one in items:
        said = ", ".join(one.item.verdict.reason_codes) or "insured"
        verdict = one.item.verdict
        click.echo(f"{one.item.receivable.number:<24}{verdict.outstanding!s:>20}{verdict.insured!s:>20}  {said}")
    click.echo(f"{'total':<24}{summary.open!s:>20}{summary.insured!s:>20}")


def _covered(one: ClassedItem) -> Mapping[str, object]:
    term, verdict = one.item.receivable, one.item.verdict
    return {
        "invoice": term.number,
        "buyer": one.item.buyer.name,
        "shipped": term.shipped.isoformat(),
        "invoiced": term.invoiced.isoformat(),
        "due": term.due.isoformat(),
        "outstanding": verdict.outstanding.plain(),
        "insured": verdict.insured.plain(),
        "uninsured": verdict.uninsured.plain(),
        "percentage": None if verdict.percentage is None else f"{verdict.percentage.normalize():f}",
        "classes": {where.value: amount.plain() for where, amount in one.parts.items()},
        "reasons": [
            {"code": str(why.code), "clause": why.clause, "amount": why.amount.plain()} for why in verdict.reasons
        ],
    }


def _moment(known_by: str | None) -> datetime | None:
    """The last moment of the day named."""
    if known_by is None:
        return None
    return clock().end_of(parse_day(known_by, "known-by")) - timedelta(microseconds=1)


@contextmanager
def _told() -> Iterator[None]:
    """A refusal said in plain words at the command line."""
    try:
        yield
    except InvalidInput as refusal:
        raise click.ClickException(f"{refusal.field}: {text(refusal.code, 'en', **refusal.facts)}") from refusal
    except Refusal as refusal:
        raise click.ClickException(text(refusal.code, "en", **refusal.facts)) from refusal


def _plan(plan_file: Path | None, currency: str | None, usual: str, sheet: str | None) -> ReadingPlan:
    """The reading plan: the currency of rows that name none is the one stated, the file's or the policy's, in that
    order, and stands in the answer."""
    plain = _plain_plan(plan_file) if plan_file else {}
    stated = {"currency": currency or plain.get("currency") or usual, "sheet": sheet or plain.get("sheet")}
    return ReadingPlan.from_plain({**plain, **stated})


def _plain_plan(plan_file: Path) -> dict[str, object]:
    try:
        plain = json.loads(plan_file.read_text(encoding="utf-8"))
    except ValueError:
        raise InvalidInput("ledger.plan.not_json", "map", name=plan_file.name[:120]) from None
    if not isinstance(plain, dict):
        raise InvalidInput("ledger.plan.not_json", "map", name=plan_file.name[:120])
    return plain


def _dry_run(
    act: Act, policy: PolicyId, content: bytes, filename: str, plan: ReadingPlan, as_of: date | None,
    mode: ImportMode, whole: bool,
) -> dict[str, object]:  # fmt: skip
    """What would become of the import, row by row and buyer by buyer; it is done and taken back."""
    try:
        rehearse_import(act, policy, content=content, filename=filename, plan=plan, as_of=as_of, mode=mode, whole=whole)
    except Rehearsed as told:
        answer = _answer(told.outcome) | {"import": None, "plan": told.plan}
        if told.outcome.state is ImportState.DONE:
            answer["state"] = "dry_run"
        if mode is ImportMode.FULL:
            totals = {code: total.plain() for code, total in told.closes.items()}
            answer["closes"] = {"invoices": told.outcome.closed, "totals": totals, "kept_open": told.outcome.kept_open}
        return answer


def _answer(outcome: ImportOutcome) -> dict[str, object]:
    return {
        "import": outcome.number,
        "state": outcome.state.value,
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "refused": outcome.refused,
        "unchanged": outcome.unchanged,
        "closed": outcome.closed,
        "reopened": outcome.reopened,
        "buyers": {"matched": outcome.buyers_matched, "new": outcome.buyers_new},
        "totals": {code: total.plain() for code, total in outcome.totals.items()},
        "error": outcome.error_code,
        "error_message": text(outcome.error_code, "en", **outcome.error_facts) if outcome.error_code else None,
        "errors": [
            {"line": one.line, "column": one.column, "value": one.value, "code": one.code, "facts": one.facts}
            for one in outcome.errors
        ],
    }


def _bucket(bucket: AgeingBucket) -> Mapping[str, object]:
    return {
        "label": bucket.label,
        "amount": bucket.amount.plain(),
        "insured": None if bucket.insured is None else bucket.insured.plain(),
        "uninsured": None if bucket.uninsured is None else bucket.uninsured.plain(),
    }


def _print(answer: dict[str, object]) -> None:
    for name in ("import", "state", "rows", "accepted", "refused", "unchanged", "buyers", "totals"):
        click.echo(f"{name:<12}{answer[name]}")
    if answer["error_message"]:
        click.echo(f"{'error':<12}{answer['error_message']}")
    errors = answer["errors"]
    for error in errors if isinstance(errors, list) else []:
        said = text(error["code"], "en", **{"value": error["value"], **error["facts"]})
        click.echo(f"line {error['line']}: {error['column']}: {said}")

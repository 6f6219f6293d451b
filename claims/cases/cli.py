"""Claims at the command line: the list, one claim with its working, a re-run of an assessment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import click
from flask.cli import AppGroup

from claims.cases.queries import claim_numbered, claims_of
from claims.cases.services import end_waiting_periods
from claims.cases.terms import ClaimFacts
from claims.indemnity.models import Assessment
from claims.indemnity.queries import (
    assessment_numbered,
    assessment_of,
    assessments_of,
    kept_result,
    payment_of,
    rerun,
)
from claims.recoveries.queries import recoveries_of
from insurer.infra.jobs.running import house_act
from insurer.infra.languages import LOCALES, label, text, working_table
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Refusal
from insurer.kernel.plain import to_plain
from insurer.kernel.working import Working
from insurer.parties.public import party
from policies.public import policy_facts, policy_numbered

cli = AppGroup("claims", help="Claims: list, show, re-run an assessment, end waiting periods.")


@cli.command("list")
@click.option("--policy", help="Only claims under this policy.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.option("--lang", type=click.Choice(LOCALES), default="en", help="Language of the answer.")
def list_(policy: str | None, as_json: bool, lang: str) -> None:
    """List claims, the newest first."""
    with _reading():
        found = claims_of(None if policy is None else policy_numbered(policy).id)
        rows = [_summary(claim) for claim in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for claim, row in zip(found, rows, strict=True):
        state, indemnity = label(claim.state, lang), row["indemnity"] or "–"
        click.echo(f"{claim.number}  {row['policy']}  {claim.loss_date}  {indemnity:>22}  {state}")


@cli.command("show")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--lang", type=click.Choice(LOCALES), default="en", help="Language of the answer.")
def show(number: str, as_json: bool, lang: str) -> None:
    """Show claim NUMBER with its invoices, its working, payment and recoveries."""
    with _reading():
        claim = claim_numbered(number)
        row = _whole(claim)
        made = assessments_of(claim.id)
        working = kept_result(made[0]).working if made else Working()
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False, indent=2))
        return
    click.echo(f"{claim.number}  {label(claim.state, lang)}  {label(claim.cause, lang)}  {claim.loss_date}")
    for invoice in claim.invoices:
        click.echo(f"  {invoice.number:<20}{invoice.due}  {invoice.claimed!s:>22}")
    _print_working(working, lang)


@cli.command("rerun")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--lang", type=click.Choice(LOCALES), default="en", help="Language of the answer.")
def rerun_(number: str, as_json: bool, lang: str) -> None:
    """Work out assessment NUMBER (or the standing one of claim NUMBER) again; exit 1 when it differs."""
    with _reading():
        again = rerun(_assessment(number).number)
    if as_json:
        figures = {"kept": again.kept.plain(), "again": again.again.plain(), "currency": again.kept.currency}
        click.echo(json.dumps({"assessment": again.number, **figures, "same": again.same}))
    else:
        _print_working(again.result.working, lang)
        code = "claims.rerun.same" if again.same else "claims.rerun.differs"
        click.echo(text(code, lang, assessment=again.number, kept=again.kept, again=again.again))
    if not again.same:
        raise SystemExit(1)


@cli.command("end-waiting")
def end_waiting_() -> None:
    """Take up every claim whose waiting period is over."""
    click.echo(end_waiting_periods(house_act()))


@contextmanager
def _reading() -> Iterator[None]:
    """Reads over everything; a refusal becomes a message and an exit code."""
    with reading_as(ALL):
        try:
            yield
        except Refusal as refusal:
            raise click.ClickException(text(refusal.code, "en", **refusal.facts)) from refusal


def _assessment(number: str) -> Assessment:
    return assessment_of(claim_numbered(number).id) if number.startswith("CL-") else assessment_numbered(number)


def _summary(claim: ClaimFacts) -> dict[str, object]:
    made = assessments_of(claim.id)
    return {
        "number": claim.number,
        "policy": policy_facts(claim.policy).number,
        "buyer": party(claim.party).name,
        "cause": claim.cause.value,
        "state": claim.state.value,
        "filed_on": claim.filed_on.isoformat(),
        "loss_date": claim.loss_date.isoformat(),
        "waiting_until": _day(claim.waiting_until),
        "claimed": [str(amount) for amount in claim.currency_totals],
        "indemnity": str(made[0].indemnity) if made else None,
        "payable": str(made[0].payable) if made else None,
    }


def _whole(claim: ClaimFacts) -> dict[str, object]:
    made, payment = assessments_of(claim.id), payment_of(claim.id)
    return {
        **_summary(claim),
        "invoices": [
            {"number": one.number, "due": one.due.isoformat(), "claimed": str(one.claimed), "notice": one.notice}
            for one in claim.invoices
        ],
        "assessment": made[0].number if made else None,
        "working": to_plain(kept_result(made[0]).working, Working)["lines"] if made else [],
        "payment": None
        if payment is None
        else {
            "number": payment.number,
            "paid_on": payment.paid_on.isoformat(),
            "set_off": payment.set_off.plain(),
            "paid": payment.paid.plain(),
        },
        "recoveries": [
            {
                "number": row.number,
                "received_on": row.received_on.isoformat(),
                "amount": row.amount.plain(),
                "insurer": row.insurer.plain(),
                "policyholder": row.policyholder.plain(),
            }
            for row in recoveries_of(claim.id)
        ],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _print_working(working: Working, lang: str) -> None:
    for line in working_table(working, lang):
        click.echo(f"  {line.label:<44}{line.value:>24}  {line.clause}")

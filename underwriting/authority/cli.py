"""The command line of authorities, for setting an installation up; from then on two people change them."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from insurer.infra.clock import today
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Refusal
from insurer.kernel.parsing import parse_amount, parse_day
from policies.facts import PaymentAuthority
from policies.public import payment_authorities, set_payment_authority
from underwriting.authority import queries, services
from underwriting.authority.terms import OverPeriod

cli = AppGroup("authority", help="Amounts up to which roles and the system itself may grant limits and let money go.")


@cli.command("set")
@click.argument("role")
@click.option("--currency", required=True)
@click.option("--per-decision", required=True, help="The most in one decision.")
@click.option("--per-buyer", required=True, help="The most on one buyer in all.")
@click.option("--per-period", help="The most that one person adds within the period; no bound unless given.")
@click.option("--months", type=click.IntRange(1, 60), default=12, show_default=True, help="How long the period is.")
@click.option("--from", "valid_from", help="First day, today unless given.")
def set_(
    role: str,
    currency: str,
    per_decision: str,
    per_buyer: str,
    per_period: str | None,
    months: int,
    valid_from: str | None,
) -> None:
    """Give ROLE (or `automatic`) an authority over limits."""
    try:
        most = parse_amount(per_period, currency, "per_period") if per_period else None
        services.set_authority(
            house_act(),
            role,
            per_decision=parse_amount(per_decision, currency, "per_decision"),
            per_buyer=parse_amount(per_buyer, currency, "per_buyer"),
            over_period=OverPeriod(most, months) if most else None,
            valid_from=parse_day(valid_from, "from") if valid_from else today(),
        )
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal


@cli.command("set-payments")
@click.argument("role")
@click.option("--currency", required=True)
@click.option("--settle", required=True, help="The highest indemnity it approves.")
@click.option("--pay", required=True, help="The highest indemnity it pays.")
@click.option("--refund", required=True, help="The highest refund it agrees to.")
@click.option("--third-person-above", required=True, help="Above it examiner, approver and payer are three people.")
@click.option("--from", "valid_from", help="First day, today unless given.")
def set_payments(
    role: str, currency: str, settle: str, pay: str, refund: str, third_person_above: str, valid_from: str | None
) -> None:
    """Give ROLE an authority over payments."""
    try:
        term = PaymentAuthority(
            role=role,
            settle_up_to=parse_amount(settle, currency, "settle"),
            pay_up_to=parse_amount(pay, currency, "pay"),
            refund_up_to=parse_amount(refund, currency, "refund"),
            third_person_above=parse_amount(third_person_above, currency, "third_person_above"),
        )
        first = parse_day(valid_from, "from") if valid_from else today()
        set_payment_authority(house_act(), term, valid_from=first)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal


@cli.command("list")
def list_() -> None:
    """Print the authorities of today."""
    for row in queries.authorities(today()):
        bound = row.over_period
        period = f"{bound.most!s:>24} in {bound.months} months" if bound is not None else ""
        click.echo(f"{row.role:<28}{row.per_decision!s:>24}{row.per_buyer!s:>24}  {row.valid_from}{period}")
    for paid in payment_authorities(today()):
        term = paid.term()
        amounts = (term.settle_up_to, term.pay_up_to, term.refund_up_to)
        click.echo(f"{term.role:<28}" + "".join(f"{amount!s:>24}" for amount in amounts) + f"  {paid.valid_from}")

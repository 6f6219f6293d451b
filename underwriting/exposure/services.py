"""Declaring a month: the figures come from the ledger, the premium is charged on them."""

from __future__ import annotations

from datetime import date, timedelta

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.numbering import next_number
from insurer.kernel.calendar import month_end, month_start
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import DeclarationId, Minor, PolicyId
from insurer.kernel.money import Money
from policies.facts import PolicyFacts
from policies.public import book_turnover, lock_policy, policy_facts, terms_of
from underwriting.exposure.models import Declaration
from underwriting.exposure.queries import BuyerVerdict, standing_declaration, verdicts
from underwriting.exposure.rules.declaring import declare_by
from underwriting.exposure.rules.turnover import insurable_turnover


@command(needs=May.DECLARE)
def declare_month(act: Act, policy_id: PolicyId, end: date) -> DeclarationId:
    """Declare the calendar month that ends on `end` from the ledger as it stands, and book its turnover.

    A month is declared once it is over; again only when the ledger has changed since, then the later one counts.
    """
    lock_policy(policy_id)
    policy = policy_facts(policy_id)
    first, last = _span(policy, end)
    if end >= act.today:
        raise InvalidInput("exposure.month_not_over", "month_end", day=end)
    found = verdicts(policy_id, end)
    invoices, turnover = _turnover(policy, found, first, last)
    balance = Money.total((one.verdict.outstanding for one in found), policy.currency)
    insured = Money.total((one.verdict.insured for one in found), policy.currency)
    before = standing_declaration(policy_id, end)
    if before is not None and (before.turnover, before.balance, before.insured) == (turnover, balance, insured):
        raise Conflict("exposure.declared_already", number=before.number)
    terms = terms_of(policy_id)
    due = declare_by(end, str(terms.on("declaration_frequency", end)), terms.days("declaration_due_days", end) or 0)
    row = Declaration(
        number=next_number("DE", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        month_end=end,
        currency=policy.currency,
        turnover_minor=Minor(turnover.minor),
        balance_minor=Minor(balance.minor),
        insured_minor=Minor(insured.minor),
        invoices=invoices,
        late=act.today > due,
        replaces_id=before.id if before is not None else None,
        made_at=act.at,
        made_by=act.actor.login,
    )
    db.session.add(row)
    db.session.flush()
    book_turnover(act, policy_id, first=first, last=last, amount=turnover, reference=row.number)
    act.record(
        f"declaration:{row.number}",
        "turnover.declared",
        also=(f"policy:{policy.number}",),
        policyholder=policy.policyholder,
        month_end=end,
        turnover=turnover,
        balance=balance,
        insured=insured,
        late=row.late,
    )
    return row.id


def _span(policy: PolicyFacts, end: date) -> tuple[date, date]:
    """The days of the month that lie in the policy's period, both included."""
    if end != month_end(end):
        raise InvalidInput("exposure.not_a_month_end", "month_end", day=end)
    first = max(month_start(end), policy.period.first)
    last = end if policy.period.end is None else min(end, policy.period.end - timedelta(days=1))
    if first > last:
        raise InvalidInput("exposure.month_outside_policy", "month_end", day=end, period=policy.period)
    return first, last


def _turnover(policy: PolicyFacts, found: list[BuyerVerdict], first: date, last: date) -> tuple[int, Money]:
    """The invoices shipped in the span that the policy is for, and their sum in policy currency."""
    terms = terms_of(policy.id)
    shipped = [one for buyer in found for one in buyer.account.receivables if first <= one.shipped <= last]
    return insurable_turnover(shipped, policy.currency, includes_tax=terms.flag("includes_tax", last))

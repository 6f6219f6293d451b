"""Declaring a month: the figures come from the ledger, the premium is charged on them."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import DeclarationId, Minor, PolicyId
from policies.public import book_turnover, lock_policy, policy_facts
from underwriting.exposure.models import Declaration
from underwriting.exposure.queries import due_on, month_figures, standing_declaration


@command(needs=May.DECLARE)
def declare_month(act: Act, policy_id: PolicyId, end: date, *, reason: str = "") -> DeclarationId:
    """Declare the calendar month that ends on `end` from the ledger as it stands, and book its turnover.

    A month is declared once it is over; again only when the ledger has changed since, then the later one counts.
    `reason` says why a declaration is corrected.
    """
    lock_policy(policy_id)
    policy = policy_facts(policy_id)
    if end >= act.today:
        raise InvalidInput("exposure.month_not_over", "month_end", day=end)
    found = month_figures(policy, end)
    figures = (found.turnover, found.balance, found.insured)
    before = standing_declaration(policy_id, end)
    if before is not None and (before.turnover, before.balance, before.insured) == figures:
        raise Conflict("exposure.declared_already", number=before.number)
    row = Declaration(
        number=next_number("DE", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        month_end=end,
        currency=policy.currency,
        turnover_minor=Minor(found.turnover.minor),
        balance_minor=Minor(found.balance.minor),
        insured_minor=Minor(found.insured.minor),
        invoices=found.invoices,
        late=act.today > due_on(policy, end),
        replaces_id=before.id if before is not None else None,
        reason=reason or None,
        made_at=act.at,
        made_by=act.actor.login,
    )
    db.session.add(row)
    db.session.flush()
    book_turnover(act, policy_id, first=found.first, last=found.last, amount=found.turnover, reference=row.number)
    act.record(
        f"declaration:{row.number}",
        "turnover.declared",
        also=(f"policy:{policy.number}",),
        policyholder=policy.policyholder,
        month_end=end,
        turnover=found.turnover,
        balance=found.balance,
        insured=found.insured,
        late=row.late,
        reason=reason,
    )
    return row.id

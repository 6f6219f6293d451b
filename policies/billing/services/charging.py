"""Charging premium: notes for the deposit, for the adjustment after the period, for a cancellation."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.ledger import Account, credit, debit, post
from insurer.infra.numbering import next_number
from insurer.kernel.calendar import add_days
from insurer.kernel.errors import Conflict, InvalidInput, OutOfTurn
from insurer.kernel.ids import Minor, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.plain import to_plain
from insurer.kernel.working import Working
from policies.billing import queries
from policies.billing.jobs import ask_for_note_paper
from policies.billing.models import DebitNote
from policies.billing.rules import Instalment, declared_rows, deposit_working, instalments, later_working
from policies.billing.terms import Note, NoteKind
from policies.contracts.models import Policy
from policies.contracts.queries import terms_of
from policies.contracts.rules.mapping import opening_premium, premium_terms_of
from policies.contracts.states import PolicyState
from policies.contracts.terms import PolicyTerms
from policies.premiums.rules.cancellation import Cancellation
from policies.premiums.rules.premium import premium
from policies.premiums.terms import PremiumPart


@command(needs=May.PREMIUM_BILL)
def charge_deposit(act: Act, policy_id: PolicyId) -> str:
    """Issue one debit note per instalment of the deposit premium; the numbers, separated by spaces.

    A policy without a deposit has nothing charged; a policy is charged once.
    """
    policy = lock(Policy, policy_id)
    if policy.state != PolicyState.BOUND:
        raise OutOfTurn("billing.policy_not_bound", number=policy.number, state=policy.state)
    if any(note.kind is NoteKind.DEPOSIT for note in queries.notes_of(policy_id)):
        raise Conflict("billing.deposit_already_charged", number=policy.number)
    terms, first = terms_of(policy_id), policy.period.first
    opening = opening_premium(terms, first)
    numbers = []
    if opening.deposit:
        for part in _deposit_instalments(terms, first, opening.instalments, act.today):
            working = deposit_working(opening.working, part, terms.share("tax_rate", first) or Decimal(0))
            numbers.append(_issue(act, policy, _Drawn.of_instalment(part, len(opening.instalments), working)))
    act.record(
        f"policy:{policy.number}",
        "billing.deposit_charged",
        policyholder=policy.policyholder_id,
        deposit=opening.deposit,
        notes=numbers,
    )
    return " ".join(numbers)


@command(needs=May.PREMIUM_BILL)
def adjust_premium(act: Act, policy_id: PolicyId, *, loss_ratio: Decimal | None = None) -> str:
    """After the period, bill or return the difference between the final premium and what was billed; the note's number.

    The premium rule works on all booked turnover, with the deposit as it was billed. Turnover corrected after an
    adjustment is adjusted again; without a difference a second adjustment is refused. `loss_ratio` is needed where
    the policy has a bonus or malus.
    """
    policy = lock(Policy, policy_id)
    ended = policy.cancelled_on or policy.end_day
    if policy.state == PolicyState.DRAFT or act.today < ended:
        raise OutOfTurn("billing.period_not_over", number=policy.number, last=add_days(ended, -1))
    terms, notes, last = terms_of(policy_id), queries.notes_of(policy_id), add_days(policy.end_day, -1)
    deposit = _billed(notes, terms.currency, NoteKind.DEPOSIT, NoteKind.CANCELLATION)
    asked = premium_terms_of(terms, last, declared=declared_rows(queries.turnover_of(policy_id)), loss_ratio=loss_ratio)
    worked = premium(replace(asked, deposit=PremiumPart(amount=deposit), instalments=1))
    already = _billed(notes, terms.currency, NoteKind.ADJUSTMENT)
    difference = worked.adjustment - already
    adjusted_before = any(note.kind is NoteKind.ADJUSTMENT for note in notes)
    if adjusted_before and not difference:
        raise Conflict("billing.nothing_to_adjust", number=policy.number)
    working = later_working(worked.working)
    if adjusted_before:
        facts = {"adjustment": worked.adjustment, "already": already}
        working = working.then("billing.adjusted_before", difference, "policy.refund_down_to", **facts)
    number = _issue(act, policy, _later_note(NoteKind.ADJUSTMENT, terms, last, notes, difference, act.today, working))
    act.record(
        f"policy:{policy.number}",
        "billing.premium_adjusted",
        policyholder=policy.policyholder_id,
        final=worked.due + worked.bonus_malus,
        difference=difference,
        note=number,
    )
    return number


@command(needs=May.PREMIUM_BILL)
def return_premium(act: Act, policy_id: PolicyId, *, worked: Cancellation) -> str:
    """Issue the credit note of a cancellation; its number."""
    policy = lock(Policy, policy_id)
    if worked.returned.minor <= 0:
        raise InvalidInput("billing.nothing_to_return", "worked", number=policy.number)
    terms, notes = terms_of(policy_id), queries.notes_of(policy_id)
    day = policy.cancelled_on or act.today
    drawn = _later_note(
        NoteKind.CANCELLATION, terms, day, notes, -worked.returned, act.today, later_working(worked.working)
    )
    return _issue(act, policy, drawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A note worked out and not yet issued."""

    kind: NoteKind
    premium: Money
    tax: Money
    commission: Money
    due_on: date
    working: Working
    instalment: int = 1
    instalments: int = 1

    @classmethod
    def of_instalment(cls, part: Instalment, count: int, working: Working) -> _Drawn:
        return cls(
            kind=NoteKind.DEPOSIT,
            premium=part.premium,
            tax=part.tax,
            commission=part.commission,
            due_on=part.due_on,
            working=working,
            instalment=part.number,
            instalments=count,
        )


def _deposit_instalments(
    terms: PolicyTerms, day: date, premiums: tuple[Money, ...], issued_on: date
) -> tuple[Instalment, ...]:
    return instalments(
        premiums,
        tax_rate=terms.share("tax_rate", day) or Decimal(0),
        commission_rate=terms.share("commission_rate", day) or Decimal(0),
        period=terms.period,
        issued_on=issued_on,
        due_days=terms.days("premium_due_days", day) or 0,
    )


def _billed(notes: list[Note], currency: str, *kinds: NoteKind) -> Money:
    return Money.total((note.premium for note in notes if note.kind in kinds), currency)


def _later_note(
    kind: NoteKind, terms: PolicyTerms, day: date, notes: list[Note], difference: Money, today: date, working: Working
) -> _Drawn:
    """A note that changes what was billed: tax and commission are those of all premium billed, less those before."""
    final = _billed(notes, terms.currency, *NoteKind) + difference
    tax_rate, commission_rate = terms.share("tax_rate", day) or Decimal(0), terms.share("commission_rate", day)
    tax = final.share(tax_rate) - Money.total((note.tax for note in notes), terms.currency)
    commission = final.share(commission_rate or Decimal(0))
    working = working.then("billing.tax", tax, "policy.tax_rate", final=final, percentage=tax_rate)
    return _Drawn(
        kind=kind,
        premium=difference,
        tax=tax,
        commission=commission - Money.total((note.commission for note in notes), terms.currency),
        due_on=add_days(today, terms.days("premium_due_days", day) or 0),
        working=working.then("billing.total", difference + tax, "policy.premium_due_days", premium=difference, tax=tax),
    )


def _issue(act: Act, policy: Policy, drawn: _Drawn) -> str:
    """Number the note, keep it with its working, and write the premium in the books."""
    total = drawn.premium + drawn.tax
    number = next_number("CN" if total.minor < 0 else "DN", act.today.year)
    db.session.add(
        DebitNote(
            number=number,
            policy_id=policy.id,
            policy_number=policy.number,
            policyholder_id=policy.policyholder_id,
            kind=drawn.kind,
            instalment=drawn.instalment,
            instalments=drawn.instalments,
            issued_on=act.today,
            due_on=drawn.due_on,
            recorded_at=act.at,
            recorded_by=act.actor.name,
            period_first=policy.first_day,
            period_end=policy.end_day,
            currency=policy.currency,
            premium_minor=Minor(drawn.premium.minor),
            tax_minor=Minor(drawn.tax.minor),
            commission_minor=Minor(drawn.commission.minor),
            working=json.dumps(to_plain(drawn.working, Working), ensure_ascii=False, separators=(",", ":")),
        )
    )
    db.session.flush()
    if drawn.premium or drawn.tax or drawn.commission:
        _post(act, policy, number, drawn)
    act.record(
        f"debit_note:{number}",
        "billing.note_issued",
        also=(f"policy:{policy.number}",),
        policyholder=policy.policyholder_id,
        kind=f"note_kind.{drawn.kind.value}",
        premium=drawn.premium,
        tax=drawn.tax,
        due_on=drawn.due_on,
    )
    ask_for_note_paper(act, number, policy.policyholder_id)
    return number


def _post(act: Act, policy: Policy, number: str, drawn: _Drawn) -> None:
    party = policy.policyholder_id
    post(
        act,
        effective_on=act.today,
        kind="premium_written",
        reference=f"debit_note:{number}",
        postings=(
            debit(Account.PREMIUM_RECEIVABLE, drawn.premium + drawn.tax, policy.id, party),
            credit(Account.PREMIUM_WRITTEN, drawn.premium, policy.id, party),
            credit(Account.PREMIUM_TAX_PAYABLE, drawn.tax, policy.id, party),
            debit(Account.COMMISSION_EXPENSE, drawn.commission, policy.id),
            credit(Account.COMMISSION_PAYABLE, drawn.commission, policy.id),
        ),
    )

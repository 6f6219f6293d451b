"""Acts on statements: making one, recording the buyer's answer; what it differs by becomes a dispute and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.files import keep_file
from insurer.infra.languages import our_locale
from insurer.infra.numbering import next_number
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import Minor, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from insurer.parties.public import party
from policies.public import lock_policy, policy_facts
from underwriting.buyers.queries import require_buyer
from underwriting.disputes.queries import open_debts
from underwriting.disputes.rules import disputed_parts
from underwriting.disputes.services import open_dispute
from underwriting.statements.jobs import ask_for_letter
from underwriting.statements.models import BuyerStatement, StatementAnswerRow
from underwriting.statements.queries import accounts_on, statement_numbered
from underwriting.statements.states import StatementAnswer


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that shows what the buyer answered, its type told by its content beforehand."""

    content: bytes
    name: str
    media: str


@command(needs=May.LEDGER_IMPORT)
def make_statement(
    act: Act, policy_id: PolicyId, party_id: PartyId, *, currency: str, as_of: date, language: str
) -> str:
    """State what a buyer owes in one currency at the end of a day, as a letter in its language; the number.

    Refuses a day to come and a currency in which nothing is owed.
    """
    policy = policy_facts(policy_id)
    require_buyer(policy_id, party_id)
    if as_of > act.today:
        raise InvalidInput("statements.in_the_future", "as_of", day=as_of)
    locale = our_locale(language)
    if locale is None:
        raise InvalidInput("input.not_a_choice", "language")
    account = accounts_on(policy_id, party_id, as_of, act.at).get(currency)
    if account is None or not account.lines:
        raise InvalidInput("statements.nothing_owed", "currency", currency=currency[:3])
    row = BuyerStatement(
        number=next_number("ST", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        party_id=party_id,
        as_of=as_of,
        currency=currency,
        total_minor=Minor(account.total.minor),
        invoices=len(account.lines),
        language=locale,
        made_at=act.at,
        made_by=act.actor.name,
    )
    db.session.add(row)
    db.session.flush()
    _record(act, row, "statement.made", total=account.total, as_of=as_of)
    ask_for_letter(act, row.number, policy.policyholder)
    return row.number


@command(needs=May.LEDGER_IMPORT)
def record_answer(
    act: Act,
    number: str,
    *,
    outcome: StatementAnswer,
    answered_on: date,
    answered_by: str,
    difference: Money | None = None,
    reason: str = "",
    invoice: ReceivableId | None = None,
    evidence: Evidence | None = None,
) -> None:
    """Record what the buyer answered to a statement, with the paper that shows it.

    `difference` is what the buyer says it owes less than stated: it opens disputes for that amount and no more, of
    the invoice named or of the oldest due. A buyer that says it owes more disputes nothing. Refuses a day before the
    statement or to come, and a difference without amount or reason.
    """
    row = statement_numbered(number)
    lock_policy(row.policy_id)
    if not row.as_of <= answered_on <= act.today:
        raise InvalidInput("statements.answer_day", "answered_on", day=answered_on)
    amount = difference or Money.zero(row.currency)
    if outcome is StatementAnswer.AGREED:
        amount = Money.zero(row.currency)
    elif not amount.minor:
        raise InvalidInput("input.required", "difference")
    elif not reason.strip():
        raise InvalidInput("input.required", "reason")
    db.session.add(
        StatementAnswerRow(
            policyholder_id=row.policyholder_id,
            statement_id=row.id,
            outcome=outcome.value,
            difference_minor=Minor(amount.minor),
            answered_on=answered_on,
            answered_by=answered_by.strip(),
            reason=reason.strip(),
            file_sha=keep_file(evidence.content) if evidence else None,
            file_name=evidence.name if evidence else None,
            file_media=evidence.media if evidence else None,
            recorded_at=act.at,
            recorded_by=act.actor.name,
        )
    )
    db.session.flush()
    _record(act, row, f"statement.{outcome.value}", answered_on=answered_on, difference=amount, reason=reason.strip())
    if amount.minor > 0:
        debts = open_debts(row.policy_id, row.party_id, act.today, row.currency)
        for receivable, part in disputed_parts(amount, debts, invoice).items():
            open_dispute(act, row.policy_id, receivable, amount=part, reason=reason, statement=row.number)


def _record(act: Act, row: BuyerStatement, what: str, **facts: object) -> None:
    act.record(
        f"statement:{row.number}",
        what,
        also=(f"policy:{policy_facts(row.policy_id).number}", f"buyer:{party(row.party_id).public_id}"),
        policyholder=row.policyholder_id,
        **facts,
    )

"""The story, month by month: upload, declare, notify, claim, pay, recover. Every act is one that people have too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from secrets import token_hex, token_urlsafe

from flask import current_app

from claims.public import (
    BuyerOverdues,
    ClaimState,
    Holder,
    LossCause,
    approve_claim,
    assess_claim,
    book_recovery,
    claim_facts,
    claims_of,
    due_notices,
    file_claim,
    notify_overdue,
    pay_claim,
    put_claim_forward,
)
from insurer.accounts.facts import Role
from insurer.accounts.public import actor_named, open_login, register_person
from insurer.infra.clock import SetClock, clock
from insurer.infra.commands import Act
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL, Actor
from insurer.kernel.calendar import add_days, month_ends
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ClaimId, PartyId, ReceivableId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyEntry
from insurer.parties.public import register_party
from insurer.workflows.story.queries import chapter, ending
from insurer.workflows.story.rules import LedgerFigures, day_ledger, ledger_figures, limit_needs, story_lines
from insurer.workflows.story.terms import DEPOSIT, MINIMUM, RATE, TERMS, Cast, Ending, Line, Tale
from policies.facts import AccountKind, BankDetailEntry
from policies.public import (
    adjust_premium,
    bind_policy,
    draft_policy,
    enter_bank_detail,
    note_accounts_of,
    policy_facts,
    receive_premium,
    terms_of,
    verify_bank_detail,
)
from underwriting.facts import LedgerRow, ReadingPlan, RefusedRow
from underwriting.public import (
    AUTOMATIC,
    NamedBuyer,
    declaration_of,
    declare_month,
    import_ledger,
    import_outcome,
    name_buyer,
    opened_content,
    receivables_of,
    request_limit,
    set_authority,
)

BUSINESS_ENDS = time(17, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A story told to its end, with what the ledger itself says and the rows of it that could not be taken."""

    tale: Tale
    ending: Ending
    figures: LedgerFigures
    refused: tuple[RefusedRow, ...]


def tell(content: bytes, filename: str, as_of: date, currency: str) -> Told:
    """Tell the story of the ledger in `content` up to `as_of`; `currency` is that of rows that name none.

    Refuses a file that cannot be read, and one without a single good row or in more than one currency.
    """
    taken: list[LedgerRow] = []
    refused: list[RefusedRow] = []
    with opened_content(content, filename, ReadingPlan(currency=currency)) as ledger:
        for row in ledger.rows():
            if isinstance(row, RefusedRow):
                refused.append(row)
            else:
                taken.append(row)
    currencies = {row.amount.currency for row in taken}
    if len(currencies) != 1:
        raise InvalidInput("story.one_currency", "ledger", currencies=sorted(currencies))
    lines = story_lines(row for row in taken if not row.credit_note)
    if as_of < lines[0].invoiced:
        raise InvalidInput("story.before_the_ledger", "as_of", day=as_of, first=lines[0].invoiced)
    # the storyteller sees everything; each act has the scope of whoever does it
    with reading_as(ALL):
        tale = begin(lines, currencies.pop())
        live_until(tale, as_of)
        _confirm(tale, content, filename, as_of)
        end = ending(tale, as_of)
    return Told(tale, end, ledger_figures(taken, tale.notified_amount.currency), tuple(refused))


def begin(lines: Sequence[Line], currency: str) -> Tale:
    """Hire the people, sell the policy, name the buyers and ask for their limits, all before the first shipment."""
    first = lines[0].invoiced.replace(day=1)
    last = month_ends(first, add_days(lines[-1].invoiced, 31))[-1] if len(lines) else first
    _at(add_days(first, -14))
    underwriter = _hired("Petra Underwood", Role.POLICY_UNDERWRITER)
    holder = register_party(_act(underwriter), PartyEntry(name="Storyteller Exports Ltd", country="GB"))
    cast = Cast(
        policyholder=_hired("Paula Holder", Role.POLICYHOLDER_ADMINISTRATOR, (holder,)),
        policy_underwriter=underwriter,
        limit_underwriter=_hired("Lionel Grant", Role.LIMIT_UNDERWRITER),
        adjuster=_hired("Ada Just", Role.CLAIMS_ADJUSTER),
        claims_manager=_hired("Marta Agree", Role.CLAIMS_MANAGER),
        premium_officer=_hired("Fin Ledger", Role.PREMIUM_OFFICER),
    )
    for name, most in ((AUTOMATIC, 50_000), (Role.LIMIT_UNDERWRITER.value, 500_000)):
        amount = Money.of(most, currency)
        set_authority(house_act(), name, per_decision=amount, per_buyer=amount, valid_from=clock().day_of(_now()))
    _verified_account(cast, holder)
    turnover = Money.total((line.amount for line in lines), currency)
    policy = draft_policy(
        _act(cast.policy_underwriter),
        policyholder=holder,
        currency=currency,
        first=first,
        last=last,
        terms={
            **TERMS,
            "premium_rates": [{"rate": RATE}],
            "estimated_turnover": turnover.plain(),
            "minimum_premium": MINIMUM,
            "deposit_premium": DEPOSIT,
        },
    )
    _at(add_days(first, -7))
    number = bind_policy(_act(cast.policy_underwriter), policy)
    tale = Tale(policy, number, holder, cast, tuple(lines), Money.zero(currency))
    _at(add_days(first, -5))
    _ask_limits(tale, first, last)
    return tale


def _verified_account(cast: Cast, holder: PartyId) -> None:
    """The policyholder says where its money is to go; somebody who never pays verifies it."""
    account = BankDetailEntry(
        kind=AccountKind.IBAN,
        holder="Storyteller Exports Ltd",
        country="GB",
        account="GB29NWBK60161331926819",
        contact="paula.holder@storyteller.example",
    )
    enter_bank_detail(_act(cast.policyholder), holder, account)
    verify_bank_detail(_act(_hired("Cora Check", Role.COLLECTIONS_OFFICER)), holder)


def live_until(tale: Tale, as_of: date) -> None:
    """Live every month up to `as_of`, which is the last day looked at even within a month."""
    first = tale.lines[0].invoiced
    settled = max(line.paid or line.due for line in tale.lines)
    last = min(as_of, month_ends(settled, add_days(settled, 31))[0])
    days = month_ends(first, last)
    if not days or days[-1] != last:
        days = [*days, last]
    for day in days:
        live_day(tale, day, as_of)
    policy = policy_facts(tale.policy)
    if policy.period.end is not None and as_of >= policy.period.end:
        _at(max(add_days(policy.period.end, 20), last))
        adjust_premium(_act(tale.cast.premium_officer), tale.policy)
    _at(max(clock().day_of(_now()), as_of))
    _pay_premium(tale, clock().day_of(_now()))


def live_day(tale: Tale, day: date, as_of: date) -> None:
    """What happens when a month ends: the ledger is sent, overdues notified, claims settled; the day after, if the
    story goes that far, the month is declared."""
    _at(day)
    _upload(tale, day)
    _recover(tale, day)
    overdues = due_notices(tale.policy, day)
    _notify(tale, overdues)
    _claim(tale, overdues, day)
    _pay_premium(tale, day)
    declared = _declare(tale, day) if day < as_of else Money.zero(tale.notified_amount.currency)
    tale.chapters.append(chapter(tale.policy, day, declared))


def _hired(name: str, role: Role, holders: tuple[PartyId, ...] = ()) -> Actor:
    """One person with one role and a login that nobody knows the password of."""
    login = f"story.{role.value}.{token_hex(4)}"
    open_login(house_act(), login, register_person(house_act(), name), token_urlsafe(24), (role,), holders)
    return actor_named(login, clock().day_of(_now()))


def _ask_limits(tale: Tale, first: date, last: date) -> None:
    asker = tale.cast.policyholder
    for buyer, need in limit_needs(tale.lines, first, last).items():
        named = NamedBuyer(buyer, PartyEntry(name=buyer, country_written=_country(tale, buyer)), named=False)
        party = name_buyer(_act(asker), tale.policy, named)
        tale.parties[buyer] = party
        request_limit(_act(asker), tale.policy, party, amount=need, payment_days=30)


def _country(tale: Tale, buyer: str) -> str:
    return next(line.country for line in tale.lines if line.buyer == buyer)


def _upload(tale: Tale, day: date) -> None:
    """Send what is new since the last upload: invoices written, invoices paid."""
    news = []
    for line in tale.lines:
        state = (line.known_on(day), line.paid_by(day))
        if state != tale.uploaded.get(line.key, (False, False)):
            tale.uploaded[line.key] = state
            news.append(line)
    if news:
        _import(tale, day_ledger(news, day), f"ledger-{day.isoformat()}.csv", day)


def _confirm(tale: Tale, content: bytes, filename: str, as_of: date) -> None:
    """Send the file itself once its last day has come: nothing in it is new, its bad rows are refused and listed."""
    if all(line.paid is not None and line.paid <= as_of for line in tale.lines):
        _import(tale, content, filename, as_of)


def _import(tale: Tale, content: bytes, filename: str, day: date) -> None:
    imported = import_ledger(
        _act(tale.cast.policyholder),
        tale.policy,
        content=content,
        filename=filename,
        currency=tale.notified_amount.currency,
        as_of=day,
    )
    outcome = import_outcome(imported)
    tale.uploads.files += 1
    tale.uploads.accepted += outcome.accepted
    tale.uploads.refused += outcome.refused
    tale.uploads.unchanged += outcome.unchanged


def _declare(tale: Tale, day: date) -> Money:
    """Declare the month that ended on `day`, on the day after; what the policy's period does not hold is not asked."""
    nothing = Money.zero(tale.notified_amount.currency)
    if not month_ends(day, day) or day not in policy_facts(tale.policy).period:
        return nothing
    _at(add_days(day, 1))
    declaration = declaration_of(declare_month(_act(tale.cast.policyholder), tale.policy, day))
    return declaration.turnover


def _notify(tale: Tale, overdues: Sequence[BuyerOverdues]) -> None:
    for buyer in overdues:
        if buyer.to_notify:
            chosen = [invoice.receivable for invoice in buyer.to_notify]
            notify_overdue(_act(tale.cast.policyholder), tale.policy, buyer.party, receivables=chosen)
            tale.notified += len(chosen)
            tale.notified_amount += Money.total(
                (invoice.outstanding for invoice in buyer.to_notify), tale.notified_amount.currency
            )


def _claim(tale: Tale, overdues: Sequence[BuyerOverdues], day: date) -> None:
    """Claim what is unpaid when its waiting period is over; a disputed debt waits for the dispute."""
    waiting = terms_of(tale.policy).days("waiting_days", day) or 0
    disputed = {row.id for row in receivables_of(tale.policy, as_of=day) if row.disputed.minor}
    claimed = {item.receivable for claim in claims_of(tale.policy) for item in claim.invoices}
    for buyer in overdues:
        ripe = [
            invoice.receivable
            for invoice in buyer.invoices
            if invoice.days_late >= waiting and invoice.receivable not in disputed | claimed
        ]
        if ripe:
            _settle(tale, buyer.party, ripe, day)


def _settle(tale: Tale, party: PartyId, receivables: Sequence[ReceivableId], day: date) -> None:
    """File, assess, put forward, agree to and pay one claim: five acts of four people."""
    cast = tale.cast
    claim = file_claim(
        _act(cast.policyholder), tale.policy, party, cause=LossCause.PROTRACTED_DEFAULT, receivables=receivables
    )
    assess_claim(_act(cast.adjuster), claim)
    put_claim_forward(_act(cast.adjuster), claim)
    approve_claim(_act(cast.claims_manager), claim)
    approved = claim_facts(claim).state is ClaimState.APPROVED
    if approved:
        pay_claim(_act(cast.premium_officer), claim, paid_on=day)


def _recover(tale: Tale, day: date) -> None:
    """What buyers paid on claimed invoices since the last month is shared with the insurer."""
    paid = [claim for claim in claims_of(tale.policy) if claim.state is ClaimState.PAID]
    received = {row.id: (row.received, row.paid_on) for row in receivables_of(tale.policy, as_of=day)}
    for claim in paid:
        for invoice in claim.invoices:
            amount, on = received[invoice.receivable]
            if on is not None and on > claim.loss_date and invoice.receivable not in tale.recovered:
                tale.recovered.add(invoice.receivable)
                book_recovery(
                    _act(tale.cast.adjuster),
                    ClaimId(claim.id),
                    received_on=on,
                    amount=amount,
                    received_by=Holder.POLICYHOLDER,
                )


def _pay_premium(tale: Tale, day: date) -> None:
    owed = [account for account in note_accounts_of(tale.policy, day) if account.note.due_on <= day]
    for account in owed:
        if account.open.minor > 0:
            receive_premium(_act(tale.cast.premium_officer), account.note.number, amount=account.open, received_on=day)


def _act(actor: Actor) -> Act:
    return Act(actor, _now(), request="story")


def _now() -> datetime:
    return clock().now()


def _at(day: date) -> None:
    """Let the story's clock stand at the end of business of `day`; it never goes back."""
    told = current_app.extensions["tradecover.clock"]
    if not isinstance(told, SetClock):
        raise RuntimeError("a story is told by a clock that can be set")
    moment = datetime.combine(day, BUSINESS_ENDS)
    told.move_to(max(moment, told.now()) if told.now().year > 1970 else moment)

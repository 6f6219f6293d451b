"""Papers of the ledger in the demo: drafts, assignments, statements, e-invoices, a collection case; and ceilings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from decimal import Decimal

from claims.facts import CollectionStep
from claims.public import open_collection, take_collection_step
from insurer.infra.commands import Act
from insurer.infra.jobs.running import HOUSE
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.calendar import add_days, month_start
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.parties.public import party
from insurer.workflows.demo.rules.einvoices import einvoice
from insurer.workflows.demo.services import marks
from insurer.workflows.demo.services.stage import Stage
from insurer.workflows.demo.services.trade import Dealings, agree_terms, dealings, take_orders
from insurer.workflows.demo.terms import BANK, PolicyYear
from underwriting.facts import AssignmentEntry, Ceilings, DraftEntry, DraftKind, RevivedFrom
from underwriting.public import (
    CEILINGS_SUBJECT,
    LedgerItem,
    StatementAnswer,
    agree_to_ceilings,
    assign_receivables,
    dishonour_draft,
    honour_draft,
    make_statement,
    propose_ceilings,
    receivables_of,
    receive_evidence,
    record_answer,
    record_draft,
)

FACTOR = ("Alster Factoring AG", "DE")
"""Who buys the invoices of policyholders that are not in China."""
PLACES = (0, 1, 4)
"""Policyholders whose trade papers are kept, by place: one in Europe and two in China."""
STEP = "papers"


def keep_papers(stage: Stage, years: Sequence[PolicyYear]) -> None:
    """Keep an example of every paper on the stage's last day, once."""
    if STEP in marks.steps_done():
        return
    for year in years:
        if year.place in PLACES and year.first <= stage.today <= year.last:
            _keep_those_of(stage, dealings(stage, year))
    _set_ceilings(stage)
    marks.note_step(Act(HOUSE, stage.clock.now(), request="demo"), STEP)


def _keep_those_of(stage: Stage, one: Dealings) -> None:
    agree_terms(stage, one)
    _collect(stage, one)
    _state_accounts(stage, one)
    # what is handed on has to be free of disputes, and an answer has opened one
    one = dealings(stage, one.year)
    left = _drafts(stage, one, list(one.free))
    _assign(stage, one, left)
    _evidence(stage, one)
    take_orders(stage, one)


def _collect(stage: Stage, one: Dealings) -> None:
    """The case of the buyer that owes most overdue: reminded, called, a promise received."""
    late = [item for item in one.items if item.due < stage.today]
    if not late:
        return
    buyer = max(sorted({item.party for item in late}), key=lambda party: len([i for i in late if i.party == party]))
    number = open_collection(stage.own(one.year, f"case/{one.year.key}"), one.policy, buyer)
    steps = (
        (CollectionStep.FRIENDLY, 24, "Reminder with copies of the invoices"),
        (CollectionStep.DEMAND, 15, "Formal demand with interest, by registered letter"),
        (CollectionStep.CALL, 9, "Accounts payable waits for the release by its head"),
        (CollectionStep.PROMISE, 4, "Half within a week, the rest by the end of the month"),
    )
    for step, ago, note in steps:
        act = stage.own(one.year, f"case/{one.year.key}/{step.value}")
        take_collection_step(act, number, step=step, day=add_days(stage.today, -ago), note=note)


def _state_accounts(stage: Stage, one: Dealings) -> None:
    """Statements of the end of last month: the first buyer agrees, the second disputes a part, others do not answer."""
    as_of = add_days(month_start(stage.today), -1)
    answered = min(add_days(as_of, 6), stage.today)
    agreed = disputed = False
    for buyer in one.buyers[:4]:
        with reading_as(ALL):
            then = [row for row in receivables_of(one.policy, buyer, as_of=as_of) if row.open.minor > 0]
            language = "zh" if party(buyer).entry.country == "CN" else "en"
        if not then:
            continue
        key = f"statement/{one.year.key}/{buyer}"
        number = make_statement(
            stage.own(one.year, key), one.policy, buyer, currency=then[0].open.currency, as_of=as_of, language=language
        )
        free = [item for item in (*one.free, *one.items) if item.party == buyer and not item.disputed.minor]
        act = stage.own(one.year, f"{key}/answer")
        if not agreed:
            agreed = True
            record_answer(
                act,
                number,
                outcome=StatementAnswer.AGREED,
                answered_on=answered,
                answered_by="Accounts payable desk",
            )
        elif free and not disputed:
            disputed = True
            record_answer(
                act, number, outcome=StatementAnswer.DIFFERS, answered_on=answered,
                answered_by="Accounts payable desk", difference=free[0].open.share(Decimal("0.15")),
                reason="Two pallets arrived damaged; a credit note was promised.", invoice=free[0].id,
            )  # fmt: skip


def _drafts(stage: Stage, one: Dealings, free: list[LedgerItem]) -> list[LedgerItem]:
    """Drafts for old free invoices: one not honoured, one honoured, one that runs; what is left free.

    Of different buyers where there are enough of them.
    """
    ripe = [item for item in free if item.invoiced <= add_days(stage.today, -14)]
    firsts = {item.party: item for item in reversed(ripe)}
    ripe.sort(key=lambda item: firsts[item.party] is not item)
    for place, item in enumerate(ripe[:3]):
        issued = max(item.invoiced, add_days(stage.today, -80))
        maturity = add_days(stage.today, (-5, -3, 45)[place])
        entry = DraftEntry(
            draft_number=f"1-{stage.today:%Y%m}-{one.year.place}{place + 1:05d}",
            kind=DraftKind.COMMERCIAL_ACCEPTANCE if place == 0 else DraftKind.BANK_ACCEPTANCE,
            drawer=_name(item.party),
            acceptor=_name(item.party) if place == 0 else BANK[0],
            issued=issued,
            maturity=maturity,
            received=add_days(issued, 2),
            amount=item.open,
            due_from=RevivedFrom.ORIGINAL_DUE_DATE,
            parts={item.id: item.open},
        )
        key = f"draft/{one.year.key}/{place}"
        number = record_draft(stage.own(one.year, key), one.policy, item.party, entry)
        after = stage.own(one.year, f"{key}/after")
        if place == 0:
            dishonour_draft(after, number, day=add_days(maturity, 1), note="No funds on the acceptor's account")
        elif place == 1:
            honour_draft(after, number, day=maturity)
    given = {item.id for item in ripe[:3]}
    return [item for item in free if item.id not in given]


def _assign(stage: Stage, one: Dealings, free: list[LedgerItem]) -> None:
    """Two invoices assigned openly and registered, and one silently and without recourse."""
    own = one.year.place == 0
    assignee, country = FACTOR if own else BANK
    wanted = [item for item in free if item.invoiced < stage.today][-3:]
    for place, items in enumerate((wanted[:2], wanted[2:])):
        if not items:
            continue
        day = max(add_days(stage.today, -20), *(item.invoiced for item in items))
        entry = AssignmentEntry(
            assignee=assignee, country=country, agreement=f"RF-{day.year}-{31 + place}", recourse=place == 0,
            assigned_on=day, notified_on=None if place else day,
            registration="" if place or own else f"R-{day:%Y%m%d}-0147",
            registered_at=None if place or own else datetime.combine(day, time(9, 30), UTC),
            receivables=tuple(item.id for item in items),
        )  # fmt: skip
        assign_receivables(stage.own(one.year, f"assigned/{one.year.key}/{place}"), one.policy, entry)


def _evidence(stage: Stage, one: Dealings) -> None:
    """E-invoices: one that agrees with the ledger, one that is due on another day, one that no ledger has."""
    seller = stage.name(one.year)
    for place, item in enumerate(one.items[:2]):
        due = item.due if place == 0 else add_days(item.due, -15)
        buyer, amount = _seat(item.party), item.amount
        content = einvoice(number=item.number, seller=seller, buyer=buyer, issued=item.invoiced, due=due, amount=amount)
        _received(stage, one, content, item.number)
    if one.items:
        last, number = one.items[-1], f"{stage.today:%y}-9{one.year.place:04d}"
        amount, due = Money.of(6_400, last.amount.currency), add_days(stage.today, 30)
        content = einvoice(
            number=number, seller=seller, buyer=_seat(last.party), issued=stage.today, due=due, amount=amount
        )
        _received(stage, one, content, number)


def _received(stage: Stage, one: Dealings, content: bytes, number: str) -> None:
    act = stage.own(one.year, f"evidence/{one.year.key}/{number}")
    receive_evidence(act, one.policy, content=content, filename=f"RE-{number}.xml")


def _set_ceilings(stage: Stage) -> None:
    """Ceilings of accumulation, put forward by the analyst and agreed to by the manager."""
    ceilings = Ceilings(
        net_assets=Money.of(40_000_000, "EUR"),
        per_group=Decimal("0.02"),
        in_all=Decimal("4"),
        ceded=Decimal("0.35"),
        per_country=Decimal("0.15"),
        per_sector=Decimal("0.20"),
        valid_from=stage.today,
    )
    why = "Risk appetite of the year, as the board has decided it."
    propose_ceilings(stage.act("analyst", "ceilings"), ceilings, reason=why)
    agree_to_ceilings(stage.act("manager", "ceilings/agreed"), CEILINGS_SUBJECT)


@reading_as(ALL)
def _name(buyer: PartyId) -> str:
    return party(buyer).entry.name


@reading_as(ALL)
def _seat(buyer: PartyId) -> tuple[str, str]:
    entry = party(buyer).entry
    return entry.name, entry.country or ""

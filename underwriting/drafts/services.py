"""Acts on commercial drafts: recording one, passing it on, and what became of it at its maturity."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput, NotFound
from insurer.kernel.ids import ImportId, Minor, PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.public import party
from policies.facts import PolicyFacts
from policies.public import lock_policy, policy_facts
from underwriting.buyers.queries import buyers_of, require_buyer
from underwriting.drafts.models import CommercialDraft, DraftInvoice, DraftStep
from underwriting.drafts.queries import DraftView, draft_known, draft_numbered, given_for
from underwriting.drafts.rules import fit_draft
from underwriting.drafts.states import DRAFT_LIFE
from underwriting.drafts.terms import DraftEntry
from underwriting.receivables.queries import import_outcome
from underwriting.receivables.rules.keys import invoice_key
from underwriting.receivables.rules.reconciling import Recorded
from underwriting.receivables.rules.written import written_ledger
from underwriting.receivables.services.importing import import_ledger
from underwriting.receivables.services.recorded import recorded_invoices
from underwriting.receivables.terms import Field

HANDED_ON = frozenset({"endorse", "discount", "give_back"})
"""Steps before the maturity."""


@command(needs=May.LEDGER_IMPORT)
def record_draft(act: Act, policy_id: PolicyId, party_id: PartyId, entry: DraftEntry) -> str:
    """Record a draft received for invoices; its number. The debts stay open: a draft is no payment.

    Refused when an invoice is not the buyer's, when more is promised than it owes, and for a number known already.
    """
    policy = policy_facts(policy_id)
    require_buyer(policy_id, party_id)
    lock_policy(policy_id)
    key = invoice_key(entry.draft_number)
    if not key:
        raise InvalidInput("input.required", "draft_number")
    if (known := draft_known(policy_id, key)) is not None:
        raise InvalidInput("drafts.known_already", "draft_number", number=known.number)
    if entry.received > act.today:
        raise InvalidInput("drafts.in_the_future", "received", today=act.today)
    invoices = given_for(policy_id, party_id)
    for receivable in entry.parts:
        if receivable not in invoices:
            raise NotFound("receivables.no_such_invoice", id=receivable)
    fit_draft(entry, invoices)
    row = _kept(act, policy, party_id, key, entry)
    _record(act, policy, row.number, "draft.recorded", amount=entry.amount, maturity=entry.maturity,
            buyer=party(party_id).public_id)  # fmt: skip
    return row.number


def _kept(act: Act, policy: PolicyFacts, buyer: PartyId, key: str, entry: DraftEntry) -> CommercialDraft:
    row = CommercialDraft(
        number=next_number("DR", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy.id,
        party_id=buyer,
        draft_number=entry.draft_number.strip(),
        number_key=key,
        kind=entry.kind.value,
        drawer=entry.drawer,
        acceptor=entry.acceptor,
        issued=entry.issued,
        maturity=entry.maturity,
        received=entry.received,
        currency=entry.amount.currency,
        amount_minor=Minor(entry.amount.minor),
        due_from=entry.due_from.value,
        recorded_at=act.at,
        recorded_by=act.actor.login,
    )
    db.session.add(row)
    db.session.flush()
    for receivable, part in entry.parts.items():
        db.session.add(
            DraftInvoice(
                policyholder_id=policy.policyholder,
                draft_id=row.id,
                policy_id=policy.id,
                party_id=buyer,
                receivable_id=receivable,
                currency=part.currency,
                amount_minor=Minor(part.minor),
            )
        )
    db.session.flush()
    return row


@command(needs=May.LEDGER_IMPORT)
def hand_on_draft(
    act: Act, number: str, move: str, *, day: date, holder: str = "", recourse: bool = True, note: str = ""
) -> None:
    """Endorse a draft to somebody, discount it at a bank, or give it back; the invoices' debt stays open."""
    if move not in HANDED_ON:
        raise InvalidInput("input.not_a_choice", "move", value=move[:20])
    if move != "give_back" and not holder.strip():
        raise InvalidInput("input.required", "holder")
    view, policy = _locked(act, number, day)
    _step(act, policy, view, move, day, holder=holder.strip(), recourse=recourse, note=note.strip())


@command(needs=May.LEDGER_IMPORT)
def honour_draft(act: Act, number: str, *, day: date) -> None:
    """The draft was paid: now it is payment, and a receipt of that day stands on each of its invoices.

    Refused when an invoice was paid by other means meanwhile and the draft would pay it twice.
    """
    view, policy = _locked(act, number, day)
    DRAFT_LIFE.after(view.state, "honour")
    import_id = _receipts(act, policy, view, day)
    _step(act, policy, view, "honour", day, import_id=import_id)


@command(needs=May.LEDGER_IMPORT)
def dishonour_draft(act: Act, number: str, *, day: date, note: str) -> None:
    """The draft was not paid: the debts it was given for stand as they did, due from the day its wording says."""
    if not note.strip():
        raise InvalidInput("input.required", "note")
    view, policy = _locked(act, number, day)
    _step(act, policy, view, "dishonour", day, note=note.strip())


def _locked(act: Act, number: str, day: date) -> tuple[DraftView, PolicyFacts]:
    lock_policy(draft_numbered(number).row.policy_id)
    view = draft_numbered(number)
    if day > act.today:
        raise InvalidInput("drafts.in_the_future", "day", today=act.today)
    if day < view.row.received:
        raise InvalidInput("drafts.before_receipt", "day", received=view.row.received)
    return view, policy_facts(view.row.policy_id)


def _receipts(act: Act, policy: PolicyFacts, view: DraftView, day: date) -> ImportId:
    """A ledger of the draft's invoices with what it paid, through the import like every other receipt."""
    by_id = recorded_invoices(policy.id, {part.receivable_id for part in view.parts})
    reference = buyers_of(policy.id)[view.row.party_id][0]
    rows = []
    for part in view.parts:
        known = by_id[part.receivable_id]
        paid = Money(sum(known.receipts.values()), part.currency) + part.amount
        if paid > known.amount - Money(known.deposit_minor, part.currency):
            raise Conflict("drafts.paid_meanwhile", invoice=known.number_key)
        rows.append(_paid_row(known, reference, paid, day))
    content, plan = written_ledger(rows)
    import_id = import_ledger(
        act, policy.id, content=content, filename=f"{view.row.number}.csv", mapping=plan, as_of=act.today
    )
    outcome = import_outcome(import_id)
    if outcome.refused or outcome.error_code is not None:
        raise Conflict("drafts.ledger_refused", number=view.row.number)
    return import_id


def _paid_row(known: Recorded, reference: str, paid: Money, day: date) -> dict[Field, str]:
    """The invoice as recorded, with all that came in on it by the day."""
    currency = known.amount.currency
    return {
        Field.BUYER_REFERENCE: reference,
        Field.INVOICE_NUMBER: known.number_key,
        Field.SHIPPED: known.shipped.isoformat(),
        Field.INVOICED: known.invoiced.isoformat(),
        Field.DUE: known.due.isoformat(),
        Field.AMOUNT: known.amount.plain(),
        Field.CURRENCY: currency,
        Field.TAX: Money(known.tax_minor, currency).plain(),
        Field.DEPOSIT: Money(known.deposit_minor, currency).plain(),
        Field.PAYMENT_METHOD: known.method or "",
        Field.DISPUTED: Money(known.disputed_minor, currency).plain(),
        Field.PAID_ON: day.isoformat(),
        Field.PAID_AMOUNT: paid.plain(),
    }


def _step(
    act: Act,
    policy: PolicyFacts,
    view: DraftView,
    move: str,
    day: date,
    *,
    holder: str = "",
    recourse: bool = True,
    note: str = "",
    import_id: ImportId | None = None,
) -> None:
    after = DRAFT_LIFE.after(view.state, move)
    db.session.add(
        DraftStep(
            policyholder_id=policy.policyholder,
            draft_id=view.row.id,
            move=move,
            day=day,
            holder=holder,
            recourse=recourse,
            note=note,
            import_id=import_id,
            recorded_at=act.at,
            recorded_by=act.actor.login,
        )
    )
    db.session.flush()
    _record(act, policy, view.row.number, f"draft.{after.value}", day=day, holder=holder, remark=note)


def _record(act: Act, policy: PolicyFacts, number: str, what: str, **facts: object) -> None:
    act.record(f"draft:{number}", what, also=(f"policy:{policy.number}",), policyholder=policy.policyholder, **facts)

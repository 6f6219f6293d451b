"""Acts on invoice evidence: receiving an e-invoice, attaching it, entering the receivable that it proves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.files import keep_file
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import PolicyId, ReceivableId
from policies.public import lock_policy, policy_facts
from underwriting.evidence.models import EvidenceLink, InvoiceEvidence
from underwriting.evidence.queries import evidence_numbered, fitting, fitting_one, kept_already, link_of
from underwriting.evidence.reading.opening import read_plain
from underwriting.evidence.rules.checks import judged
from underwriting.evidence.rules.matching import money
from underwriting.evidence.rules.understanding import understood
from underwriting.evidence.terms import Einvoice
from underwriting.receivables.queries import import_outcome
from underwriting.receivables.rules.keys import invoice_key
from underwriting.receivables.rules.written import written_ledger
from underwriting.receivables.services.importing import import_ledger
from underwriting.receivables.terms import Field


@command(needs=May.LEDGER_IMPORT)
def receive_evidence(act: Act, policy_id: PolicyId, *, content: bytes, filename: str) -> str:
    """Read an e-invoice behind walls and keep it under a policy; its number.

    Where exactly one receivable has its number and its buyer it is attached to that one; the ledger stays as it is.
    The same file again is refused with the number it has.
    """
    policy = policy_facts(policy_id)
    plain = read_plain(content)
    found = judged(understood(plain))
    invoice, digest = found.invoice, keep_file(content)
    lock_policy(policy_id)
    if (known := kept_already(policy_id, digest)) is not None:
        raise InvalidInput("evidence.kept_already", "file", number=known.number)
    row = InvoiceEvidence(
        number=next_number("EV", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        file_sha=digest,
        name=Path(filename.replace("\\", "/")).name[:200] or "invoice",
        invoice_number=invoice.number,
        number_key=invoice_key(invoice.number),
        seller=invoice.seller.name,
        buyer=invoice.buyer.name,
        issued=invoice.issued,
        due=invoice.due,
        currency=invoice.currency,
        grand=f"{invoice.totals.grand:f}",
        sound=found.sound,
        read=plain,
        received_at=act.at,
        received_by=act.actor.login,
    )
    db.session.add(row)
    db.session.flush()
    _record(act, row, "evidence.received", policy.number, file=row.file_sha, sound=found.sound)
    sure = [one for one in fitting(policy_id, invoice) if one.same_buyer]
    if len(sure) == 1 and not invoice.credit:
        _attach(act, row, sure[0].receivable, "matched")
    return row.number


@command(needs=May.LEDGER_IMPORT)
def attach_evidence(act: Act, number: str, receivable_id: ReceivableId) -> None:
    """Attach evidence by hand to a receivable of its policy; what differs stays shown and changes nothing."""
    row = _unattached(number)
    fitting_one(row.policy_id, row.judged().invoice, receivable_id)
    _attach(act, row, receivable_id, "by_hand")


@command(needs=May.LEDGER_IMPORT)
def enter_from_evidence(act: Act, number: str, *, reference: str, name: str, shipped: date, due: date) -> int:
    """Enter the receivable that an e-invoice proves, as a ledger of one row, and attach the evidence to it.

    `reference` is the policyholder's own number of the buyer, `name` its name where it is new. Refused as the import
    refuses the row; a credit note is no receivable.
    """
    row = _unattached(number)
    invoice = row.judged().invoice
    if invoice.credit or invoice.totals.grand <= 0:
        raise InvalidInput("evidence.not_a_debt", "file")
    content, plan = written_ledger([_ledger_row(invoice, reference, name, shipped, due)])
    import_id = import_ledger(
        act, row.policy_id, content=content, filename=f"{row.number}.csv", mapping=plan, as_of=act.today
    )
    outcome = import_outcome(import_id)
    if outcome.error_code is not None:
        raise InvalidInput(outcome.error_code, "reference", **outcome.error_facts)
    for error in outcome.errors:
        raise InvalidInput(error.code, "reference", **{"value": error.value, "column": error.column, **error.facts})
    entered = [one for one in fitting(row.policy_id, invoice) if not _attached_to(one.receivable)]
    if len(entered) != 1:
        raise Conflict("evidence.in_the_ledger_already", number=invoice.number)
    _attach(act, row, entered[0].receivable, "entered")
    return entered[0].receivable


def _ledger_row(invoice: Einvoice, reference: str, name: str, shipped: date, due: date) -> dict[Field, str]:
    totals = invoice.totals
    grand = money(totals.grand, invoice.currency, "grand")
    row = {
        Field.BUYER_REFERENCE: reference,
        Field.BUYER_NAME: name,
        Field.COUNTRY: invoice.buyer.country,
        Field.INVOICE_NUMBER: invoice.number,
        Field.SHIPPED: shipped.isoformat(),
        Field.INVOICED: invoice.issued.isoformat(),
        Field.DUE: due.isoformat(),
        Field.AMOUNT: grand.plain(),
        Field.CURRENCY: invoice.currency,
    }
    if totals.tax:
        row[Field.TAX] = money(totals.tax, invoice.currency, "tax").plain()
    if totals.prepaid:
        row[Field.DEPOSIT] = min(money(totals.prepaid, invoice.currency, "prepaid"), grand).plain()
    return row


def _attached_to(receivable: ReceivableId) -> bool:
    query = select(EvidenceLink.id).where(EvidenceLink.receivable_id == receivable).limit(1)
    return db.session.scalar(query) is not None


def _unattached(number: str) -> InvoiceEvidence:
    row = evidence_numbered(number)
    lock_policy(row.policy_id)
    if link_of(row.id) is not None:
        raise Conflict("evidence.attached_already", number=number)
    return row


def _attach(act: Act, row: InvoiceEvidence, receivable: ReceivableId, how: str) -> None:
    found = fitting_one(row.policy_id, row.judged().invoice, receivable)
    db.session.add(
        EvidenceLink(
            policyholder_id=row.policyholder_id,
            evidence_id=row.id,
            policy_id=row.policy_id,
            party_id=found.buyer.id,
            receivable_id=receivable,
            how=how,
            linked_at=act.at,
            linked_by=act.actor.login,
        )
    )
    db.session.flush()
    differing = [one.field for one in found.differences]
    _record(act, row, "evidence.attached", policy_facts(row.policy_id).number, invoice=found.number, differs=differing)


def _record(act: Act, row: InvoiceEvidence, what: str, policy: str, **facts: object) -> None:
    act.record(f"evidence:{row.number}", what, also=(f"policy:{policy}",), policyholder=row.policyholder_id, **facts)

"""Importing a ledger: the file is kept first, then read in one transaction, so an import is whole or absent."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

from sqlalchemy import func, select

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.files import keep_file, kept_file
from insurer.infra.jobs.running import ask_for, handles
from insurer.infra.numbering import next_number
from insurer.kernel.errors import InvalidInput, OutOfTurn
from insurer.kernel.ids import ImportId, PolicyId
from insurer.kernel.money import Money
from policies.facts import PolicyState
from policies.public import lock_policy, policy_facts
from underwriting.exposure.terms import ReceiptKind
from underwriting.receivables.models import LedgerImport, ReceivableReceipt
from underwriting.receivables.queries import ImportOutcome, import_outcome
from underwriting.receivables.reading.ledger import Ledger, prepare_ledger
from underwriting.receivables.reading.sheet import open_sheet
from underwriting.receivables.services.booking import Booking
from underwriting.receivables.services.progress import Stage, Stopped, Tell, forget_progress, telling
from underwriting.receivables.services.refusing import plain_facts
from underwriting.receivables.states import IMPORT_LIFE, ImportMode, ImportState
from underwriting.receivables.terms import ReadingPlan

JOB = "ledger_import"


@command(needs=May.LEDGER_IMPORT)
def receive_ledger(
    act: Act,
    policy_id: PolicyId,
    *,
    content: bytes,
    filename: str,
    mapping: ReadingPlan | Mapping[str, object] | None = None,
    currency: str | None = None,
    as_of: date | None = None,
    mode: ImportMode = ImportMode.INCREMENTAL,
    whole: bool = False,
) -> ImportId:
    """Keep a ledger file and ask for its reading; the answer can be looked at while the worker reads."""
    row = _received(act, policy_id, content, filename, _plan(mapping, currency), as_of)
    row.mode, row.whole = mode, whole
    ask_for(act, JOB, {"import_id": row.id}, policyholder=row.policyholder_id)
    return row.id


@command(needs=May.LEDGER_IMPORT)
def import_ledger(
    act: Act,
    policy_id: PolicyId,
    *,
    content: bytes,
    filename: str,
    mapping: ReadingPlan | Mapping[str, object] | None = None,
    currency: str | None = None,
    as_of: date | None = None,
    mode: ImportMode = ImportMode.INCREMENTAL,
    whole: bool = False,
) -> ImportId:
    """Keep a ledger file and read it at once, in one transaction.

    `mapping` is a reading plan or its plain form; `currency` that of rows without one; `as_of` the day at whose end
    the ledger is stated, today unless given; `mode` whether what is not in it is closed; with `whole` nothing is taken
    when a row is refused. A file that cannot be read is a failed import with its reason.
    """
    row = _received(act, policy_id, content, filename, _plan(mapping, currency), as_of)
    row.mode, row.whole = mode, whole
    return run_import(act, row.id)


class Rehearsed(Exception):
    """The end of a rehearsal, which takes back everything: what would have become of the import."""

    def __init__(self, outcome: ImportOutcome, plan: Mapping[str, object], closes: Mapping[str, Money]) -> None:
        super().__init__(outcome.state)
        self.outcome, self.plan, self.closes = outcome, plan, closes


@command(needs=May.LEDGER_IMPORT)
def rehearse_import(
    act: Act,
    policy_id: PolicyId,
    *,
    content: bytes,
    filename: str,
    plan: ReadingPlan,
    as_of: date | None = None,
    mode: ImportMode = ImportMode.INCREMENTAL,
    whole: bool = False,
) -> NoReturn:
    """Do all that an import does and take it back: always ends with `Rehearsed`. Neither rows nor the file are kept."""
    sha = hashlib.sha256(content).hexdigest()
    row = _received(act, policy_id, content, filename, plan, as_of, keep=lambda _content: sha)
    row.mode, row.whole = mode, whole
    _read_in(act, row, content, lambda _stage, _done, _rows: None)
    db.session.flush()
    closes = db.session.execute(
        select(ReceivableReceipt.currency, func.sum(ReceivableReceipt.amount_minor))
        .where(ReceivableReceipt.import_id == row.id, ReceivableReceipt.kind == ReceiptKind.LEFT_LEDGER.value)
        .group_by(ReceivableReceipt.currency)
        .order_by(ReceivableReceipt.currency)
    )
    totals = {currency: Money(int(minor), currency) for currency, minor in closes}
    outcome = import_outcome(row.id)
    for error in outcome.errors:
        db.session.expunge(error)
    raise Rehearsed(outcome, row.plan, totals)


@command(needs=None)
def run_import(act: Act, import_id: ImportId) -> ImportId:
    """Read a received file into the ledger. Two imports of one policy wait for each other."""
    row = lock(LedgerImport, import_id)
    if ImportState(row.state) is ImportState.CANCELLED:
        _record(act, row, policy_facts(row.policy_id).number, "import.cancelled")
        return row.id
    try:
        _read_in(act, row, kept_file(row.file_sha), telling(row.id))
    finally:
        act.after_commit(lambda: forget_progress(import_id))
    return row.id


def _read_in(act: Act, row: LedgerImport, content: bytes, tell: Tell) -> None:
    """The content of an import into the ledger, and into the import what became of it."""
    policy = policy_facts(row.policy_id)
    lock_policy(policy.id)
    plan, before = ReadingPlan.from_plain(row.plan), len(act.entries)
    try:
        tell(Stage.OPENING, 0, 0)
        with _opened(content, row.name, plan) as ledger, db.session.begin_nested():
            booking = Booking(act, policy, row.id, ledger, row.as_of, tell)
            try:
                counts = booking.book(ImportMode(row.mode))
            except InvalidInput as refusal:
                raise UnreadableFile(refusal) from refusal
            if row.whole and counts.refused:
                raise _NotWhole(booking)
            understood, confirmed = _understood(ledger), ledger.confirmed_plan.as_plain()
    except (UnreadableFile, _NotWhole, Stopped) as ended:
        del act.entries[before:]
        _end_without(act, row, policy.number, ended)
        return
    row.move("finish")
    row.plan, row.understood = confirmed, understood | {"kept_open": list(counts.kept_open)}
    if counts.reopened_count:
        row.understood |= {"reopened": counts.reopened_count, "reopened_numbers": list(counts.reopened)}
    row.rows, row.accepted, row.refused, row.unchanged = counts.rows, counts.accepted, counts.refused, counts.unchanged
    row.buyers_matched, row.buyers_new, row.closed = counts.matched, counts.new, counts.closed
    row.finished_at = act.at
    facts = {"rows": row.rows, "accepted": row.accepted, "refused": row.refused, "unchanged": row.unchanged}
    facts |= {"closed": row.closed} if row.closed else {}
    facts |= {"reopened": counts.reopened_count} if counts.reopened_count else {}
    _record(act, row, policy.number, "import.done", **facts)


def _end_without(act: Act, row: LedgerImport, policy: str, ended: UnreadableFile | _NotWhole | Stopped) -> None:
    """An import of which nothing is kept but why."""
    row.finished_at = act.at
    if isinstance(ended, Stopped):
        row.move("cancel")
        _record(act, row, policy, "import.cancelled")
        return
    row.move("fail")
    row.error_code, row.error_facts = ended.refusal.code, plain_facts(ended.refusal.facts)
    if isinstance(ended, _NotWhole):
        row.rows, row.refused = ended.booking.counts.rows, ended.booking.counts.refused
        row.understood = ended.understood
        ended.booking.refusals.write_again()
    _record(act, row, policy, "import.failed", code=row.error_code)


@command(needs=May.LEDGER_IMPORT)
def cancel_import(act: Act, import_id: ImportId) -> None:
    """Stop an import that is not done; what it had read is not kept."""
    row = lock(LedgerImport, import_id)
    if ImportState(row.state) is ImportState.RECEIVED:
        row.move("cancel")
        row.finished_at = act.at
    act.after_commit(lambda: forget_progress(import_id))
    _record(act, row, policy_facts(row.policy_id).number, "import.cancel_asked", state=row.state)


@handles(JOB)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    run_import(act, ImportId(int(str(payload["import_id"]))))


class _NotWhole(Exception):
    """Rows were refused of a ledger that was to be taken whole or not at all."""

    def __init__(self, booking: Booking) -> None:
        super().__init__("ledger.import.not_whole")
        self.booking = booking
        self.understood = _understood(booking.ledger)
        self.refusal = InvalidInput("ledger.import.not_whole", "file", refused=booking.counts.refused)


class UnreadableFile(Exception):
    """The file as a whole cannot be taken; raised before anything is written."""

    def __init__(self, refusal: InvalidInput) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


@contextmanager
def opened_content(content: bytes, filename: str, plan: ReadingPlan) -> Iterator[Ledger]:
    """A file's bytes as a ledger ready to be read; InvalidInput when it cannot be taken."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / f"ledger{Path(filename).suffix[:10]}"
        path.write_bytes(content)
        with open_sheet(path, sheet=plan.sheet) as sheet:
            yield prepare_ledger(sheet, plan)


@contextmanager
def _opened(content: bytes, filename: str, plan: ReadingPlan) -> Iterator[Ledger]:
    """Like `opened_content`; what is refused before the first row is read tells itself apart from what comes later."""
    opening = opened_content(content, filename, plan)
    try:
        ledger = opening.__enter__()
    except InvalidInput as refusal:
        raise UnreadableFile(refusal) from refusal
    try:
        yield ledger
    finally:
        opening.__exit__(None, None, None)


def _plan(mapping: ReadingPlan | Mapping[str, object] | None, currency: str | None) -> ReadingPlan:
    plan = mapping if isinstance(mapping, ReadingPlan) else ReadingPlan.from_plain(mapping or {})
    return plan if currency is None else replace(plan, currency=currency)


def _received(
    act: Act,
    policy_id: PolicyId,
    content: bytes,
    filename: str,
    plan: ReadingPlan,
    as_of: date | None,
    keep: Callable[[bytes], str] = keep_file,
) -> LedgerImport:
    policy = policy_facts(policy_id)
    if policy.state is PolicyState.DRAFT:
        raise OutOfTurn("receivables.policy_not_bound", number=policy.number)
    if as_of is not None and as_of > act.today:
        raise InvalidInput("receivables.stated_in_the_future", "as_of", day=as_of)
    row = LedgerImport(
        number=next_number("IM", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        file_sha=keep(content),
        name=Path(filename).name[:200],
        plan=plan.as_plain(),
        as_of=as_of or act.today,
        state=IMPORT_LIFE.initial,
        received_at=act.at,
        received_by=act.actor.login,
    )
    db.session.add(row)
    db.session.flush()
    _record(act, row, policy.number, "import.received", name=row.name, file=row.file_sha)
    return row


def _record(act: Act, row: LedgerImport, policy: str, what: str, **facts: object) -> None:
    act.record(f"import:{row.number}", what, also=(f"policy:{policy}",), policyholder=row.policyholder_id, **facts)


def _understood(ledger: Ledger) -> dict[str, object]:
    """How the file was read and what was noticed on it, as JSON."""
    findings = [
        {"code": found.code, "weight": found.weight.value, "facts": plain_facts(found.facts)}
        for found in ledger.profile.findings
    ]
    return {**plain_facts(ledger.sheet.understood), "headers": list(ledger.layout.headers), "findings": findings}

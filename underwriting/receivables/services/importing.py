"""Importing a ledger: the file is kept first, then read in one transaction, so an import is whole or absent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.files import keep_file, kept_file
from insurer.infra.jobs.running import ask_for, handles
from insurer.infra.numbering import next_number
from insurer.kernel.errors import InvalidInput, OutOfTurn
from insurer.kernel.ids import ImportId, PolicyId
from policies.facts import PolicyState
from policies.public import lock_policy, policy_facts
from underwriting.receivables.models import LedgerImport
from underwriting.receivables.reading.ledger import Ledger, prepare_ledger
from underwriting.receivables.reading.sheet import open_sheet
from underwriting.receivables.services.booking import Booking
from underwriting.receivables.services.refusing import plain_facts
from underwriting.receivables.states import IMPORT_LIFE
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
) -> ImportId:
    """Keep a ledger file and ask for its reading; the answer can be looked at while the worker reads."""
    row = _received(act, policy_id, content, filename, _plan(mapping, currency), as_of)
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
) -> ImportId:
    """Keep a ledger file and read it at once, in one transaction.

    `mapping` is a reading plan or its plain form; `currency` that of rows without one; `as_of` the day at whose end
    the ledger is stated, today unless given. A file that cannot be read is a failed import with its reason.
    """
    row = _received(act, policy_id, content, filename, _plan(mapping, currency), as_of)
    return run_import(act, row.id)


@command(needs=None)
def run_import(act: Act, import_id: ImportId) -> ImportId:
    """Read a received file into the ledger. Two imports of one policy wait for each other."""
    row = lock(LedgerImport, import_id)
    policy = policy_facts(row.policy_id)
    lock_policy(policy.id)
    plan = ReadingPlan.from_plain(row.plan)
    try:
        with _opened(row.file_sha, row.name, plan) as ledger:
            row.understood = _understood(ledger)
            booking = Booking(act, policy, row.id, ledger, row.as_of)
            counts = booking.book()
            row.plan = ledger.confirmed_plan.as_plain()
    except UnreadableFile as unreadable:
        row.move("fail")
        row.error_code, row.error_facts = unreadable.refusal.code, plain_facts(unreadable.refusal.facts)
        row.finished_at = act.at
        _record(act, row, policy.number, "import.failed", code=row.error_code)
        return row.id
    row.move("finish")
    row.rows, row.accepted, row.refused, row.unchanged = counts.rows, counts.accepted, counts.refused, counts.unchanged
    row.buyers_matched, row.buyers_new = counts.matched, counts.new
    row.finished_at = act.at
    facts = {"rows": row.rows, "accepted": row.accepted, "refused": row.refused, "unchanged": row.unchanged}
    _record(act, row, policy.number, "import.done", **facts)
    return row.id


@handles(JOB)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    run_import(act, ImportId(int(str(payload["import_id"]))))


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
        with open_sheet(path) as sheet:
            yield prepare_ledger(sheet, plan)


@contextmanager
def _opened(file_sha: str, filename: str, plan: ReadingPlan) -> Iterator[Ledger]:
    """Like `opened_content`; what is refused before the first row is read tells itself apart from what comes later."""
    opening = opened_content(kept_file(file_sha), filename, plan)
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
    act: Act, policy_id: PolicyId, content: bytes, filename: str, plan: ReadingPlan, as_of: date | None
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
        file_sha=keep_file(content),
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

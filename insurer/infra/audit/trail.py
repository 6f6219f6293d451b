"""Writing the trail and checking it against the heads kept outside."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from insurer.infra.audit.chain import FIRST, Break, Head, Link, canonical, moment_text, steps
from insurer.infra.audit.models import AuditEvent, AuditHead, TimelineLine
from insurer.infra.clock import Clock
from insurer.infra.db import db
from insurer.infra.scope import house_writing, reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId


@dataclass(frozen=True, slots=True)
class Entry:
    """What a command says it did. `also` are further subjects whose timelines get the line."""

    command: str
    subject: str
    what: str
    facts: dict[str, object] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    policyholder: PartyId | None = None


def append(entries: list[Entry], *, at: datetime, login: str, name: str, request: str) -> Head:
    """Chain `entries` to the trail inside the running transaction; returns the new head."""
    with house_writing():
        return _append(entries, at, login, name, request)


def _append(entries: list[Entry], at: datetime, login: str, name: str, request: str) -> Head:
    head = db.session.get(AuditHead, 1, with_for_update=True, populate_existing=True)
    if head is None:
        head = AuditHead(id=1, installation=secrets.token_hex(16), sequence=0, hash=FIRST, recorded_at=at)
        db.session.add(head)
    recorded = max(Clock().now(), head.recorded_at)
    lines: list[TimelineLine] = []
    for entry in entries:
        link = Link(
            sequence=head.sequence + 1,
            recorded_at=moment_text(recorded),
            at=moment_text(at),
            login=login,
            command=entry.command,
            subject=entry.subject,
            what=entry.what,
            facts=canonical(entry.facts),
            request=request,
            previous=head.hash,
        )
        head.sequence, head.hash, head.recorded_at = link.sequence, link.hash, recorded
        db.session.add(
            AuditEvent(
                sequence=link.sequence,
                recorded_at=recorded,
                at=at,
                login=login,
                command=link.command,
                subject=link.subject,
                what=link.what,
                facts=link.facts,
                request=request,
                previous=link.previous,
                hash=link.hash,
            )
        )
        lines += [
            TimelineLine(
                sequence=link.sequence,
                subject=subject,
                policyholder_id=entry.policyholder,
                at=at,
                by=name,
                what=link.what,
                facts=link.facts,
            )
            for subject in dict.fromkeys((entry.subject, *entry.also))
        ]
    db.session.flush()
    db.session.add_all(lines)
    return Head(head.installation, head.sequence, head.hash)


def keep_head(head: Head) -> None:
    """Append the head to the file outside the database; one line, one write, so writers never mix."""
    path = _heads_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"installation": head.installation, "sequence": head.sequence, "hash": head.hash}) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Checking:
    """How far a check of the trail has come: records read, what fails so far, and at its end what it compared."""

    read: int
    breaks: tuple[Break, ...] = ()
    head: Head | None = None
    kept_heads: int = 0
    done: bool = False


def verify() -> tuple[int, list[Break]]:
    """Number of records read and everything that fails, against the chain, the head row and the kept heads."""
    *_passed, last = checking(every=0)
    return last.read, list(last.breaks)


def checking(every: int = 5_000) -> Iterator[Checking]:
    """The check of the whole trail, told after each `every` records and at its end."""
    row = db.session.get(AuditHead, 1)
    kept = list(_kept_heads())
    if row is None:
        cut = len({known.installation for known in kept}) == 1
        yield Checking(0, (Break("audit.tail_cut", 0),) if cut else (), kept_heads=len(kept), done=True)
        return
    with reading_as(ALL):  # the trail is the house's; its records are read on after the reader's scope has ended
        events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.sequence).execution_options(yield_per=1000))
    head, read, found = Head(row.installation, row.sequence, row.hash), 0, list[Break]()

    def records() -> Iterator[tuple[Link, str]]:
        nonlocal read
        for event in events:
            read += 1
            yield _link(event), event.hash

    for step in steps(records(), head, kept, every):
        if isinstance(step, Break):
            found.append(step)
        else:
            yield Checking(read, tuple(found))
    mine = sum(1 for known in kept if known.installation == head.installation)
    yield Checking(read, tuple(found), head, mine, done=True)


def holds(event: AuditEvent) -> bool:
    """Whether one record still says what its hash covers."""
    return _link(event).hash == event.hash


def _link(event: AuditEvent) -> Link:
    return Link(
        sequence=event.sequence,
        recorded_at=moment_text(event.recorded_at),
        at=moment_text(event.at),
        login=event.login,
        command=event.command,
        subject=event.subject,
        what=event.what,
        facts=event.facts,
        request=event.request,
        previous=event.previous,
    )


def _heads_file() -> Path:
    return Path(current_app.config["AUDIT_HEADS_FILE"])


def _kept_heads() -> Iterator[Head]:
    path = _heads_file()
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            known = json.loads(line)
            yield Head(known["installation"], int(known["sequence"]), known["hash"])

"""Issued documents: numbered without gaps, kept by their hash, given again byte for byte."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.documents.models import IssuedDocument
from insurer.infra.documents.paper import Issuer, Seal
from insurer.infra.documents.press import render_pdf
from insurer.infra.documents.rehearsal import rehearsed, running_rehearsal
from insurer.infra.files import keep_file, kept_file
from insurer.infra.jobs.models import JobState
from insurer.infra.jobs.running import Work, bring_forward, handles, job_about
from insurer.infra.numbering import next_number, number_ahead
from insurer.kernel.errors import Conflict, NotFound
from insurer.kernel.ids import PartyId


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a document is issued for: which kind, about what, for which paper, to whom, in which language."""

    kind: str
    subject: str
    paper: str
    policyholder: PartyId
    language: str


@dataclass(frozen=True, slots=True)
class PaperState:
    """Where the document of an occasion is: issued, being made, or not made and why; all empty if never asked.

    One that `rests` is made when somebody opens it. `of` is its kind, subject and paper.
    """

    issued: IssuedDocument | None = None
    waiting: bool = False
    failed: str = ""
    rests: bool = False
    of: tuple[str, str, str] = ("", "", "")


def issues(kind: str) -> Callable[[Work], Work]:
    """Register the command that issues the documents of `kind` as a job; what it issues is printed beforehand."""
    return handles(kind, around=_printed_ahead)


def issue_document(act: Act, occasion: Occasion, made: Callable[[Seal], bytes]) -> str:
    """Issue a document, part of the running act: draw number and fingerprint, have it `made` with them, keep the bytes.

    Its number. Refused when the occasion has its document. What breaks in between leaves no number and no row; bytes
    without a row are nobody's document. In a rehearsal it is made under the number ahead, and nothing is issued.
    """
    before = _issued(occasion.kind, occasion.paper)
    if before is not None:
        raise Conflict("documents.issued_before", number=before.number, paper=occasion.paper)
    rehearsal = running_rehearsal()
    fingerprint = secrets.token_hex(16) if rehearsal is None else rehearsal.fingerprint
    noting = rehearsal is not None and rehearsal.noting
    number = (number_ahead if noting else next_number)("DO", act.today.year)
    content = made(Seal(number, fingerprint, verify_address()))
    sha256 = "" if noting else _keep(act, occasion, number, fingerprint, content)
    act.record(
        occasion.subject,
        "document.issued",
        policyholder=occasion.policyholder,
        document=number,
        kind=f"document_kind.{occasion.kind}",
        occasion=occasion.paper,
        language=occasion.language,
        sha256=sha256,
    )
    return number


def _keep(act: Act, occasion: Occasion, number: str, fingerprint: str, content: bytes) -> str:
    """Write down a document issued now and keep its bytes; their hash."""
    issued = IssuedDocument(
        number=number,
        kind=occasion.kind,
        subject=occasion.subject,
        occasion=occasion.paper,
        policyholder_id=occasion.policyholder,
        language=occasion.language,
        sha256=keep_file(content),
        fingerprint=fingerprint,
        size=len(content),
        issued_at=act.at,
    )
    db.session.add(issued)
    db.session.flush()
    return issued.sha256


def issued_about(subject: str) -> list[IssuedDocument]:
    """Every document about a subject within the reader's scope, newest first."""
    query = select(IssuedDocument).where(IssuedDocument.subject == subject)
    return list(db.session.scalars(query.order_by(IssuedDocument.id.desc())))


def issued_document(number: str, subject: str) -> IssuedDocument:
    """The document with this number, if it is about `subject` and the reader's to see."""
    query = select(IssuedDocument).where(IssuedDocument.number == number, IssuedDocument.subject == subject)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("documents.no_such_document", number=number)
    return found


def paper_state(kind: str, subject: str, paper: str) -> PaperState:
    """Where the document of a kind for one paper is; whoever asks may see the subject."""
    issued = _issued(kind, paper)
    if issued is not None:
        return PaperState(issued)
    job = job_about(kind, subject)
    if job is None:
        return PaperState()
    if job.state == JobState.FAILED:
        return PaperState(failed=job.error or job.state)
    rests = job.state == JobState.RESTING
    return PaperState(waiting=not rests and job.state != JobState.DONE, rests=rests, of=(kind, subject, paper))


def at_hand(state: PaperState) -> PaperState:
    """The state after a paper that waits or rests was made at once, for the reader who opens it now."""
    if (state.waiting or state.rests) and bring_forward(*state.of[:2]):
        return paper_state(*state.of)
    return state


def seal_of(issued: IssuedDocument) -> Seal:
    """What the paper was issued under, as it stands on its translations; papers of old have no fingerprint."""
    return Seal(issued.number, issued.fingerprint or "", verify_address(), translation=True)


def verify_address() -> str:
    """Where a reader of our papers has them verified."""
    return f"{str(current_app.config['BASE_URL']).rstrip('/')}/verify/"


def issuer() -> Issuer:
    """The insurer at the head of its papers, from the settings."""
    config = current_app.config
    return Issuer(config["INSURER_NAME"], config["INSURER_ADDRESS"], config["INSURER_CITY"])


def kept_bytes(issued: IssuedDocument) -> bytes:
    """The document as it was issued; refuses a file that was changed or is gone."""
    return kept_file(issued.sha256)


def _issued(kind: str, paper: str) -> IssuedDocument | None:
    query = select(IssuedDocument).where(IssuedDocument.kind == kind, IssuedDocument.occasion == paper)
    return db.session.scalar(query)


def _printed_ahead(rehearse: Callable[[], None], perform: Callable[[], None]) -> None:
    rehearsed(rehearse, perform, render_pdf)

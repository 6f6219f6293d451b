"""The public page that says whether we issued a paper, and nothing more: no name, no amount, no subject.

An unknown number, a wrong fingerprint and a paper of old without one get the same answer at the same cost.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from insurer.infra.db import db
from insurer.infra.documents.models import IssuedDocument
from insurer.infra.scope import reading_as
from insurer.infra.web.guard import public
from insurer.infra.web.limits import costly
from insurer.kernel.acting import ALL

verify = Blueprint("verify", __name__, url_prefix="/verify")
LARGEST = 20 * 2**20
"""Bytes of a file whose hash is compared; our longest letter has a tenth of it."""
_NOTHING = "0" * 32


class Verdict(StrEnum):
    """What a reader is told."""

    UNASKED = "unasked"
    ISSUED = "issued"
    UNKNOWN = "unknown"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict, and of an issued paper its number, kind and moment."""

    verdict: Verdict
    number: str = ""
    kind: str = ""
    issued_at: datetime | None = None


UNASKED = Answer(Verdict.UNASKED)


@verify.get("/")
@public
@costly("verify")
def page() -> ResponseReturnValue:
    """The form; with a number and a fingerprint, as the square code on the paper gives them, the answer too."""
    number, fingerprint = request.args.get("number", ""), request.args.get("fingerprint", "")
    answer = by_fingerprint(number, fingerprint) if number or fingerprint else UNASKED
    return _page(answer, number, fingerprint)


@verify.post("/")
@public
@costly("verify")
def compare() -> ResponseReturnValue:
    """Whether a file is byte for byte one that we issued. It is hashed and not kept."""
    request.max_content_length = LARGEST
    sent = request.files.get("file")
    content = b"" if sent is None else sent.read()
    return _page(by_content(content) if content else UNASKED)


def by_fingerprint(number: str, fingerprint: str) -> Answer:
    """The answer to a number and a fingerprint as printed, however spaced or cased."""
    wanted, said = number.strip().upper(), "".join(fingerprint.split()).lower()
    with reading_as(ALL):
        found = db.session.scalar(select(IssuedDocument).where(IssuedDocument.number == wanted[:24]))
    kept = _NOTHING if found is None or found.fingerprint is None else found.fingerprint
    alike = hmac.compare_digest(kept.encode(), said.encode("utf-8", "replace"))
    if found is None or found.fingerprint is None or not alike:
        return Answer(Verdict.UNKNOWN)
    return _issued(found)


def by_content(content: bytes) -> Answer:
    """The answer to a file: issued as it is, changed since, or not ours."""
    with reading_as(ALL):
        query = select(IssuedDocument).where(IssuedDocument.sha256 == hashlib.sha256(content).hexdigest())
        found = db.session.scalar(query.order_by(IssuedDocument.id).limit(1))
    if found is not None:
        return _issued(found)
    return Answer(Verdict.ALTERED)


def _issued(found: IssuedDocument) -> Answer:
    return Answer(Verdict.ISSUED, found.number, found.kind, found.issued_at)


def _page(answer: Answer, number: str = "", fingerprint: str = "") -> str:
    return render_template(
        "verify/verify.html", answer=answer, number=number[:24], fingerprint=fingerprint[:64], most=LARGEST // 2**20
    )

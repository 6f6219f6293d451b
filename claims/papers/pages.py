"""Papers on the pages of both sides: files taken in, given out as attachments, and the checklist in words."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from flask import Response, request, send_file

from claims.cases.queries import claim_numbered
from claims.papers.documents import AskedPaper, asked_paper
from claims.papers.queries import paper_bytes, paper_numbered
from claims.papers.services import receive_paper
from claims.papers.terms import CheckedPaper, PaperKind
from insurer.infra.commands import Act
from insurer.infra.languages import reader_locale
from insurer.infra.uploads import LARGEST, MEDIA, MIB
from insurer.infra.web.headers import DOWNLOAD_POLICY
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import ClaimId, PartyId, PolicyId

AT_ONCE = 5
"""Files of one kind that may be sent together."""


def received_files(
    act: Act, policy: PolicyId, buyer: PartyId, claim: ClaimId | None = None
) -> tuple[str, InvalidInput | None]:
    """Keep the files of one upload: their kind, and why one of them was refused; those before it are kept."""
    request.max_content_length = AT_ONCE * LARGEST + MIB
    said = request.form.get("kind", "")
    kind = PaperKind(said) if said in set(PaperKind) else PaperKind.OTHER
    sent = [file for file in request.files.getlist("file") if file.filename]
    try:
        if not sent:
            raise InvalidInput("papers.no_file", "file")
        if len(sent) > AT_ONCE:
            raise InvalidInput("papers.too_many_at_once", "file", most=AT_ONCE)
        for file in sent:
            content = file.read(LARGEST + 1)
            receive_paper(act, policy, buyer, kind=kind, name=file.filename or "", content=content, claim_id=claim)
    except InvalidInput as refusal:
        return kind.value, refusal
    return kind.value, None


def file_answer(key: str) -> Response:
    """A received file as it came: never shown in place, never run, under a name of our own making."""
    row = paper_numbered(key)
    answer = send_file(
        BytesIO(paper_bytes(row)), MEDIA[row.media].mime, as_attachment=True, download_name=row.name, etag=False
    )
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def claim_file(number: str, key: str) -> Response:
    """A file of one claim; another claim's is not found."""
    if paper_numbered(key).claim_id != claim_numbered(number).id:
        raise NotFound("papers.absent", paper=key[:40])
    return file_answer(key)


def asked_words(checklist: Iterable[CheckedPaper]) -> dict[PaperKind, AskedPaper]:
    """Each line of the checklist in the reader's words."""
    return {one.wanted.kind: asked_paper(one.wanted.kind, reader_locale()) for one in checklist}

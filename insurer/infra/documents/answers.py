"""A paper as an answer: the kept bytes once it was issued, a translation in another language, before it a preview."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask import Response, request, send_file

from insurer.infra.documents.issuing import PaperState, at_hand, kept_bytes, seal_of
from insurer.infra.documents.models import IssuedDocument
from insurer.infra.documents.paper import Seal
from insurer.infra.languages import our_locale, reader_locale

Made = Callable[[str, Seal | None], bytes]
"""Makes a paper in a language, sealed or as a preview."""


def paper_answer(state: PaperState, made: Made, name: str) -> Response:
    """The paper in the language that the request asks for by `?in=`; `name` is its file's until it has a number.

    One that was asked for and is not made yet is made now: whoever opens a letter never waits for the worker.
    """
    issued = at_hand(state).issued
    wanted = our_locale(request.args.get("in"))
    if issued is None:
        locale = wanted or reader_locale()
        return pdf_answer(made(locale, None), f"{name}-{locale}")
    if wanted is None or wanted == issued.language:
        return issued_answer(issued)
    return pdf_answer(made(wanted, seal_of(issued)), f"{issued.number}-{wanted}")


def issued_answer(issued: IssuedDocument) -> Response:
    """The bytes as they were issued."""
    return pdf_answer(kept_bytes(issued), issued.number)


def pdf_answer(content: bytes, name: str) -> Response:
    """A PDF shown by the browser and saved under its own name."""
    return send_file(BytesIO(content), "application/pdf", download_name=f"{name}.pdf")

"""T12: what a name or a note says can make the letter that quotes it neither read a file nor call anybody."""

from __future__ import annotations

import io
import socket
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from claims.indemnity.documents import decision_letter
from claims.papers.documents import request_letter
from claims.papers.services import ask_for_papers
from claims.papers.terms import PaperKind
from insurer.infra.clock import SetClock
from insurer.infra.documents.press import close_press, pdf_available
from tests.builders.claims import Department

pytestmark = pytest.mark.skipif(pdf_available() is not None, reason="PDF output is off: pango is missing")


def test_t12_a_letter_calls_nobody_and_opens_no_file_for_the_names_and_notes_in_it(
    in_app: Flask, clock: SetClock
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        image = '<img src="file:///etc/hostname">'
        department = Department.open(clock)
        buyer = department.office.company(f"{image} & Co", "GB")
        department.limit(buyer=buyer)
        number = f'<img src="{address}/a.png">'
        claim = department.claimed(number=number, buyer=buyer)
        note = f"<style>@import url({address}/b.css)</style><link rel=attachment href=file:///etc/hostname>"
        asked = ask_for_papers(
            department.act("adjuster"), claim, kinds=(PaperKind.INVOICE,), note=note,
            answer_by=department.clock.now().date() + timedelta(days=20),
        )  # fmt: skip
        department.assess(claim)

        letters = [PdfReader(io.BytesIO(pdf)) for pdf in (decision_letter(claim, "en"), request_letter(asked, "zh"))]
        close_press()

        with pytest.raises(BlockingIOError):
            door.accept()
    said = ["".join("".join(page.extract_text() for page in letter.pages).split()) for letter in letters]
    host = socket.gethostname()
    assert "".join(image.split()) in said[0]
    assert "".join(number.split()) in said[0]
    assert "@import" in said[1]
    assert [list(letter.attachments) for letter in letters] == [[], []]
    assert [host in words for words in said] == [False, False]

"""The public page on which a reader of our papers has them verified: whether, when, which kind, and nothing more."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import Occasion, issue_document, issued_about
from insurer.infra.documents.models import IssuedDocument
from insurer.infra.documents.paper import Seal
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId
from tests.builders.policies import Office

BYTES = b"%PDF-1.7 the paper as it was issued"


@command(needs=None)
def issue_something(act: Act, policyholder: PartyId) -> str:
    """Issue a paper about a claim, whose amount nobody is told."""
    occasion = Occasion(
        kind="claims.payment_advice",
        subject="claim:CL-2025-000009",
        paper="PA-2025-000009",
        policyholder=policyholder,
        language="en",
    )
    return issue_document(act, occasion, lambda seal: BYTES + seal.number.encode())


@pytest.fixture
def issued(app: Flask, clock: Any) -> IssuedDocument:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), reading_as(ALL):
        issue_something(house_act(), Office(clock).company("Secretive Ltd", "GB"))
        return issued_about("claim:CL-2025-000009")[0]


def _asked(client: FlaskClient, **asked: str) -> str:
    answer = client.get("/verify/", query_string=asked)
    assert answer.status_code == 200
    return answer.text


def test_number_and_fingerprint_are_confirmed_with_kind_and_day_however_they_are_typed(
    client: FlaskClient, issued: IssuedDocument
):
    printed = Seal(issued.number, str(issued.fingerprint)).grouped

    for number, fingerprint in ((issued.number, printed), (issued.number.lower(), printed.upper().replace(" ", ""))):
        page = _asked(client, number=number, fingerprint=fingerprint)
        assert "We issued this document." in page
        assert issued.number in page
        assert "Payment advice" in page
        for secret in ("Secretive", "CL-2025-000009", "PA-2025-000009"):
            assert secret not in page
    assert "本文件由我公司签发" in _asked(client, number=issued.number, fingerprint=printed, lang="zh")


def test_an_unknown_number_and_a_wrong_fingerprint_get_the_same_answer(client: FlaskClient, issued: IssuedDocument):
    wrong, zeros = "f" * 32, "0" * 32
    answers = {
        _asked(client, number=number, fingerprint=fingerprint).partition('id="answer"')[2].partition("<form")[0]
        for number, fingerprint in (
            (issued.number, wrong),
            ("DO-1999-000001", wrong),
            ("DO-1999-000001", zeros),
            ("' OR 1=1", "校验"),
        )
    }

    assert len(answers) == 1
    assert "No document of ours has this number with this fingerprint." in answers.pop()


def test_a_file_is_confirmed_byte_for_byte_and_not_kept(client: FlaskClient, issued: IssuedDocument):
    def compared(content: bytes) -> str:
        return client.post("/verify/", data={"file": (io.BytesIO(content), "letter.pdf")}).text

    whole = BYTES + issued.number.encode()
    assert "We issued this document." in compared(whole)
    assert "not, byte for byte, one that we issued" in compared(whole + b"\n")
    assert "Genuine" not in compared(b"")


def test_the_square_code_holds_the_address_that_answers(client: FlaskClient, issued: IssuedDocument):
    seal = Seal(issued.number, str(issued.fingerprint), "https://insurer.example/verify/")

    assert seal.link.startswith("https://insurer.example/verify/?number=DO-")
    assert "We issued this document." in client.get("/verify/?" + seal.link.partition("?")[2]).text

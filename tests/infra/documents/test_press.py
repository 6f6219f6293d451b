"""PDFs: what they say, what they can reach, and that they repeat."""

from __future__ import annotations

import io
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from insurer.infra.documents import native, paper
from insurer.infra.documents.frames import HTML, PDF, read_frame, write_frame
from insurer.infra.documents.paper import Issuer, Paper, Seal, compose, css_content
from insurer.infra.documents.press import NoPdf, Press, close_press, pdf_available, render_pdf

pytestmark = pytest.mark.skipif(pdf_available() is not None, reason="PDF output is off: pango is missing")

HEAD = Paper(
    reference="CL-2026-000001",
    title="Claim decision",
    day=date(2026, 3, 5),
    issuer=Issuer("Tradecover Credit Insurance", "1 Harbour Square", "Capital City"),
    addressee=("Nordwind <Maschinenbau> GmbH", "华强贸易有限公司"),
    seal=Seal("DO-2026-000007", "0123456789abcdef" * 2, "https://insurer.example/verify/"),
)


@pytest.fixture(scope="module", autouse=True)
def _end_the_child() -> Iterator[None]:
    yield
    close_press()


def words(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(re.sub(r"\s+", " ", page.extract_text()) for page in pages)


def test_a_letter_reads_in_english():
    said = words(render_pdf(compose("_layout/letter.html", "en", HEAD)))

    for part in ("Claim decision", "CL-2026-000001", "5 Mar 2026", "Nordwind <Maschinenbau> GmbH", "Page 1 of 1"):
        assert part in said
    assert "华强贸易有限公司" in said
    assert "0123 4567 89ab cdef 0123 4567 89ab cdef" in said
    assert "https://insurer.example/verify/" in said
    assert "PREVIEW" not in said


def test_a_letter_reads_in_chinese():
    said = words(render_pdf(compose("_layout/letter.html", "zh", HEAD)))

    for part in ("编号", "2026年3月5日", "第1页，共1页", "校验码"):
        assert part in said


def test_a_schedule_has_no_signature_and_names_whom_it_is_for():
    said = words(render_pdf(compose("_layout/schedule.html", "en", HEAD)))

    assert "To" in said
    assert "Yours faithfully" not in said


def test_the_same_text_gives_the_same_bytes_in_another_child_too():
    html = compose("_layout/letter.html", "zh", HEAD)
    first = render_pdf(html)

    assert render_pdf(html) == first
    close_press()
    assert render_pdf(html) == first


def test_the_document_carries_its_own_date_and_author_and_no_other():
    info = PdfReader(io.BytesIO(render_pdf(compose("_layout/letter.html", "en", HEAD)))).metadata

    assert info is not None
    assert info.author == "Tradecover Credit Insurance"
    assert str(info["/CreationDate"]).startswith("D:20260305")


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A door on this machine, and everybody who knocked."""
    knocks: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        ended = threading.Event()

        def watch() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                knocks.append(connection.getsockname())
                connection.close()

        watcher = threading.Thread(target=watch)
        watcher.start()
        yield server.getsockname()[1], knocks
        ended.set()
        watcher.join()


def test_t12_the_text_of_a_document_calls_nobody_and_opens_no_file(listener: tuple[int, list[object]], tmp_path: Path):
    port, knocks = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of this machine", encoding="utf-8")
    address = f"http://127.0.0.1:{port}"
    html = f"""<link rel=attachment href="{secret.as_uri()}"><link rel=stylesheet href="{address}/a.css">
    <style>@import url({address}/b.css); @font-face {{font-family: x; src: url({address}/f.ttf)}}
    p {{ background: url({address}/c.png); font-family: x }}</style>
    <img src="{address}/d.png"><img src="{secret.as_uri()}"><object data="{secret.as_uri()}"></object>
    <embed src="{address}/e"><p>Harmless</p><a href="{secret.as_uri()}" rel=attachment>x</a>
    <svg xmlns="http://www.w3.org/2000/svg"><image href="{address}/g.png"/><use href="{secret.as_uri()}#a"/></svg>"""

    pdf = render_pdf(html)

    assert knocks == []
    assert "Harmless" in words(pdf)
    assert list(PdfReader(io.BytesIO(pdf)).attachments) == []
    assert b"the secret of this machine" not in pdf
    assert "secret of this machine" not in words(pdf)


DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_picture_that_stands_in_the_document_itself_is_printed():
    assert re.search(rb"/Subtype\s*/Image", render_pdf(f'<p>x<img src="{DOT}" alt="a dot"></p>'))
    assert not re.search(rb"/Subtype\s*/Image", render_pdf("<p>x</p>"))


def test_a_character_that_no_font_can_print_refuses_the_document_and_not_the_next_one():
    with pytest.raises(NoPdf) as refused:
        render_pdf("<p>broken \U00010a00 here</p>")

    assert refused.value.code == "documents.glyphs_missing"
    assert refused.value.facts == {"characters": "\U00010a00"}
    assert "whole" in words(render_pdf("<p>whole</p>"))


def test_a_document_that_takes_too_long_is_stopped_and_the_next_one_is_made():
    press = Press()
    try:
        press.render("<p>warm</p>")
        with pytest.raises(NoPdf) as refused:
            press.render("<table>" + "<tr><td>x</td></tr>" * 4000 + "</table>", seconds=0.05)
        assert refused.value.code == "documents.took_too_long"
        assert press.render("<p>again</p>").startswith(b"%PDF")
    finally:
        press.close()


def test_a_child_is_replaced_before_it_ages_and_when_it_dies():
    press = Press(documents_per_child=1)
    try:
        press.render("<p>one</p>")
        first = press._child
        press.render("<p>two</p>")
        second = press._child
        assert first is not None
        assert second is not None
        assert first.pid != second.pid
        second.kill()
        second.wait()
        assert press.render("<p>three</p>").startswith(b"%PDF")
    finally:
        press.close()


def test_the_child_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRADECOVER_SECRET_KEY", "do not hand this on")
    press = Press()
    try:
        press.render("<p>x</p>")
        assert press._child is not None
        environment = Path(f"/proc/{press._child.pid}/environ").read_bytes()
    finally:
        press.close()

    assert b"TRADECOVER" not in environment


def test_page_numbers_are_put_into_words_safely():
    assert css_content("Page [page] of [pages]") == '"Page " counter(page) " of " counter(pages)'
    assert css_content('"; } * {') == r'"\22 \3b  \7d  \2a  \7b "'


def test_a_paper_that_nobody_issued_says_so_across_every_page_in_both_languages():
    said = words(render_pdf(compose("_layout/letter.html", "en", replace(HEAD, seal=None, preview=True))))

    assert "PREVIEW · 预览" in said
    assert "Fingerprint" not in said


def test_frames_arrive_as_they_were_sent():
    stream = io.BytesIO()
    write_frame(stream, HTML, "正文".encode())
    write_frame(stream, PDF)
    stream.seek(0)

    assert read_frame(stream) == (HTML, "正文".encode())
    assert read_frame(stream) == (PDF, b"")
    assert read_frame(stream) is None


def test_nothing_is_loaded_from_a_folder_that_is_not_there(tmp_path: Path):
    assert native.preload_native(tmp_path / "absent") == 0


def test_a_placeholder_in_a_name_prints_as_it_stands():
    named = Paper("R", "T", date(2026, 3, 5), Issuer("I", "A"), ("{{ 7*7 }} %(x)s",))

    assert "{{ 7*7 }} %(x)s" in words(render_pdf(paper.compose("_layout/letter.html", "en", named)))

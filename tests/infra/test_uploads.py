"""What a file is by its content: hostile ones are refused, whatever they are called."""

from __future__ import annotations

import io
import zipfile

import pytest

from insurer.infra.uploads import (
    DOCX,
    JPEG,
    LARGEST,
    MOST_BYTES,
    MOST_FILES,
    PDF,
    PNG,
    TIFF,
    XLSX,
    Media,
    media_of,
    refuse_beyond_quota,
    safe_name,
)
from insurer.kernel.errors import InvalidInput

A_PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
A_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20 + b"\0\0\0\0IEND\xaeB`\x82"
A_JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\1" * 40 + b"\xff\xd9"


def archive(**parts: bytes) -> bytes:
    """An office file with these parts; two underscores stand for a slash."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", content)
    return packed.getvalue()


A_WORKBOOK = archive(xl__workbook=b"<workbook/>")


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (A_PDF, PDF),
        (A_PNG, PNG),
        (A_JPEG, JPEG),
        (b"II*\0" + b"\1" * 40, TIFF),
        (A_WORKBOOK, XLSX),
        (archive(word__document=b"<document/>"), DOCX),
    ],
    ids=["pdf", "png", "jpeg", "tiff", "xlsx", "docx"],
)
def test_a_file_is_known_by_its_content(content: bytes, media: Media):
    assert media_of(content) is media


def _climbing() -> bytes:
    packed = io.BytesIO(A_WORKBOOK)
    with zipfile.ZipFile(packed, "a") as file:
        file.writestr("../../etc/passwd", "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "papers.empty"),
        (b"x" * (LARGEST + 1), "papers.too_large"),
        (b"<html><script>alert(1)</script></html>", "papers.unknown_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "papers.unknown_type"),
        (b"MZ\x90\0" + b"\0" * 60, "papers.unknown_type"),
        (b"#!/bin/sh\nrm -rf /\n", "papers.unknown_type"),
        (b"%PDF-1.7 cut off", "papers.unknown_type"),
        (A_PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "papers.active"),
        (A_PDF.replace(b"/Catalog", b"/Catalog/Names<</EmbeddedFiles 2 0 R>>/Type/EmbeddedFile"), "papers.active"),
        (b"%PDF-1.7<script>alert(1)</script>\n%%EOF", "papers.two_in_one"),
        (A_JPEG[:20] + b"<html><body onload=alert(1)>" + A_JPEG[20:], "papers.two_in_one"),
        (archive(xl__workbook=b"", xl__vbaProject=b"macro"), "papers.active"),
        (archive(xl__workbook=b"", xl__embeddings__object1=b"x"), "papers.active"),
        (archive(xl__workbook=b"0" * (80 * 2**20)), "papers.unpacks_too_large"),
        (archive(**{f"xl__workbook{number}": b"" for number in range(2_100)}), "papers.unpacks_too_large"),
        (archive(other=b"x"), "papers.unknown_type"),
        (_climbing(), "papers.damaged"),
        (A_WORKBOOK[: len(A_WORKBOOK) // 2], "papers.damaged"),
    ],
    ids=[
        "empty", "huge", "html", "svg", "program", "shell", "half a pdf", "pdf with script", "pdf with files",
        "pdf that is a page", "picture that is a page", "macros", "embedded object", "zip bomb", "too many parts",
        "any zip", "climbing names", "cut off",
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_its_reason(content: bytes, code: str):
    with pytest.raises(InvalidInput) as refusal:
        media_of(content)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\合同 2026.PDF", "合同 2026.pdf"),
        ("invoice.pdf.exe", "invoice.pdf.pdf"),
        ("-rf <script>.pdf", "rf script.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("\0\r\nX: y.pdf", "X y.pdf"),
        ("", "pdf.pdf"),
        ("." * 300, "pdf.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_its_last_part_without_tricks_under_our_suffix(sent: str, kept: str):
    assert safe_name(sent, PDF) == kept


def test_a_claim_holds_so_many_files_and_bytes():
    refuse_beyond_quota(MOST_FILES - 1, MOST_BYTES - 10, 10)
    with pytest.raises(InvalidInput, match="too_many"):
        refuse_beyond_quota(MOST_FILES, 0, 1)
    with pytest.raises(InvalidInput, match="too_much"):
        refuse_beyond_quota(1, MOST_BYTES - 10, 11)

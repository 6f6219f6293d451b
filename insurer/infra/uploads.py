"""What a file is, by its content and never by its name, and how it is called when it is given out again.

Nothing is opened that could do harm when opened: pictures and PDFs are known by their first and last bytes, a
workbook by the list of its parts, weighed before a byte is unpacked. Source: threat cases T11, T13, T18, T30.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from insurer.kernel.errors import InvalidInput

MIB = 2**20
LARGEST = 15 * MIB
"""Bytes of one file."""
MOST_FILES = 60
MOST_BYTES = 200 * MIB
"""Files and bytes that one claim, or one draft of it, may hold."""
MOST_PARTS, MOST_UNPACKED, MOST_RATIO = 2_000, 200 * MIB, 200
LONGEST_NAME = 120
_PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_MACROS = re.compile(r"(vbaproject|activex|macrosheets|externallinks|embeddings)", re.I)
_MARKUP = re.compile(rb"<\s*(script|html|svg|iframe|object|body)\b", re.I)


@dataclass(frozen=True, slots=True)
class Media:
    """A type of file that is taken: how it is called, its suffix, the type under which it is given out."""

    name: str
    suffix: str
    mime: str


PDF = Media("pdf", ".pdf", "application/pdf")
PNG = Media("png", ".png", "image/png")
JPEG = Media("jpeg", ".jpg", "image/jpeg")
TIFF = Media("tiff", ".tif", "image/tiff")
XLSX = Media("xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
DOCX = Media("docx", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
MEDIA = {media.name: media for media in (PDF, PNG, JPEG, TIFF, XLSX, DOCX)}


def media_of(content: bytes) -> Media:
    """The type of a file by its content; refuses what is empty, too large, active, or nothing that we take."""
    if not content:
        raise InvalidInput("papers.empty", "file")
    if len(content) > LARGEST:
        raise InvalidInput("papers.too_large", "file", most=LARGEST // MIB)
    media = _recognised(content)
    if media is None:
        raise InvalidInput("papers.unknown_type", "file")
    if media is PDF and _PDF_ACTIVE.search(content):
        raise InvalidInput("papers.active", "file")
    if media in (PNG, JPEG, TIFF, PDF) and _MARKUP.search(content[:1024]):
        raise InvalidInput("papers.two_in_one", "file")
    return media


def _recognised(content: bytes) -> Media | None:
    tail = content[-2048:]
    if content.startswith(b"%PDF-") and b"%%EOF" in tail:
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in tail:
        return PNG
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\0").endswith(b"\xff\xd9"):
        return JPEG
    if content.startswith((b"II*\0", b"MM\0*")):
        return TIFF
    return _office(content) if content.startswith(b"PK\x03\x04") else None


def _office(content: bytes) -> Media | None:
    """A workbook or a text of an office program, by the list of its parts; refuses bombs, macros, climbing names."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
        raise InvalidInput("papers.damaged", "file") from None
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > min(MOST_UNPACKED, max(len(content) * MOST_RATIO, MIB)):
        raise InvalidInput("papers.unpacks_too_large", "file")
    if any(_MACROS.search(name) for name in names):
        raise InvalidInput("papers.active", "file")
    if any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names):
        raise InvalidInput("papers.damaged", "file")
    if "[Content_Types].xml" not in names:
        return None
    return XLSX if "xl/workbook.xml" in names else DOCX if "word/document.xml" in names else None


def safe_name(sent: str, media: Media) -> str:
    """The name a file is shown and given out under: its last part, composed, nothing invisible, our own suffix."""
    last = unicodedata.normalize("NFC", sent.replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C" and letter not in '<>:"|?*')
    stem = seen.rsplit(".", 1)[0] if "." in seen else seen
    tidy = re.sub(r"\s+", " ", stem).strip(" .-")[:LONGEST_NAME].strip(" .-")
    return f"{tidy or media.name}{media.suffix}"


def refuse_beyond_quota(files: int, stored: int, size: int) -> None:
    """One claim holds so many files and so many bytes; what is taken back makes room again."""
    if files >= MOST_FILES:
        raise InvalidInput("papers.too_many", "file", most=MOST_FILES)
    if stored + size > MOST_BYTES:
        raise InvalidInput("papers.too_much", "file", most=MOST_BYTES // MIB)

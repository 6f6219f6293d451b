"""Which encoding a text file is in, decided so that a wrong answer is refused rather than believed.

A byte order mark speaks for itself. What is valid UTF-8 is UTF-8: text of another encoding practically never is.
Else Chinese (GB18030, which contains GBK and GB2312) and Western (Windows-1252) are weighed on what the bytes
would say: common characters against rare ones, accents inside words against strings of accents. When neither or
both are plausible nobody guesses and the sender is asked.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from underwriting.receivables.reading.limits import Unreadable

UTF8, UTF16, CHINESE, WESTERN = "utf-8", "utf-16", "gb18030", "windows-1252"
STATED_ONLY = ("big5", "shift_jis", "euc-kr", "windows-1250", "windows-1251", "windows-1254")
"""Encodings we read when the sender names them but never conclude by ourselves."""
ENCODINGS = (UTF8, UTF16, CHINESE, WESTERN, *STATED_ONLY)

_BLOCK = 1 << 20
_WEIGHED_CHARACTERS = 200_000
_PLAUSIBLE = 0.8
_SIGNS = frozenset("€£§°–—‘’“”…«»®©™´·\u00a0ºª²³½¿¡")
_HIGH_RUN = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class EncodingChoice:
    """The codec to decode with, its plain name, and what decided: a code for the sender's eyes."""

    codec: str
    name: str
    decided_by: str


def choose_encoding(path: Path, stated: str | None = None) -> EncodingChoice:
    """The encoding of a text file, or as `stated` by the sender; raises Unreadable when it cannot be told."""
    with path.open("rb") as file:
        head = file.read(4096)
    if stated is not None:
        choice = EncodingChoice(_codec(stated, head), stated.lower(), "stated")
        if choice.name not in ENCODINGS:
            raise Unreadable("ledger.file.encoding_not_offered", value=stated[:40])
    elif marked := _marked(head):
        choice = marked
    else:
        if b"\x00" in head:
            raise Unreadable("ledger.file.not_text")
        return _weighed(path)
    if failed_at := _first_failure(path, choice.codec):
        raise Unreadable("ledger.file.encoding_broken", encoding=choice.name, line=failed_at)
    return choice


def _codec(name: str, head: bytes) -> str:
    if name.lower() == UTF16 and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le"
    return "utf-8-sig" if name.lower() == UTF8 else name.lower()


def _marked(head: bytes) -> EncodingChoice | None:
    if head.startswith(codecs.BOM_UTF8):
        return EncodingChoice("utf-8-sig", UTF8, "byte_order_mark")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return EncodingChoice(UTF16, UTF16, "byte_order_mark")
    return None


def _first_failure(path: Path, codec: str) -> int:
    """The line of the first byte that is not text in this encoding; 0 when all of it is."""
    try:
        decoder = codecs.getincrementaldecoder(codec)(errors="strict")
        line = 1
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                line += decoder.decode(block).count("\n")
            decoder.decode(b"", final=True)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        return line + bytes(getattr(error, "object", b""))[:start].count(b"\n")
    return 0


def _weighed(path: Path) -> EncodingChoice:
    if not _first_failure(path, UTF8):
        return EncodingChoice("utf-8-sig", UTF8, "valid_utf8")
    plausible = []
    if not _first_failure(path, CHINESE) and _chinese_share(_beyond_ascii(path, CHINESE)) >= _PLAUSIBLE:
        plausible.append(EncodingChoice(CHINESE, CHINESE, "common_chinese_characters"))
    if not _first_failure(path, WESTERN) and _western_share(_beyond_ascii(path, WESTERN)) >= _PLAUSIBLE:
        plausible.append(EncodingChoice(WESTERN, WESTERN, "accents_inside_words"))
    if len(plausible) != 1:
        candidates = [choice.name for choice in plausible] or [UTF8, CHINESE, WESTERN]
        raise Unreadable("ledger.file.encoding_unclear", candidates=candidates)
    return plausible[0]


def _beyond_ascii(path: Path, codec: str) -> str:
    """The lines that have anything beyond ASCII, up to a weighable amount."""
    lines, size = [], 0
    with path.open(encoding=codec, newline="") as file:
        while (line := file.readline(_BLOCK)) and size < _WEIGHED_CHARACTERS:
            if not line.isascii():
                lines.append(line)
                size += len(line)
    return "".join(lines)


def _chinese_share(text: str) -> float:
    """Share of the characters beyond ASCII that daily Chinese uses: GB 2312 punctuation and first level."""
    beyond = [char for char in text if not char.isascii()]
    return sum(map(_is_daily_chinese, beyond)) / len(beyond) if beyond else 0.0


def _is_daily_chinese(char: str) -> bool:
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7


def _western_share(text: str) -> float:
    """Share of the characters beyond ASCII that stand as in Western text: one or two accents beside plain letters."""
    total = good = 0
    for run in _HIGH_RUN.finditer(text):
        chars = run.group()
        total += len(chars)
        before = text[run.start() - 1 : run.start()]
        after = text[run.end() : run.end() + 1]
        beside_letter = (before.isalpha() and before.isascii()) or (after.isalpha() and after.isascii())
        for char in chars:
            good += char in _SIGNS or (char.isalpha() and len(chars) <= 2 and beside_letter)
    return good / total if total else 0.0

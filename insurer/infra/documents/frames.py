"""What parent and child say to each other: a length, a kind, a body."""

from __future__ import annotations

import struct
from typing import BinaryIO

READY, HTML, PDF, REFUSED, ABSENT = b"R", b"H", b"P", b"X", b"A"
LARGEST = 256 * 2**20
HEAD = struct.Struct(">cI")


def write_frame(stream: BinaryIO, kind: bytes, body: bytes = b"") -> None:
    stream.write(HEAD.pack(kind, len(body)) + body)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next frame, None when the other side has gone."""
    head = _exactly(stream, HEAD.size)
    if head is None:
        return None
    kind, length = HEAD.unpack(head)
    if length > LARGEST:
        raise ValueError(f"a frame of {length} bytes")
    body = _exactly(stream, length)
    return None if body is None else (kind, body)


def _exactly(stream: BinaryIO, length: int) -> bytes | None:
    parts, missing = [], length
    while missing:
        part = stream.read(missing)
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)

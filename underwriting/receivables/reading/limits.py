"""How large a ledger file may be, on disk and unpacked. Beyond a limit the file is refused with the limit named."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts and seconds. The defaults take a million invoices and stop everything made to hurt."""

    text_bytes: int = 512 * MIB
    workbook_bytes: int = 128 * MIB
    unpacked_bytes: int = 768 * MIB
    unpacked_ratio: int = 200
    parts: int = 2_000
    rows: int = 1_100_000
    columns: int = 500
    cell_characters: int = 32_767
    line_characters: int = 1_000_000
    record_lines: int = 50
    memory_bytes: int = 1536 * MIB
    cpu_seconds: int = 300
    wall_seconds: int = 600
    output_bytes: int = 2048 * MIB

    def as_plain(self) -> dict[str, int]:
        return asdict(self)


class Unreadable(Exception):
    """The file cannot be taken; a stable code and facts that are plain JSON."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

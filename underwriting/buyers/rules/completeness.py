"""How complete the file on a buyer is: what an underwriter wants to know, and what of it is known."""

from __future__ import annotations

from dataclasses import dataclass

from insurer.parties.facts import PartyFacts


@dataclass(frozen=True, slots=True)
class FileItem:
    """One thing the file should hold, by its code, and whether it does."""

    code: str
    held: bool


@dataclass(frozen=True, slots=True)
class Completeness:
    """The file item by item: `held` of `all` are there."""

    items: tuple[FileItem, ...]

    @property
    def held(self) -> int:
        return sum(1 for item in self.items if item.held)

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes of what is not there."""
        return tuple(item.code for item in self.items if not item.held)


def completeness(buyer: PartyFacts, *, invoices: int, paid: int) -> Completeness:
    """Identity from the register of companies, experience from the ledgers. Source: feature map, S03."""
    entry = buyer.entry
    return Completeness(
        (
            FileItem("name", bool(entry.name)),
            FileItem("latin_name", bool(entry.latin_name) or entry.name.isascii()),
            FileItem("number", entry.national_id is not None),
            FileItem("country", entry.country is not None),
            FileItem("sector", entry.sector is not None),
            FileItem("registered_on", entry.registered_on is not None),
            FileItem("trade", invoices > 0),
            FileItem("experience", paid > 0),
        )
    )

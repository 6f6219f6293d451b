"""A matter for four eyes as it is shown: what was put forward, by whom and why, who agreed or said no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from insurer.accounts.approvals.states import ApprovalState
from insurer.kernel.ids import PersonId
from insurer.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing put forward. `content` is exactly what the digest stands for, amounts and days as text."""

    id: int
    kind: str
    subject: str
    digest: str
    content: Mapping[str, object]
    reason: str
    maker: PersonId
    maker_name: str
    made_at: datetime
    state: ApprovalState
    checker_name: str
    ended_at: datetime | None
    ending: str
    """The reason of whoever said no or took it back; a code where the matter was voided."""

    def text(self, name: str) -> str:
        """One entry of the content as text, empty where it has none."""
        found = self.content.get(name)
        return "" if found is None else str(found)

    def amount(self, name: str) -> Money | None:
        """One entry of the content that is an amount; None where it has none."""
        written = self.text(name)
        if not written:
            return None
        currency, _, figure = written.partition(" ")
        return Money.of(figure.replace(",", ""), currency)

    def stated(self, name: str) -> Money:
        """One entry of the content that every matter of its kind states as an amount."""
        found = self.amount(name)
        if found is None:
            raise KeyError(f"{self.kind} {self.subject} states no {name}")
        return found

    @property
    def named(self) -> str:
        """The number in its subject: `claim:CL-2026-000001` is about CL-2026-000001."""
        return self.subject.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what a matter says: an English label, the value before where there was one, and the value."""

    label: str
    value: object
    before: object = None


@dataclass(frozen=True, slots=True)
class Wording:
    """A matter in words: its heading, the address of what it is about, the amount at stake, and line by line."""

    heading: str
    href: str
    amount: Money | None
    rows: tuple[Row, ...]
    consequence: str = ""
    """What agreeing does at once, as a sentence."""

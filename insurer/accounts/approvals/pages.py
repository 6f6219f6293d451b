"""What the approvals desk shows: matters as lines of a list, and one matter in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import url_for

from insurer.accounts.approvals.panels import approval_kind, checkable_kinds
from insurer.accounts.approvals.queries import waiting_matters
from insurer.accounts.approvals.terms import Matter, Row, Wording
from insurer.infra.languages import _, counted, known, reader_locale
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.acting import Actor

WAITING_COLUMNS = (
    Column("what", "Matter", narrow=True),
    Column("kind", "Kind"),
    Column("amount", "Amount", "money", narrow=True),
    Column("maker", "Put forward by"),
    Column("made_at", "On", "moment"),
    Column("age", "Waiting for"),
)
DECIDED_COLUMNS = (
    Column("what", "Matter", narrow=True),
    Column("kind", "Kind"),
    Column("amount", "Amount", "money", narrow=True),
    Column("maker", "Put forward by"),
    Column("checker", "Decided by"),
    Column("ended_at", "On", "moment"),
    Column("state", "Status", "status", narrow=True),
)


def to_check(actor: Actor) -> list[Matter]:
    """What waits for this person's answer, oldest first: of the kinds they check, and put forward by others."""
    waiting = waiting_matters(checkable_kinds(actor.permissions), None)
    return [one for one in waiting if one.maker != actor.person]


def kind_name(code: str) -> str:
    """The kind in the reader's words, or its bare code where another package owns them."""
    key = f"approval_kind.{code}"
    return _(key) if known(key, reader_locale()) else code


def wording(matter: Matter) -> Wording:
    """The matter in the words of its owner; of a kind nobody registered, entry by entry as it was put forward."""
    return wordings([matter])[matter.id]


def wordings(matters: Sequence[Matter]) -> dict[int, Wording]:
    """Each matter in its owner's words, by id; asked once per kind, however many there are."""
    kinds: dict[str, list[Matter]] = {}
    for one in matters:
        kinds.setdefault(one.kind, []).append(one)
    found: dict[int, Wording] = {}
    for code, some in kinds.items():
        kind = approval_kind(code)
        said = [_unowned(one) for one in some] if kind is None else kind.say(some)
        found.update(zip((one.id for one in some), said, strict=True))
    return found


def _unowned(matter: Matter) -> Wording:
    rows = tuple(Row(name, value) for name, value in sorted(matter.content.items()) if value not in (None, ""))
    return Wording(f"{kind_name(matter.kind)} {matter.named}", "", None, rows)


def changes(said: Wording) -> bool:
    """Whether the matter replaces something that stood before."""
    return any(row.before not in (None, "") for row in said.rows)


def waiting_table(name: str, matters: Sequence[Matter], at: datetime, caption: str, empty: str) -> Table:
    """Matters that wait, with how long they have."""
    rows, found = [], wordings(matters)
    for one in matters:
        said = found[one.id]
        values = (said.heading, kind_name(one.kind), said.amount, one.maker_name, one.made_at, age(one, at))
        rows.append(table_row(WAITING_COLUMNS, values, url_for("approvals_desk.show", approval_id=one.id)))
    return Table(name, WAITING_COLUMNS, rows, caption=caption, empty=empty)


def decided_table(matters: Sequence[Matter], caption: str, empty: str) -> Table:
    """Matters that are over, with who ended them and how."""
    rows, found = [], wordings(matters)
    for one in matters:
        said = found[one.id]
        values = (
            said.heading, kind_name(one.kind), said.amount, one.maker_name, one.checker_name, one.ended_at, one.state,
        )  # fmt: skip
        rows.append(table_row(DECIDED_COLUMNS, values, url_for("approvals_desk.show", approval_id=one.id)))
    return Table("decided", DECIDED_COLUMNS, rows, caption=caption, empty=empty)


def age(matter: Matter, at: datetime) -> str:
    """How long it has waited, in whole days."""
    days = (at - matter.made_at).days
    return counted("%(count)s day", "%(count)s days", days) if days else _("less than a day")


def as_read(said: Wording) -> Wording:
    """The wording with its labels in the reader's language, without lines that say nothing before and nothing now."""
    rows = [row for row in said.rows if row.value not in (None, "") or row.before not in (None, "")]
    return replace(said, rows=tuple(replace(row, label=_label(row.label)) for row in rows))


def _label(label: str) -> str:
    return _(label) if known(label, reader_locale()) else label

"""Assigned receivables as pure rules: no invoice to two at once, whom an indemnity goes to, which assignment is first.

Source: feature map S42; Civil Code art. 768 for several assignments of one debt: registered first, by time; then the
notice that came first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId, ReceivableId
from underwriting.factoring.terms import AssignedInvoice


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has the claimed invoices: one assignee of all of them, or (`apart`) several, or only some are assigned."""

    assignee: PartyId | None
    number: str
    apart: bool = False


def refuse_twice(standing: Iterable[AssignedInvoice], wanted: Collection[ReceivableId]) -> None:
    """Refuse to assign an invoice that stands assigned, to the same assignee or another."""
    for one in standing:
        if one.receivable in wanted and one.back_on is None:
            facts = {"invoice": one.invoice, "number": one.number}
            raise InvalidInput("factoring.assigned_already", "receivables", **facts)


def owner(assigned: Mapping[ReceivableId, AssignedInvoice], claimed: Collection[ReceivableId]) -> Owner:
    """Whom the indemnity for claimed invoices goes to, by the assignments that stand."""
    found = [assigned[key] for key in claimed if key in assigned]
    if not found:
        return Owner(None, "")
    whose = {one.assignee for one in found}
    number = ", ".join(sorted({one.number for one in found}))
    if len(whose) > 1 or len(found) < len(set(claimed)):
        return Owner(None, number, apart=True)
    return Owner(found[0].assignee, number)


def priority(one: AssignedInvoice) -> tuple[int, datetime]:
    """The rank of an assignment among several of one debt: registered by time, then notified, then the rest."""
    if one.registered_at is not None:
        return 0, one.registered_at
    if one.notified_on is not None:
        return 1, datetime.combine(one.notified_on, time(), UTC)
    return 2, datetime.combine(one.assigned_on, time(), UTC)

"""What the clocks tell on the pages of lower packages: the ledger, an invoice, the ageing, a buyer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask import render_template, request
from markupsafe import Markup

from claims.clocks.queries import clocked, item_clocks
from claims.clocks.terms import ItemClocks
from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.kernel.ids import PolicyId, ReceivableId
from insurer.parties.facts import PartyFacts
from policies.public import policies_by_id
from underwriting.public import BuyerPanel, OpenItem, add_buyer_panel, policies_with, show_clocks_by, verdicts

MOST = 12
"""Open invoices on a buyer's page, the nearest clock first; the ageing has them all."""


def tell_clocks() -> None:
    """Let every page that shows an open invoice show its three clocks."""
    show_clocks_by(_clocks)
    add_buyer_panel(BuyerPanel("Open invoices and their clocks", May.LEDGER_READ, _of_buyer))


def _clocks(
    policy: PolicyId, items: Sequence[OpenItem], day: date, known_by: datetime | None
) -> Mapping[ReceivableId, object]:
    return item_clocks([clocked(policy, item) for item in items], day, known_by=known_by)


def _of_buyer(side: str, buyer: PartyFacts) -> Markup | None:
    """The buyer's open invoices under the policy that its page is about; None where nothing is open."""
    policies = sorted(policies_by_id(policies_with(buyer.id)).values(), key=lambda one: one.id)
    asked = request.args.get("policy", "")
    policy = next((one for one in policies if one.number == asked), policies[-1] if policies else None)
    if policy is None:
        return None
    items = [item for one in verdicts(policy.id, today(), party_id=buyer.id) for item in one.open_items]
    if not items:
        return None
    found = item_clocks([clocked(policy.id, item) for item in items], today())
    items.sort(key=lambda item: (_nearest(found[item.id]), item.receivable.due, item.id))
    page = render_template(
        "claims/clocks/_of_buyer.html",
        side=side, policy=policy, buyer=buyer, items=items[:MOST], count=len(items), clocks=found,
    )  # fmt: skip
    return Markup(page)  # noqa: S704 - a template of ours


def _nearest(clocks: ItemClocks) -> int:
    """Days until the first clock that still runs; those without one stand last."""
    return clocks.next.left or 0 if clocks.next is not None else 10**6

"""The losses on a buyer for its page: notices, claims with what was paid, recoveries, each with its page."""

from __future__ import annotations

from flask import render_template, url_for
from markupsafe import Markup

from claims.public import claims_of, notices_of, payment_of, recoveries_of
from insurer.accounts.facts import May
from insurer.infra.web.guard import permitted
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from policies.public import policies_by_id
from underwriting.public import BuyerPanel, add_buyer_panel

MOST = 12
"""Notices and claims of one buyer on its page, the newest first."""


def tell_losses() -> None:
    """Let the buyer's page know notices, claims and recoveries."""
    add_buyer_panel(BuyerPanel("Overdues, claims and recoveries", May.CLAIM_READ, _losses))


def _losses(side: str, buyer: PartyFacts) -> Markup | None:
    """Everything of the reader's scope that was lost on the buyer; None where nothing was."""
    claims = claims_of(party_id=buyer.id)[:MOST]
    notices = notices_of(party_id=buyer.id)[:MOST] if permitted(May.OVERDUE_READ) else ()
    if not claims and not notices:
        return None
    currencies = {key: one.currency for key, one in policies_by_id({claim.policy for claim in claims}).items()}
    rows = []
    for claim in claims:
        payment = payment_of(claim.id)
        back = Money.total((row.amount for row in recoveries_of(claim.id)), currencies[claim.policy])
        href = url_for(f"claims_{side}.show", number=claim.number)
        rows.append((claim, payment.indemnity if payment else None, back if back else None, href))
    notified = [(one, url_for(f"overdues_{side}.notice", number=one.number)) for one in notices]
    return Markup(render_template("home/buyers/_losses.html", claims=rows, notices=notified))  # noqa: S704 - a template

"""What the insurer's page of a buyer shows of how it pays everybody. The portal shows nothing of it."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template
from markupsafe import Markup

from insurer.accounts.facts import May
from insurer.infra.clock import now, today
from insurer.infra.languages import shown
from insurer.kernel.rounding import to_places
from insurer.parties.facts import PartyFacts
from underwriting.buyers.panels import BuyerPanel, add_buyer_panel
from underwriting.pooling.queries import STANDS, behaviour_now, last_rescore


def tell_behaviour() -> None:
    """Put the pooled behaviour on the buyer's page at the desk."""
    add_buyer_panel(BuyerPanel("Payment behaviour over all policies", May.LIMIT_READ, _show))


def _show(side: str, buyer: PartyFacts) -> Markup | None:
    if side != "desk":
        return None
    since = now() - timedelta(days=STANDS)
    standing, measured = behaviour_now(buyer.id, today(), since)
    mean = "" if measured is None else shown(to_places(measured.mean_days_late, 1))
    last = last_rescore(buyer.id, since)
    values = {"standing": standing, "measured": measured, "rescore": last, "mean": mean}
    return Markup(render_template("underwriting/pooling/panel.html", **values))  # noqa: S704 - our own

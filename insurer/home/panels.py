"""What the first pages tell to lower packages: the names of companies and the portal's page of everything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from claims.public import ClaimState, claims_of
from insurer.accounts.facts import May
from insurer.accounts.public import Directory, look_up_in
from insurer.home.queries.own import deadlines_of, holding
from insurer.home.terms import bands
from insurer.infra.clock import today
from insurer.infra.languages import here, reader_locale
from insurer.infra.web.guard import permitted
from insurer.kernel.ids import PartyId
from insurer.parties.public import parties, parties_of
from policies.facts import PolicyFacts
from policies.public import PolicyPanel, add_policy_panel
from underwriting.public import buyers_of, limit_histories, waiting_requests

PAGES = {
    "policy": ("policies_portal.policy", "number"),
    "claim": ("claims_portal.show", "number"),
    "notice": ("overdues_portal.notice", "number"),
    "limit": ("limits_portal.decision", "number"),
    "debit_note": ("policies_portal.note", "note"),
    "declarations": ("exposure_portal.declarations", "policy"),
    "bank_detail": ("bank_details_portal.overview", ""),
    "alert": ("warning_portal.alert", "number"),
    "warnings": ("warning_portal.overview", "policy"),
    "buyer": ("buyers_portal.buyer", "public_id"),
    "login": ("colleagues_portal.overview", ""),
}
"""The portal's page of each kind of subject, and the part of its address that names it."""


def tell_names_and_pages() -> None:
    """Let messages know names and pages, and show the way to them from a policy."""
    look_up_in(Directory(_buyers, _companies, _page))
    add_policy_panel("desk", PolicyPanel("Messages", May.POLICY_READ, _log))
    add_policy_panel("portal", PolicyPanel("To do by a day", May.LEDGER_READ, _clocks))
    add_policy_panel("portal", PolicyPanel("Buyers, limits and claims", May.LIMIT_READ, _counts))


def _buyers(public_ids: Collection[str]) -> Mapping[str, str]:
    locale = reader_locale()
    return {key: one.shown_name(locale) for key, one in parties_of(public_ids).items()}


def _companies(ids: Collection[PartyId]) -> Mapping[PartyId, str]:
    locale = reader_locale()
    return {key: one.shown_name(locale) for key, one in parties(ids).items()}


def _page(subject: str, policy: str) -> str:
    kind, _, name = subject.partition(":")
    if kind not in PAGES:
        return ""
    endpoint, part = PAGES[kind]
    if kind == "debit_note":
        return url_for(endpoint, number=policy, note=name)
    if not part:
        return url_for(endpoint)
    values: dict[str, Any] = {part: policy if kind == "declarations" else name}
    return url_for(endpoint, **values)


def _log(policy: PolicyFacts) -> Markup:
    """The way to what the policyholder was told under this policy."""
    address, words = url_for("messages_desk.log", policy=policy.number), here("What was told, and who read it")
    return Markup('<p><a href="{}">{}</a></p>').format(address, words)


def _clocks(policy: PolicyFacts) -> Markup:
    """The clocks that run under the policy."""
    day = today()
    found = bands(deadlines_of([holding(policy, day)], day), day)
    return Markup(render_template("home/portal/policy_clocks.html", bands=found, today=day))  # noqa: S704 - our own


def _counts(policy: PolicyFacts) -> Markup:
    """How many buyers, standing limits, waiting requests and claims there are under the policy, each with its page."""
    day, number = max(today(), policy.period.first), policy.number
    standing = [one.for_shipment(day) for one in limit_histories(policy.id).values()]
    limits = url_for("limits_portal.limits", policy=number)
    claims = claims_of(policy.id) if permitted(May.CLAIM_READ) else ()
    ended = (ClaimState.CLOSED, ClaimState.DECLINED, ClaimState.PAID)
    items = [
        (here("Buyers"), str(len(buyers_of(policy.id))), "", url_for("buyers_portal.buyers", policy=number)),
        (here("Limits in force"), str(sum(1 for one in standing if one is not None and not one.refused)), "", limits),
        (here("Requests waiting"), str(sum(1 for one in waiting_requests() if one.policy_id == policy.id)), "", limits),
        (
            here("Claims"),
            str(len(claims)),
            here("%(count)s of them open", count=sum(1 for one in claims if one.state not in ended)) if claims else "",
            url_for("claims_portal.overview"),
        ),
    ]
    return Markup(render_template("home/portal/policy_counts.html", items=items))  # noqa: S704 - our own

"""What the first pages tell to lower packages: the names of companies and the portal's page of everything."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import url_for
from markupsafe import Markup

from insurer.accounts.facts import May
from insurer.accounts.public import Directory, look_up_in
from insurer.infra.languages import here, reader_locale
from insurer.kernel.ids import PartyId
from insurer.parties.public import parties, parties_of
from policies.facts import PolicyFacts
from policies.public import PolicyPanel, add_policy_panel

PAGES = {
    "policy": ("policies_portal.policy", "number"),
    "claim": ("claims_portal.show", "number"),
    "notice": ("overdues_portal.notice", "number"),
    "limit": ("limits_portal.decision", "number"),
    "debit_note": ("policies_portal.note", "note"),
    "declarations": ("exposure_portal.declarations", "policy"),
}
"""The portal's page of each kind of subject, and the part of its address that names it."""


def tell_names_and_pages() -> None:
    """Let messages know names and pages, and show the way to them from a policy."""
    look_up_in(Directory(_buyers, _companies, _page))
    add_policy_panel("desk", PolicyPanel("Messages", May.POLICY_READ, _log))


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
    return url_for(endpoint, **{part: policy if kind == "declarations" else name})


def _log(policy: PolicyFacts) -> Markup:
    """The way to what the policyholder was told under this policy."""
    address, words = url_for("messages_desk.log", policy=policy.number), here("What was told, and who read it")
    return Markup('<p><a href="{}">{}</a></p>').format(address, words)

"""What people's rights and the policy page are told: companies, policies, and what is assigned to whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import render_template
from markupsafe import Markup

from insurer.accounts.facts import May
from insurer.accounts.public import KnownCompany, KnownPolicy, Register, look_up_people_in
from insurer.infra.clock import today
from insurer.infra.languages import reader_locale
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId, PolicyId
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, parties_named, party_of
from policies.facts import PolicyFacts
from policies.public import (
    PolicyPanel,
    add_policy_panel,
    assigned_scope,
    assignments_of,
    policies_by_id,
    policies_list,
)


def tell_assignments() -> None:
    """Let people's rights know companies, policies and assignments, and show assignments on the policy."""
    look_up_people_in(Register(_companies, _policyholders, _find, _policies, _numbers, assigned_scope))
    add_policy_panel("desk", PolicyPanel("Assigned claim payments", May.POLICY_READ, _on_desk))
    add_policy_panel("portal", PolicyPanel("Assigned claim payments", May.POLICY_READ, _in_portal))


def _companies(ids: Collection[PartyId]) -> Mapping[PartyId, KnownCompany]:
    return {key: _known(one) for key, one in parties(ids).items()}


def _policyholders() -> list[KnownCompany]:
    """Every company that has a policy: administrators choose among them by name, nothing else of them is read."""
    with reading_as(ALL):
        holders = {one.policyholder for one in policies_list()}
    return sorted((_known(one) for one in parties(holders).values()), key=lambda one: one.name)


def _find(named: str) -> KnownCompany | None:
    """The company of exactly this name or public id, None when there is none or more than one."""
    found = [one for one in parties_named(named) if named in (one.name, one.shown_name(reader_locale()))]
    if not found and named.isalnum():
        try:
            return _known(party_of(named))
        except LookupError:
            return None
    return _known(found[0]) if len(found) == 1 else None


def _policies(companies: Collection[PartyId]) -> list[KnownPolicy]:
    return [
        KnownPolicy(one.id, one.number, one.currency, one.policyholder)
        for one in policies_list()
        if one.policyholder in companies and one.bound_at is not None
    ]


def _numbers(policies: Collection[PolicyId]) -> list[str]:
    with reading_as(ALL):
        return sorted(one.number for one in policies_by_id(policies).values())


def _known(one: PartyFacts) -> KnownCompany:
    return KnownCompany(one.id, one.public_id, one.shown_name(reader_locale()))


def _on_desk(policy: PolicyFacts) -> Markup | None:
    return _panel("desk", policy)


def _in_portal(policy: PolicyFacts) -> Markup | None:
    return _panel("portal", policy)


def _panel(side: str, policy: PolicyFacts) -> Markup | None:
    """Who is paid in the policyholder's place; the desk also has the way to record it."""
    found = assignments_of(policy.id)
    if not found and side == "portal":
        return None
    ids = {one.payee for one in found} | {buyer for one in found for buyer in one.buyers or ()}
    names = {key: one.shown_name(reader_locale()) for key, one in parties(ids).items()}
    return Markup(  # noqa: S704 - rendered and escaped by the template
        render_template(
            "workflows/assigned/_panel.html", side=side, may=May, policy=policy, found=found, names=names, today=today()
        )
    )

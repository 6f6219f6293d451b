"""Who works in the demo: one person per role of the insurer, the policyholders' people, a broker and a bank."""

from __future__ import annotations

from collections.abc import Sequence

from insurer.accounts.facts import Role
from insurer.accounts.public import open_login, register_person
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyEntry
from insurer.parties.public import register_party
from insurer.workflows.demo.rules.plan import AUTOMATIC
from insurer.workflows.demo.services.stage import Stage
from insurer.workflows.demo.terms import PASSWORD, SIGN_INS, Ledger, SignIn
from underwriting.public import AUTOMATIC as NOBODY_IN_PERSON
from underwriting.public import set_authority

AUTHORITY = {
    NOBODY_IN_PERSON: (1, 6),
    Role.LIMIT_UNDERWRITER.value: (3, 15),
    Role.SENIOR_UNDERWRITER.value: (10, 50),
}
"""Per decision and per buyer, in multiples of what a rule grants by itself."""


def hire(stage: Stage, ledgers: Sequence[Ledger]) -> None:
    """Enter the policyholders, open every login and give the underwriters their authority."""
    staff = [one for one in SIGN_INS if not one.holders]
    for one in staff:
        _open(stage, one, ())
    for ledger in ledgers:
        company = ledger.policyholder
        entry = PartyEntry(name=company.name, country=company.country, sector=company.sector)
        stage.holders.append(register_party(stage.act("policies", f"holder/{company.name}"), entry))
    for one in SIGN_INS:
        known = [stage.holders[place] for place in one.holders if place < len(stage.holders)]
        if known:
            _open(stage, one, tuple(known))
    for role, (decision, buyer) in AUTHORITY.items():
        for currency, amount in AUTOMATIC.items():
            set_authority(
                stage.house(f"authority/{role}/{currency}"),
                role,
                per_decision=Money.of(amount * decision, currency),
                per_buyer=Money.of(amount * buyer, currency),
                valid_from=stage.today,
            )


def _open(stage: Stage, one: SignIn, holders: tuple[PartyId, ...]) -> None:
    person = register_person(stage.house(f"person/{one.login}"), one.person)
    open_login(stage.house(f"login/{one.login}"), one.login, person, PASSWORD, (one.role,), holders, one.locale)
